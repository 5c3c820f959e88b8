package io.fourtuple.bench.measure.parts;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Frames from the sources of a SYN flood to port 80 of 198.18.0.1 or 2001:db8::1. All of a source is computed from its
 * number; a flood's sources come in an order that no cache guesses, each 4-tuple once in 2<sup>31</sup>.
 * <pre>
 *   source   31          16 15           0       IPv4   198.19.0.0 | number
 *            |    port     |    number    |      IPv6   2001:db8:xxxx:xxxx:: with a /64 of its own for each number
 *
 *   a flood's ports begin at 32,768. Connections that stay have lower ones and other addresses (198.18.128.0 | number):
 *   the flood's are not those of known peers
 *
 *   SYN      MSS, SACK permitted, timestamps, scale 7      40 bytes of TCP, as Linux sends them
 *            MSS, SACK permitted, scale 7                  32 bytes without timestamps
 *   others   timestamps, or nothing                        32 or 20 bytes
 * </pre>
 * A frame is a copy of its kind's template with the source filled in; checksums are the template's sum and what was
 * filled in. The code is its own, not the engine's.
 */
public final class FloodFrames
{
    public static final int SYN = 2;
    public static final int RST = 4;
    public static final int ACK = 16;
    public static final int SERVER_PORT = 80;
    /** Room for each frame. */
    public static final int MAX_LENGTH = 128;

    private static final int SERVER_IPV4 = 0xC612_0001;
    private static final int FLOOD_IPV4 = 0xC613_0000;
    private static final long NETWORK_IPV6 = 0x2001_0DB8_0000_0000L;
    private static final long SERVER_IPV6_LO = 1;
    private static final int HELD_IPV4 = 0xC612_8000;
    private static final int IDLE_BITS = 15;
    private static final int FIRST_PORT = 1_024;
    private static final int FLOOD_BIT = 1 << 31;
    private static final int FLOOD_MASK = FLOOD_BIT - 1;
    private static final int NUMBERS = 0xFFFF;
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
    private static final int PROTOCOL_TCP = 6;
    private static final int WINDOW = 64_240;
    private static final int SACK_WORD = 0x0101_0402;
    private static final int SACK_TIMESTAMPS_WORD = 0x0402_080A;
    private static final int TIMESTAMPS_WORD = 0x0101_080A;
    private static final int SCALE_WORD = 0x0103_0307;
    private static final int TS_VAL = 100_000;
    private static final int OPTION_TIMESTAMPS = 8;
    private static final int NOP = 1;

    private final boolean isIpv6;
    private final boolean hasTimestamps;
    private final int ipLength;
    private final int numberMask;
    private final Template syn;
    private final Template other;

    /**
     * @param hasTimestamps whether they are offered, and used.
     * @param addresses     that a flood comes from, a power of two up to 65,536.
     */
    public FloodFrames(final boolean isIpv6, final boolean hasTimestamps, final int addresses)
    {
        this.isIpv6 = isIpv6;
        this.hasTimestamps = hasTimestamps;
        numberMask = addresses - 1;
        ipLength = isIpv6 ? 40 : 20;
        final int mssWord = 0x0204_0000 | (isIpv6 ? 1_440 : 1_460);
        syn = hasTimestamps ? new Template(mssWord, SACK_TIMESTAMPS_WORD, TS_VAL, 0, SCALE_WORD) :
            new Template(mssWord, SACK_WORD, SCALE_WORD);
        other = hasTimestamps ? new Template(TIMESTAMPS_WORD, TS_VAL, 0) : new Template();
    }

    /** A frame of one kind, all but its source, flags and numbers. */
    private final class Template
    {
        private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[MAX_LENGTH]);
        private final int length;
        private final long ipSum;
        private final long tcpSum;

        private Template(final int... options)
        {
            final int tcpLength = 20 + 4 * options.length;
            length = ipLength + tcpLength;
            final int destination = isIpv6 ? 24 : 16;
            if (isIpv6)
            {
                bytes.putInt(0, 0x6000_0000, BIG_ENDIAN);
                bytes.putInt(4, tcpLength << 16 | PROTOCOL_TCP << 8 | 64, BIG_ENDIAN);
                bytes.putLong(24, NETWORK_IPV6, BIG_ENDIAN);
                bytes.putLong(32, SERVER_IPV6_LO, BIG_ENDIAN);
            }
            else
            {
                bytes.putInt(0, 0x4500_0000 | length, BIG_ENDIAN);
                bytes.putInt(4, 0x4000, BIG_ENDIAN);
                bytes.putInt(8, 64 << 24 | PROTOCOL_TCP << 16, BIG_ENDIAN);
                bytes.putInt(16, SERVER_IPV4, BIG_ENDIAN);
            }
            bytes.putInt(ipLength, SERVER_PORT, BIG_ENDIAN);
            bytes.putInt(ipLength + 12, tcpLength << 26 | WINDOW, BIG_ENDIAN);
            for (int i = 0; i < options.length; i++)
            {
                bytes.putInt(ipLength + 20 + 4 * i, options[i], BIG_ENDIAN);
            }
            ipSum = words(bytes, 0, ipLength);
            tcpSum = words(bytes, destination, length - destination) + PROTOCOL_TCP + tcpLength;
        }
    }

    /** The source of an idle connection, by its number up to a thousand million. */
    static int idle(final long number)
    {
        return FIRST_PORT + (int)(number >>> IDLE_BITS) << 16 | (int)number & (1 << IDLE_BITS) - 1;
    }

    /** A source of a flood, by a permutation of 31 bits. */
    public int flood(final long number)
    {
        int bits = (int)number * 0x2C1B_3C6D & FLOOD_MASK;
        bits = (bits ^ bits >>> 15) * 0x297A_2D39 & FLOOD_MASK;
        bits ^= bits >>> 16;
        return FLOOD_BIT | bits & ~NUMBERS | bits & numberMask;
    }

    /** The initial sequence number of a source. */
    static int isn(final int source)
    {
        return source * 0x85EB_CA6B + 12_345;
    }

    /**
     * Writes one frame with valid checksums.
     *
     * @param seqOffset from the source's initial sequence number.
     * @param tsEcr     the server's last TSval.
     * @return its length in bytes.
     */
    public int write(
        final MutableDirectBuffer buffer,
        final int frame,
        final int source,
        final int flags,
        final int seqOffset,
        final int ack,
        final int tsEcr)
    {
        final boolean isSyn = (flags & SYN) != 0;
        final Template template = isSyn ? syn : other;
        buffer.putBytes(frame, template.bytes, 0, template.length);
        final int tcp = frame + ipLength;
        final int port = source >>> 16;
        final int seq = isn(source) + seqOffset;
        buffer.putShort(tcp, (short)port, BIG_ENDIAN);
        buffer.putInt(tcp + 4, seq, BIG_ENDIAN);
        buffer.putInt(tcp + 8, ack, BIG_ENDIAN);
        buffer.putByte(tcp + 13, (byte)flags);
        long sum = template.tcpSum + address(buffer, frame, source, template) + port + u32(seq) + u32(ack) +
            flags;
        if (hasTimestamps && !isSyn)
        {
            buffer.putInt(tcp + 28, tsEcr, BIG_ENDIAN);
            sum += u32(tsEcr);
        }
        buffer.putShort(tcp + 16, (short)~fold(sum), BIG_ENDIAN);
        return template.length;
    }

    /** Fills in the address; with IPv4 the header's checksum too. */
    private long address(
        final MutableDirectBuffer buffer, final int frame, final int source, final Template template)
    {
        if (isIpv6)
        {
            final long lo = (source >>> 31 << 16 | source & NUMBERS | 1 << 17) * GOLDEN;
            final long hi = NETWORK_IPV6 | lo >>> 32 | 0x8000_0000L;
            buffer.putLong(frame + 8, hi, BIG_ENDIAN);
            buffer.putLong(frame + 16, lo, BIG_ENDIAN);
            return (hi >>> 32) + u32((int)hi) + (lo >>> 32) + u32((int)lo);
        }
        final int address = (source < 0 ? FLOOD_IPV4 : HELD_IPV4) | source & NUMBERS;
        buffer.putInt(frame + 12, address, BIG_ENDIAN);
        buffer.putShort(frame + 10, (short)~fold(template.ipSum + u32(address)), BIG_ENDIAN);
        return u32(address);
    }

    /** Sequence number of an answer to a source of this family. */
    int seq(final DirectBuffer buffer, final int frame)
    {
        return buffer.getInt(frame + ipLength + 4, BIG_ENDIAN);
    }

    int ack(final DirectBuffer buffer, final int frame)
    {
        return buffer.getInt(frame + ipLength + 8, BIG_ENDIAN);
    }

    int flags(final DirectBuffer buffer, final int frame)
    {
        return buffer.getByte(frame + ipLength + 13);
    }

    int port(final DirectBuffer buffer, final int frame)
    {
        return buffer.getShort(frame + ipLength + 2, BIG_ENDIAN) & 0xFFFF;
    }

    /** TSval of a SYN,ACK, 0 if it has none. */
    int tsVal(final DirectBuffer buffer, final int frame)
    {
        final int tcp = frame + ipLength;
        final int end = tcp + ((buffer.getByte(tcp + 12) & 0xF0) >> 2);
        int option = tcp + 20;
        while (option < end)
        {
            final int kind = buffer.getByte(option);
            if (kind == OPTION_TIMESTAMPS)
            {
                return buffer.getInt(option + 2, BIG_ENDIAN);
            }
            option += kind == NOP ? 1 : Math.max(1, buffer.getByte(option + 1) & 0xFF);
        }
        return 0;
    }

    /** Whether the TCP checksum of an answer is right. */
    boolean isChecksumRight(final DirectBuffer buffer, final int frame, final int lengthBytes)
    {
        final int addresses = isIpv6 ? 8 : 12;
        return (short)fold(words(buffer, frame + addresses, lengthBytes - addresses) + PROTOCOL_TCP + lengthBytes -
            ipLength) == -1;
    }

    private static long words(final DirectBuffer buffer, final int offset, final int length)
    {
        long sum = 0;
        for (int i = offset; i < offset + length; i += 4)
        {
            sum += u32(buffer.getInt(i, BIG_ENDIAN));
        }
        return sum;
    }

    private static long u32(final int word)
    {
        return word & 0xFFFF_FFFFL;
    }

    private static int fold(final long sum)
    {
        long folded = (sum & 0xFFFF_FFFFL) + (sum >>> 32);
        folded = (folded & 0xFFFF) + (folded >>> 16);
        folded = (folded & 0xFFFF) + (folded >>> 16);
        return (int)((folded & 0xFFFF) + (folded >>> 16));
    }
}
