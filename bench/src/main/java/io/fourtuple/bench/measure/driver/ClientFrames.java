package io.fourtuple.bench.measure.driver;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The frames of the remote clients of a server at 198.18.0.1:80. Everything about client {@code index} (address, port, ISN)
 * is computed from its number, so that a driver keeps nothing for a connection that stays open. Bytes and order are
 * those of the harnesses that measure the other stacks.
 * <pre>
 *   index    31          16 15           0        client address  198.19.0.0 | index &amp; 0xFFFF
 *            | port - 1024 |  address    |        port            1024 + (index &gt;&gt; 16) mod 64512
 *   SYN 60 bytes: MSS 1460, SACK permitted, timestamps, scale 7      others 52 bytes: timestamps (40 without)
 * </pre>
 * A frame's checksums are made with it, from the words it consists of. The code is its own, not the engine's, so that a
 * mistake there cannot hide itself. Single-threaded.
 */
public final class ClientFrames
{
    /** 4-tuples there are: behind the last one the driver begins again, and skips those of idle connections. */
    public static final long TUPLES = 64_512L << 16;
    /** Room for each frame. */
    public static final int MAX_LENGTH = 60;

    // The flags of a TCP header.
    public static final int FIN = 1;
    public static final int SYN = 2;
    public static final int RST = 4;
    public static final int ACK = 16;
    /** The server's IPv4 address. */
    public static final int SERVER_ADDRESS = 0xC612_0001;
    /** Where the server listens. */
    public static final int SERVER_PORT = 80;
    static final int IP_LENGTH = 20;
    static final int PROTOCOL_TCP = 6;
    static final int OPTION_TIMESTAMPS = 8;
    /** NOP, NOP, timestamps of ten bytes. */
    static final int TIMESTAMPS_WORD = 0x0101_080A;

    private static final int CLIENT_NETWORK = 0xC613_0000;
    private static final int FIRST_PORT = 1_024;
    /** Bytes of a SYN. */
    public static final int SYN_LENGTH = 60;
    /** Bytes of any other segment with timestamps. */
    public static final int ACK_LENGTH = 52;
    private static final int BARE_LENGTH = 40;
    private static final int SYN_WINDOW = 64_240;
    private static final int WINDOW = 502;
    /** TTL 64, protocol TCP, the checksum still 0. */
    private static final int IP_FIXED = 64 << 24 | PROTOCOL_TCP << 16;
    private static final int MSS_WORD = 0x0204_05B4;
    private static final int SACK_WORD = 0x0402_080A;
    private static final int SCALE_WORD = 0x0103_0307;
    private static final long SYN_OPTIONS_SUM = (long)MSS_WORD + SACK_WORD + SCALE_WORD;

    private int ipId;
    private int tsVal = 100_000;

    /** The client's IPv4 address. */
    public static int address(final long index)
    {
        return CLIENT_NETWORK | (int)(index & 0xFFFF);
    }

    /** The client's port. */
    public static int port(final long index)
    {
        return FIRST_PORT + (int)((index >> 16) % 64_512);
    }

    /** The client's initial sequence number. */
    public static int isn(final long index)
    {
        return (int)(index * 2_654_435_761L + 12_345);
    }

    /** The client that a destination address and port mean; -1 if the address is no client's. */
    public static long index(final int address, final int port)
    {
        return (address & 0xFFFF_0000) != CLIENT_NETWORK ? -1 : address & 0xFFFFL | (port - FIRST_PORT & 0xFFFFL) << 16;
    }

    /** Lets the clients' timestamp clock, which counts milliseconds, go on. */
    public void time(final long nowNs)
    {
        tsVal = 100_000 + (int)(nowNs / 1_000_000);
    }

    /** TSval of the frames written now. */
    int tsVal()
    {
        return tsVal;
    }

    /**
     * Writes one frame with valid checksums.
     *
     * @param flags   {@link #SYN}, {@link #ACK}, {@link #FIN}.
     * @param hasTs   whether a segment other than a SYN bears timestamps.
     * @param tsEcr   the server's last TSval.
     * @return its length in bytes.
     */
    public int write(
        final MutableDirectBuffer buffer,
        final int frame,
        final long index,
        final int seq,
        final int ack,
        final int flags,
        final boolean hasTs,
        final int tsEcr)
    {
        final boolean isSyn = (flags & SYN) != 0;
        final int length = isSyn ? SYN_LENGTH : hasTs ? ACK_LENGTH : BARE_LENGTH;
        final int tcpLength = length - IP_LENGTH;
        final int address = address(index);
        final int id = ipId++ << 16 | 0x4000;
        final long addresses = u32(address) + u32(SERVER_ADDRESS);
        final int ipCheck = check(addresses + (0x4500_0000 | length) + u32(id) + IP_FIXED);
        final int ports = port(index) << 16 | SERVER_PORT;
        final int fields = tcpLength << 26 | flags << 16 | (isSyn ? SYN_WINDOW : WINDOW);
        final long optionsSum = isSyn ? SYN_OPTIONS_SUM + u32(tsVal) :
            hasTs ? TIMESTAMPS_WORD + u32(tsVal) + u32(tsEcr) : 0;
        final int tcpCheck = check(addresses + PROTOCOL_TCP + tcpLength + u32(ports) + u32(seq) + u32(ack) +
            u32(fields) + optionsSum);
        put(buffer, frame, 0x4500_0000 | length, id);
        put(buffer, frame + 8, IP_FIXED | ipCheck, address);
        put(buffer, frame + 16, SERVER_ADDRESS, ports);
        put(buffer, frame + 24, seq, ack);
        put(buffer, frame + 32, fields, tcpCheck << 16);
        if (isSyn)
        {
            put(buffer, frame + 40, MSS_WORD, SACK_WORD);
            put(buffer, frame + 48, tsVal, 0);
            buffer.putInt(frame + 56, SCALE_WORD, BIG_ENDIAN);
        }
        else if (hasTs)
        {
            put(buffer, frame + 40, TIMESTAMPS_WORD, tsVal);
            buffer.putInt(frame + 48, tsEcr, BIG_ENDIAN);
        }
        return length;
    }

    private static void put(final MutableDirectBuffer buffer, final int offset, final int first, final int second)
    {
        buffer.putLong(offset, (long)first << 32 | u32(second), BIG_ENDIAN);
    }

    private static long u32(final int word)
    {
        return word & 0xFFFF_FFFFL;
    }

    private static int check(final long sum)
    {
        return ~fold(sum) & 0xFFFF;
    }

    /** One's complement sum of a range, in the order the bytes lie in memory. */
    static long sum(final long before, final DirectBuffer buffer, final int offset, final int length)
    {
        long sum = before;
        int index = offset;
        final int end = offset + length;
        for (; index <= end - 4; index += 4)
        {
            sum += buffer.getInt(index, LITTLE_ENDIAN) & 0xFFFF_FFFFL;
        }
        for (int shift = 0; index < end; index++, shift += 8)
        {
            sum += (buffer.getByte(index) & 0xFFL) << shift;
        }
        return sum;
    }

    static long pseudo(final DirectBuffer buffer, final int frame, final int tcpLength)
    {
        return sum(PROTOCOL_TCP << 8, buffer, frame + 12, 8) + (Short.reverseBytes((short)tcpLength) & 0xFFFF);
    }

    static int fold(final long sum)
    {
        long folded = (sum & 0xFFFF_FFFFL) + (sum >>> 32);
        folded = (folded & 0xFFFF_FFFFL) + (folded >>> 32);
        folded = (folded & 0xFFFF) + (folded >>> 16);
        return (int)((folded & 0xFFFF) + (folded >>> 16));
    }
}
