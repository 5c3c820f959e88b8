package io.fourtuple.testing;

import static io.fourtuple.wire.TcpDescriptor.*;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.io.ByteArrayOutputStream;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.Endpoint;
import io.fourtuple.wire.Checksum;
import io.fourtuple.wire.IpDescriptor;

/**
 * Builds one TCP segment in an IP packet, for tests: valid in everything unless told otherwise. Flags are letters as in
 * captures: S F R P U and {@code .} for ACK.
 */
public final class Frames
{
    private static final Endpoint SOURCE = Endpoint.of("198.18.0.9", 40_000);
    private static final Endpoint DESTINATION = Endpoint.of("198.18.0.2", 80);

    private Endpoint source = SOURCE;
    private Endpoint destination = DESTINATION;
    private int seq;
    private int ack;
    private int flags;
    private int window = 65_535;
    private int ecn;
    private int reserved;
    private byte[] payload = new byte[0];
    private final ByteArrayOutputStream options = new ByteArrayOutputStream();

    public static Frames segment(final String flags)
    {
        final Frames frames = new Frames();
        frames.flags = parseFlags(flags);
        return frames;
    }

    public static int parseFlags(final String letters)
    {
        int flags = 0;
        for (final char letter : letters.toCharArray())
        {
            flags |= switch (letter)
            {
                case 'S' -> SYN;
                case 'F' -> FIN;
                case 'R' -> RST;
                case 'P' -> PSH;
                case 'U' -> URG;
                case '.' -> ACK;
                case 'E' -> ECE;
                case 'W' -> CWR;
                case '-' -> 0;
                default -> throw new IllegalArgumentException("no such flag: " + letter);
            };
        }
        return flags;
    }

    public Frames from(final Endpoint endpoint)
    {
        source = endpoint;
        return this;
    }

    public Frames to(final Endpoint endpoint)
    {
        destination = endpoint;
        return this;
    }

    public Frames seq(final int value)
    {
        seq = value;
        return this;
    }

    public Frames ack(final int value)
    {
        ack = value;
        return this;
    }

    public Frames window(final int value)
    {
        window = value;
        return this;
    }

    public Frames payload(final byte[] value)
    {
        payload = value.clone();
        return this;
    }

    public Frames payload(final int length)
    {
        payload = new byte[length];
        for (int i = 0; i < length; i++)
        {
            payload[i] = (byte)(seq + i);
        }
        return this;
    }

    /** Raw bytes of options, in the order of the calls. */
    public Frames option(final int... bytes)
    {
        for (final int value : bytes)
        {
            options.write(value);
        }
        return this;
    }

    public Frames mss(final int value)
    {
        return option(OPTION_MSS, 4, value >> 8, value);
    }

    public Frames windowScale(final int shift)
    {
        return option(OPTION_NOP, OPTION_WINDOW_SCALE, 3, shift);
    }

    public Frames sackPermitted()
    {
        return option(OPTION_NOP, OPTION_NOP, OPTION_SACK_PERMITTED, 2);
    }

    /** SACK blocks: pairs of a first sequence number and the one behind the last. */
    public Frames sack(final int... edges)
    {
        option(OPTION_NOP, OPTION_NOP, OPTION_SACK, 2 + 4 * edges.length);
        for (final int edge : edges)
        {
            option(edge >> 24, edge >> 16, edge >> 8, edge);
        }
        return this;
    }

    public Frames timestamps(final int tsVal, final int tsEcr)
    {
        return option(OPTION_NOP, OPTION_NOP, OPTION_TIMESTAMPS, 10,
            tsVal >> 24, tsVal >> 16, tsVal >> 8, tsVal, tsEcr >> 24, tsEcr >> 16, tsEcr >> 8, tsEcr);
    }

    /** The ECN field of the IP header. */
    public Frames ecn(final int value)
    {
        ecn = value;
        return this;
    }

    /** Sets the flag AE. */
    public Frames ae()
    {
        reserved = 1;
        return this;
    }

    /** The IP packet, with all lengths and checksums right. */
    public byte[] bytes()
    {
        while (options.size() % 4 != 0)
        {
            options.write(OPTION_END);
        }
        final boolean ipv6 = source.family() == 6;
        final int ipLength = ipv6 ? IpDescriptor.IPV6_HEADER_LENGTH : IpDescriptor.IPV4_HEADER_LENGTH;
        final int tcpLength = HEADER_LENGTH + options.size() + payload.length;
        final byte[] frame = new byte[ipLength + tcpLength];
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        putIp(buffer, ipv6, tcpLength);
        buffer.putShort(ipLength + SOURCE_PORT_OFFSET, (short)source.port(), BIG_ENDIAN);
        buffer.putShort(ipLength + DESTINATION_PORT_OFFSET, (short)destination.port(), BIG_ENDIAN);
        buffer.putInt(ipLength + SEQ_OFFSET, seq, BIG_ENDIAN);
        buffer.putInt(ipLength + ACK_OFFSET, ack, BIG_ENDIAN);
        buffer.putByte(ipLength + DATA_OFFSET_OFFSET, (byte)(HEADER_LENGTH + options.size() << 2 | reserved));
        buffer.putByte(ipLength + FLAGS_OFFSET, (byte)flags);
        buffer.putShort(ipLength + WINDOW_OFFSET, (short)window, BIG_ENDIAN);
        buffer.putBytes(ipLength + HEADER_LENGTH, options.toByteArray());
        buffer.putBytes(ipLength + HEADER_LENGTH + options.size(), payload);
        putTcpChecksum(frame);
        return frame;
    }

    private void putIp(final UnsafeBuffer buffer, final boolean ipv6, final int length)
    {
        if (ipv6)
        {
            buffer.putInt(0, 0x6000_0000 | ecn << 20, BIG_ENDIAN);
            buffer.putInt(4, length << 16 | IpDescriptor.PROTOCOL_TCP << 8 | 64, BIG_ENDIAN);
            buffer.putLong(8, source.hi(), BIG_ENDIAN);
            buffer.putLong(16, source.lo(), BIG_ENDIAN);
            buffer.putLong(24, destination.hi(), BIG_ENDIAN);
            buffer.putLong(32, destination.lo(), BIG_ENDIAN);
        }
        else
        {
            buffer.putInt(0, 0x4500_0000 | ecn << 16 | 20 + length, BIG_ENDIAN);
            buffer.putInt(8, 64 << 24 | IpDescriptor.PROTOCOL_TCP << 16, BIG_ENDIAN);
            buffer.putInt(12, (int)source.lo(), BIG_ENDIAN);
            buffer.putInt(16, (int)destination.lo(), BIG_ENDIAN);
            Checksum.put(buffer, 10, Checksum.add(0, buffer, 0, 20));
        }
    }

    /** Makes the TCP checksum of a packet without extension headers or IP options right again after a change. */
    public static void putTcpChecksum(final byte[] frame)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        final boolean ipv6 = frame[0] >> 4 == 6;
        final int tcp = ipv6 ? 40 : 20;
        buffer.putShort(tcp + CHECKSUM_OFFSET, (short)0);
        final long addresses = ipv6 ? Checksum.add(0, buffer, 8, 32) : Checksum.add(0, buffer, 12, 8);
        final long pseudo = Checksum.addPseudo(addresses, frame.length - tcp, IpDescriptor.PROTOCOL_TCP);
        Checksum.put(buffer, tcp + CHECKSUM_OFFSET, Checksum.add(pseudo, buffer, tcp, frame.length - tcp));
    }

    /** A copy where the border check reads: off the heap. */
    public static UnsafeBuffer offHeap(final byte[] frame)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(Math.max(1, frame.length)));
        buffer.putBytes(0, frame);
        return buffer;
    }
}
