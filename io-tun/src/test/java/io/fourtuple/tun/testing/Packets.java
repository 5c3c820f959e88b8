package io.fourtuple.tun.testing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import io.fourtuple.app.IpText;

/** Whole IP packets of either family as byte arrays, made by hand and slowly, independent of the code under test. */
public final class Packets
{
    /** Protocol number. */
    public static final int ICMP = 1;
    /** Protocol number. */
    public static final int TCP = 6;
    /** Protocol number. */
    public static final int UDP = 17;
    /** Protocol number. */
    public static final int ICMPV6 = 58;

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private Packets()
    {
    }

    /**
     * @return an ICMP or ICMPv6 echo request, by the addresses' family.
     */
    public static byte[] echoRequest(final String from, final String to, final int sequence, final byte[] payload)
    {
        return echo(from, to, sequence, payload, from.indexOf(':') >= 0 ? 128 : 8);
    }

    /**
     * @return an ICMP or ICMPv6 echo reply, by the addresses' family.
     */
    public static byte[] echoReply(final String from, final String to, final int sequence, final byte[] payload)
    {
        return echo(from, to, sequence, payload, from.indexOf(':') >= 0 ? 129 : 0);
    }

    private static byte[] echo(
        final String from, final String to, final int sequence, final byte[] payload, final int type)
    {
        final boolean ipv6 = from.indexOf(':') >= 0;
        final ByteBuffer message = ByteBuffer.allocate(8 + payload.length);
        message.put((byte)type).put((byte)0).putShort((short)0).putShort((short)0x4674).putShort((short)sequence);
        message.put(payload);
        final byte[] bytes = message.array();
        putChecksum(bytes, 2, ipv6 ? pseudoHeader(from, to, ICMPV6, bytes.length) : 0);
        return packet(from, to, ipv6 ? ICMPV6 : ICMP, bytes);
    }

    /**
     * @return a UDP datagram.
     */
    public static byte[] udp(
        final String from, final int fromPort, final String to, final int toPort, final byte[] payload)
    {
        final ByteBuffer datagram = ByteBuffer.allocate(8 + payload.length);
        datagram.putShort((short)fromPort).putShort((short)toPort).putShort((short)datagram.capacity());
        datagram.putShort((short)0).put(payload);
        final byte[] bytes = datagram.array();
        putChecksum(bytes, 6, pseudoHeader(from, to, UDP, bytes.length));
        if (bytes[6] == 0 && bytes[7] == 0)
        {
            // RFC 768: a checksum of 0 is sent as all ones.
            bytes[6] = (byte)0xFF;
            bytes[7] = (byte)0xFF;
        }
        return packet(from, to, UDP, bytes);
    }

    /**
     * @param flags   as in octet 13 of the header.
     * @param window  not scaled.
     * @param options padded to a multiple of four bytes.
     * @return a TCP segment without data.
     */
    public static byte[] tcp(
        final InetSocketAddress from,
        final InetSocketAddress to,
        final int flags,
        final int seq,
        final int ack,
        final int window,
        final byte... options)
    {
        final ByteBuffer segment = ByteBuffer.allocate(20 + options.length);
        segment.putShort((short)from.getPort()).putShort((short)to.getPort()).putInt(seq).putInt(ack);
        segment.put((byte)(segment.capacity() << 2)).put((byte)flags).putShort((short)window).putInt(0).put(options);
        final byte[] bytes = segment.array();
        final String source = from.getAddress().getHostAddress();
        final String destination = to.getAddress().getHostAddress();
        putChecksum(bytes, 16, pseudoHeader(source, destination, TCP, bytes.length));
        return packet(source, destination, TCP, bytes);
    }

    /**
     * Makes those fields equal that a kernel is free to choose: IPv4's identification, type of service, DF and TTL;
     * IPv6's traffic class, flow label and hop limit.
     *
     * @param packet   to be changed.
     * @param received to take the fields from.
     * @return the packet, its header checksum right again.
     */
    public static byte[] withFreeFieldsOf(final byte[] packet, final byte[] received)
    {
        final byte[] result = packet.clone();
        if ((result[0] & 0xF0) == 0x60)
        {
            System.arraycopy(received, 0, result, 0, 4);
            result[0] = (byte)(0x60 | received[0] & 0xF);
            result[7] = received[7];
            return result;
        }
        result[1] = received[1];
        System.arraycopy(received, 4, result, 4, 2);
        result[6] = (byte)(received[6] & 0x40);
        result[8] = received[8];
        result[10] = 0;
        result[11] = 0;
        putChecksum(result, 10, 0, IPV4_HEADER);
        return result;
    }

    /**
     * @return whether the packet is IP of either family with this protocol and destination.
     */
    public static boolean isTo(final byte[] packet, final int protocol, final String to)
    {
        final byte[] address = address(to);
        final boolean ipv6 = address.length == 16;
        if (packet.length < IPV4_HEADER || (packet[0] & 0xF0) != (ipv6 ? 0x60 : 0x40))
        {
            return false;
        }
        final int offset = ipv6 ? 24 : 16;
        return packet[ipv6 ? 6 : 9] == protocol &&
            ByteBuffer.wrap(packet, offset, address.length).equals(ByteBuffer.wrap(address));
    }

    /**
     * @param text an IP address.
     * @return its bytes.
     */
    public static byte[] address(final String text)
    {
        return inetAddress(text).getAddress();
    }

    /**
     * @param text an IP address.
     * @return the address; no name service is asked.
     */
    public static InetAddress inetAddress(final String text)
    {
        return IpText.parse(text);
    }

    private static byte[] packet(final String from, final String to, final int protocol, final byte[] payload)
    {
        if (from.indexOf(':') >= 0)
        {
            final ByteBuffer packet = ByteBuffer.allocate(IPV6_HEADER + payload.length);
            packet.putInt(0x6000_0000).putShort((short)payload.length).put((byte)protocol).put((byte)64);
            return packet.put(address(from)).put(address(to)).put(payload).array();
        }
        final ByteBuffer packet = ByteBuffer.allocate(IPV4_HEADER + payload.length);
        packet.putShort((short)0x4500).putShort((short)packet.capacity()).putInt(0x0000_4000);
        packet.put((byte)64).put((byte)protocol).putShort((short)0);
        packet.put(address(from)).put(address(to)).put(payload);
        putChecksum(packet.array(), 10, 0, IPV4_HEADER);
        return packet.array();
    }

    private static long pseudoHeader(final String from, final String to, final int protocol, final int lengthBytes)
    {
        return sum(address(from), address(from).length) + sum(address(to), address(to).length) + protocol + lengthBytes;
    }

    private static void putChecksum(final byte[] bytes, final int offset, final long seed)
    {
        putChecksum(bytes, offset, seed, bytes.length);
    }

    private static void putChecksum(final byte[] bytes, final int offset, final long seed, final int lengthBytes)
    {
        long sum = seed + sum(bytes, lengthBytes);
        while (sum >> 16 != 0)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        final int checksum = (int)~sum & 0xFFFF;
        ByteBuffer.wrap(bytes).putShort(offset, (short)checksum);
    }

    private static long sum(final byte[] bytes, final int lengthBytes)
    {
        long sum = 0;
        for (int i = 0; i < lengthBytes; i++)
        {
            sum += (i & 1) == 0 ? (bytes[i] & 0xFFL) << 8 : bytes[i] & 0xFFL;
        }
        return sum;
    }
}
