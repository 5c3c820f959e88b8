package io.fourtuple.bench.load.client;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The clients' connections, a cache line each, off the heap. A connection's slot is the last bits of its
 * {@linkplain ClientTuples number}, so that it is found without a search, and those of a time lie side by side.
 * <pre>
 *    0 ticket + 1, 0 if free              8 tuple number
 *   16 intended ns                       24 ns of the first SYN
 *   32 SND.UNA         36 SND.NXT        40 RCV.NXT        44 TS.Recent
 *   48 response bytes missing            52 MSS  54 phase  56 state  57 retries  58 flags
 * </pre>
 */
final class ClientTable
{
    // States.
    static final byte FREE = 0;
    static final byte SYN_SENT = 1;
    /** A request is sent, its answer is not complete. */
    static final byte EXCHANGE = 2;
    /** All is said that was to be said. */
    static final byte IDLE = 3;
    /** Our FIN is sent. */
    static final byte CLOSING = 4;
    /** Closed, but whether it ever was established is not known yet. */
    static final byte ENDED = 5;

    // Flags.
    static final int TIMESTAMPS = 1;
    static final int CONFIRMED = 2;
    static final int PEER_CLOSED = 4;
    static final int LOST_FRAME = 8;

    private static final int RECORD = 64;
    private static final int TICKET = 0;
    private static final int TUPLE = 8;
    private static final int INTENDED = 16;
    private static final int SENT = 24;
    private static final int SND_UNA = 32;
    private static final int SND_NXT = 36;
    private static final int RCV_NXT = 40;
    private static final int TS_RECENT = 44;
    private static final int MISSING = 48;
    private static final int MSS = 52;
    private static final int PHASE = 54;
    private static final int STATE = 56;
    private static final int RETRIES = 57;
    private static final int FLAGS = 58;

    private final UnsafeBuffer records;
    private final int mask;

    /** @param capacity a power of two, at most 2^24. */
    ClientTable(final int capacity)
    {
        if (Integer.bitCount(capacity) != 1)
        {
            throw new IllegalArgumentException("capacity must be a power of two: capacity=" + capacity);
        }
        records = new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(Math.multiplyExact(capacity, RECORD), BitUtil.CACHE_LINE_LENGTH));
        mask = capacity - 1;
    }

    int capacity()
    {
        return mask + 1;
    }

    /** Where the connection of this tuple lies, if there is one. */
    int slot(final long tuple)
    {
        return (int)tuple & mask;
    }

    boolean isFree(final int slot)
    {
        return records.getLong(slot * RECORD + TICKET) == 0;
    }

    /** Whether the slot's connection has this tuple. */
    boolean has(final int slot, final long tuple)
    {
        return records.getLong(slot * RECORD + TUPLE) == tuple && !isFree(slot);
    }

    /** Whether the slot's connection is this one, and no later one of the same tuple. */
    boolean isTicket(final int slot, final long ticket)
    {
        return records.getLong(slot * RECORD + TICKET) == ticket + 1;
    }

    /** A connection that has sent its SYN. */
    void open(
        final int slot, final long ticket, final long tuple, final long intendedNs, final long sentNs, final int iss)
    {
        final int record = slot * RECORD;
        records.putLong(record + TICKET, ticket + 1);
        records.putLong(record + TUPLE, tuple);
        records.putLong(record + INTENDED, intendedNs);
        records.putLong(record + SENT, sentNs);
        records.putInt(record + SND_UNA, iss);
        records.putInt(record + SND_NXT, iss + 1);
        records.putLong(record + RCV_NXT, 0);
        records.putLong(record + MISSING, 0);
        records.putLong(record + STATE, SYN_SENT);
    }

    void free(final int slot)
    {
        records.putLong(slot * RECORD + TICKET, 0);
    }

    long ticket(final int slot)
    {
        return records.getLong(slot * RECORD + TICKET) - 1;
    }

    long tuple(final int slot)
    {
        return records.getLong(slot * RECORD + TUPLE);
    }

    long intendedNs(final int slot)
    {
        return records.getLong(slot * RECORD + INTENDED);
    }

    long sentNs(final int slot)
    {
        return records.getLong(slot * RECORD + SENT);
    }

    int sndUna(final int slot)
    {
        return records.getInt(slot * RECORD + SND_UNA);
    }

    void sndUna(final int slot, final int value)
    {
        records.putInt(slot * RECORD + SND_UNA, value);
    }

    int sndNxt(final int slot)
    {
        return records.getInt(slot * RECORD + SND_NXT);
    }

    void sndNxt(final int slot, final int value)
    {
        records.putInt(slot * RECORD + SND_NXT, value);
    }

    int rcvNxt(final int slot)
    {
        return records.getInt(slot * RECORD + RCV_NXT);
    }

    void rcvNxt(final int slot, final int value)
    {
        records.putInt(slot * RECORD + RCV_NXT, value);
    }

    int tsRecent(final int slot)
    {
        return records.getInt(slot * RECORD + TS_RECENT);
    }

    void tsRecent(final int slot, final int value)
    {
        records.putInt(slot * RECORD + TS_RECENT, value);
    }

    int missingBytes(final int slot)
    {
        return records.getInt(slot * RECORD + MISSING);
    }

    void missingBytes(final int slot, final int value)
    {
        records.putInt(slot * RECORD + MISSING, value);
    }

    int mss(final int slot)
    {
        return records.getShort(slot * RECORD + MSS) & 0xFFFF;
    }

    void mss(final int slot, final int value)
    {
        records.putShort(slot * RECORD + MSS, (short)value);
    }

    int phase(final int slot)
    {
        return records.getShort(slot * RECORD + PHASE);
    }

    void phase(final int slot, final int value)
    {
        records.putShort(slot * RECORD + PHASE, (short)value);
    }

    byte state(final int slot)
    {
        return records.getByte(slot * RECORD + STATE);
    }

    void state(final int slot, final byte value)
    {
        records.putByte(slot * RECORD + STATE, value);
        records.putByte(slot * RECORD + RETRIES, (byte)0);
    }

    int retries(final int slot)
    {
        return records.getByte(slot * RECORD + RETRIES);
    }

    void retries(final int slot, final int value)
    {
        records.putByte(slot * RECORD + RETRIES, (byte)value);
    }

    boolean is(final int slot, final int flag)
    {
        return (records.getByte(slot * RECORD + FLAGS) & flag) != 0;
    }

    void set(final int slot, final int flag)
    {
        records.putByte(slot * RECORD + FLAGS, (byte)(records.getByte(slot * RECORD + FLAGS) | flag));
    }
}
