package io.fourtuple.testing;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.Endpoint;
import io.fourtuple.wire.Checksum;
import io.fourtuple.wire.IpDescriptor;

/** Builds ICMP errors that quote a segment of the engine's (RFC 792, RFC 4443). */
public final class IcmpErrors
{
    private static final int ICMP_HEADER = 8;
    private static final int QUOTED_TCP = 8;

    private IcmpErrors()
    {
    }

    /**
     * @param local where the quoted segment came from: the engine.
     * @param peer  where it went, and where the error comes from.
     * @param seq   of the quoted segment.
     * @param mtu   of the next hop; 0 where it says nothing.
     */
    public static byte[] quoting(
        final Endpoint local, final Endpoint peer, final int seq, final int type, final int code, final int mtu)
    {
        return quoting(local, peer, seq, 0, type, code, mtu);
    }

    /**
     * @param length bytes of data of the quoted segment, which its IP header tells and the quote has none of.
     */
    public static byte[] quoting(
        final Endpoint local,
        final Endpoint peer,
        final int seq,
        final int length,
        final int type,
        final int code,
        final int mtu)
    {
        final boolean ipv6 = local.family() == 6;
        final int ip = ipv6 ? IpDescriptor.IPV6_HEADER_LENGTH : IpDescriptor.IPV4_HEADER_LENGTH;
        final byte[] quoted = Frames.segment(".").from(local).to(peer).seq(seq).payload(length).bytes();
        final byte[] outer = Frames.segment(".").from(peer).to(local).bytes();
        final int icmpLength = ICMP_HEADER + ip + QUOTED_TCP;
        final byte[] frame = new byte[ip + icmpLength];
        System.arraycopy(outer, 0, frame, 0, ip);
        System.arraycopy(quoted, 0, frame, ip + ICMP_HEADER, ip + QUOTED_TCP);
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        buffer.putByte(ip, (byte)type);
        buffer.putByte(ip + 1, (byte)code);
        buffer.putInt(ip + 4, mtu, BIG_ENDIAN);
        if (ipv6)
        {
            buffer.putShort(4, (short)icmpLength, BIG_ENDIAN);
            buffer.putByte(IpDescriptor.IPV6_NEXT_HEADER_OFFSET, (byte)IpDescriptor.PROTOCOL_ICMPV6);
            final long addresses = Checksum.add(0, buffer, IpDescriptor.IPV6_SOURCE_OFFSET, 32);
            final long pseudo = Checksum.addPseudo(addresses, icmpLength, IpDescriptor.PROTOCOL_ICMPV6);
            Checksum.put(buffer, ip + 2, Checksum.add(pseudo, buffer, ip, icmpLength));
        }
        else
        {
            buffer.putShort(2, (short)(ip + icmpLength), BIG_ENDIAN);
            buffer.putByte(IpDescriptor.IPV4_PROTOCOL_OFFSET, (byte)IpDescriptor.PROTOCOL_ICMP);
            buffer.putShort(IpDescriptor.IPV4_CHECKSUM_OFFSET, (short)0);
            Checksum.put(buffer, IpDescriptor.IPV4_CHECKSUM_OFFSET, Checksum.add(0, buffer, 0, ip));
            Checksum.put(buffer, ip + 2, Checksum.add(0, buffer, ip, icmpLength));
        }
        return frame;
    }
}
