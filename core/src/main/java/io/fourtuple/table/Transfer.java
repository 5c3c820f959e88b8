package io.fourtuple.table;

import static io.fourtuple.table.TransferDescriptor.*;

import org.agrona.UnsafeApi;

/** A view of one transfer record, positioned by {@link SendMemory#wrap(Transfer, int)} and reused. */
public final class Transfer
{
    /** The application waits for onWritable. */
    public static final int WANT_WRITABLE = 1;
    /** One segment is being timed (RFC 6298 3, Karn's algorithm). */
    public static final int TIMING = 1 << 1;
    /** Until SND.UNA is beyond {@link #recover()}, duplicate ACKs may come from retransmitted segments (RFC 6582 3.2). */
    public static final int SENT_AGAIN = 1 << 2;
    /** Its {@link Flight} says what is in flight; else that is one burst, sent when its first segment was timed. */
    public static final int TRACKED = 1 << 3;
    /** Its {@link Flight} has been written. */
    public static final int HAS_FLIGHT = 1 << 4;
    /** The connection's timer is that of a loss probe (RFC 8985 7.2). */
    public static final int PROBE_TIMER = 1 << 5;
    /** The connection's timer is that of reordering (RFC 8985 6.2). */
    public static final int REORDER_TIMER = 1 << 6;

    long address;
    int number;

    public int number()
    {
        return number;
    }

    /** The connection record that it belongs to. */
    public int owner()
    {
        return UnsafeApi.getInt(address + OWNER_OFFSET);
    }

    public void owner(final int ref)
    {
        UnsafeApi.putInt(address + OWNER_OFFSET, ref);
    }

    /** The record of what was received behind a gap; 0 if there is none. */
    public int outOfOrder()
    {
        return UnsafeApi.getInt(address + OUT_OF_ORDER_OFFSET);
    }

    public void outOfOrder(final int number)
    {
        UnsafeApi.putInt(address + OUT_OF_ORDER_OFFSET, number);
    }

    /**
     * While data is outstanding: the time when SND.UNA last moved on, or the first byte was queued. Afterwards: the time until
     * which the transfer is kept. In milliseconds of the loop's clock.
     */
    public int sinceMs()
    {
        return UnsafeApi.getInt(address + SINCE_OFFSET);
    }

    void sinceMs(final int value)
    {
        UnsafeApi.putInt(address + SINCE_OFFSET, value);
    }

    int list()
    {
        return UnsafeApi.getByte(address + LIST_OFFSET);
    }

    void list(final int value)
    {
        UnsafeApi.putByte(address + LIST_OFFSET, (byte)value);
    }

    int firstChunk()
    {
        return UnsafeApi.getInt(address + FIRST_CHUNK_OFFSET);
    }

    void firstChunk(final int value)
    {
        UnsafeApi.putInt(address + FIRST_CHUNK_OFFSET, value);
    }

    int firstOffset()
    {
        return UnsafeApi.getInt(address + FIRST_OFFSET_OFFSET);
    }

    void firstOffset(final int value)
    {
        UnsafeApi.putInt(address + FIRST_OFFSET_OFFSET, value);
    }

    int lastChunk()
    {
        return UnsafeApi.getInt(address + LAST_CHUNK_OFFSET);
    }

    void lastChunk(final int value)
    {
        UnsafeApi.putInt(address + LAST_CHUNK_OFFSET, value);
    }

    int lastBytes()
    {
        return UnsafeApi.getInt(address + LAST_BYTES_OFFSET);
    }

    void lastBytes(final int value)
    {
        UnsafeApi.putInt(address + LAST_BYTES_OFFSET, value);
    }

    /** Bytes from SND.UNA to the end of the application's data. */
    public int queued()
    {
        return UnsafeApi.getInt(address + QUEUED_OFFSET);
    }

    void queued(final int value)
    {
        UnsafeApi.putInt(address + QUEUED_OFFSET, value);
    }

    int cursorChunk()
    {
        return UnsafeApi.getInt(address + CURSOR_CHUNK_OFFSET);
    }

    /** Distance from SND.UNA to the first byte of the cursor's chunk; negative in the first chunk. */
    int cursorBytes()
    {
        return UnsafeApi.getInt(address + CURSOR_BYTES_OFFSET);
    }

    void cursor(final int chunk, final int bytes)
    {
        UnsafeApi.putInt(address + CURSOR_CHUNK_OFFSET, chunk);
        UnsafeApi.putInt(address + CURSOR_BYTES_OFFSET, bytes);
    }

    /** SRTT in microseconds; 0 before the first measurement. */
    public int srttUs()
    {
        return UnsafeApi.getInt(address + SRTT_OFFSET);
    }

    public int rttvarUs()
    {
        return UnsafeApi.getInt(address + RTTVAR_OFFSET);
    }

    public void rtt(final int srttUs, final int rttvarUs)
    {
        UnsafeApi.putInt(address + SRTT_OFFSET, srttUs);
        UnsafeApi.putInt(address + RTTVAR_OFFSET, rttvarUs);
    }

    public int timedSeq()
    {
        return UnsafeApi.getInt(address + TIMED_SEQ_OFFSET);
    }

    public int timedAtUs()
    {
        return UnsafeApi.getInt(address + TIMED_AT_OFFSET);
    }

    /** Starts timing the segment that ends before {@code seq}. */
    public void time(final int seq, final int nowUs)
    {
        UnsafeApi.putInt(address + TIMED_SEQ_OFFSET, seq);
        UnsafeApi.putInt(address + TIMED_AT_OFFSET, nowUs);
        set(TIMING);
    }

    /** SND.NXT when the latest recovery began (RFC 6582 3.2). */
    public int recover()
    {
        return UnsafeApi.getInt(address + RECOVER_OFFSET);
    }

    public void recover(final int value)
    {
        UnsafeApi.putInt(address + RECOVER_OFFSET, value);
    }

    /** End of the data that the current recovery has sent again; defined while {@link #phase()} is not 0. */
    public int resent()
    {
        return UnsafeApi.getInt(address + RESENT_OFFSET);
    }

    public void resent(final int value)
    {
        UnsafeApi.putInt(address + RESENT_OFFSET, value);
    }

    /** The phase of the current loss recovery; 0: none. */
    public int phase()
    {
        return UnsafeApi.getByte(address + PHASE_OFFSET);
    }

    public void phase(final int value)
    {
        UnsafeApi.putByte(address + PHASE_OFFSET, (byte)value);
    }

    /** The value by which the phase judges ACKs: a timestamp, or a sequence number. */
    public int proof()
    {
        return UnsafeApi.getInt(address + PROOF_OFFSET);
    }

    public void proof(final int value)
    {
        UnsafeApi.putInt(address + PROOF_OFFSET, value);
    }

    public int dupAcks()
    {
        return UnsafeApi.getByte(address + DUP_ACKS_OFFSET) & 0xFF;
    }

    public void dupAcks(final int value)
    {
        UnsafeApi.putByte(address + DUP_ACKS_OFFSET, (byte)Math.min(value, 0xFF));
    }

    /** Segments in flight from the latest small one on, itself included, of a sender that holds small ones back; 0: none. */
    public int small()
    {
        return UnsafeApi.getByte(address + SMALL_OFFSET) & 0xFF;
    }

    public void small(final int value)
    {
        UnsafeApi.putByte(address + SMALL_OFFSET, (byte)value);
    }

    public boolean is(final int flag)
    {
        return (UnsafeApi.getByte(address + FLAGS_OFFSET) & flag) != 0;
    }

    public void set(final int flag)
    {
        UnsafeApi.putByte(address + FLAGS_OFFSET, (byte)(UnsafeApi.getByte(address + FLAGS_OFFSET) | flag));
    }

    public void clear(final int flag)
    {
        UnsafeApi.putByte(address + FLAGS_OFFSET, (byte)(UnsafeApi.getByte(address + FLAGS_OFFSET) & ~flag));
    }

    /** Number of the congestion control algorithm. */
    public int algorithm()
    {
        return UnsafeApi.getByte(address + ALGORITHM_OFFSET) & 0xFF;
    }

    public void algorithm(final int number)
    {
        UnsafeApi.putByte(address + ALGORITHM_OFFSET, (byte)number);
    }

    public boolean isCongestion(final int flag)
    {
        return (UnsafeApi.getByte(address + CONGESTION_FLAGS_OFFSET) & flag) != 0;
    }

    public void congestionFlags(final int flags)
    {
        UnsafeApi.putByte(address + CONGESTION_FLAGS_OFFSET, (byte)flags);
    }

    public int congestionFlags()
    {
        return UnsafeApi.getByte(address + CONGESTION_FLAGS_OFFSET) & 0xFF;
    }

    /** State of the congestion machine, numbered as Linux has it: Open 0, Disorder 1, CWR 2, Recovery 3, Loss 4. */
    public int caState()
    {
        return UnsafeApi.getByte(address + CA_STATE_OFFSET);
    }

    public void caState(final int value)
    {
        UnsafeApi.putByte(address + CA_STATE_OFFSET, (byte)value);
    }

    /** The congestion window in bytes; 0: none yet. */
    public int cwnd()
    {
        return UnsafeApi.getInt(address + CWND_OFFSET);
    }

    public void cwnd(final int bytes)
    {
        UnsafeApi.putInt(address + CWND_OFFSET, bytes);
    }

    /** The slow start threshold in bytes. */
    public int ssthresh()
    {
        return UnsafeApi.getInt(address + SSTHRESH_OFFSET);
    }

    public void ssthresh(final int bytes)
    {
        UnsafeApi.putInt(address + SSTHRESH_OFFSET, bytes);
    }

    /** The congestion window before the last cut; 0: no cut to undo. */
    public int priorCwnd()
    {
        return UnsafeApi.getInt(address + PRIOR_CWND_OFFSET);
    }

    public int priorSsthresh()
    {
        return UnsafeApi.getInt(address + PRIOR_SSTHRESH_OFFSET);
    }

    /** Keeps the values that an undo restores. */
    public void prior(final int cwnd, final int ssthresh)
    {
        UnsafeApi.putInt(address + PRIOR_CWND_OFFSET, cwnd);
        UnsafeApi.putInt(address + PRIOR_SSTHRESH_OFFSET, ssthresh);
    }

    /**
     * One of the words in which the congestion control algorithm keeps what it knows of this connection.
     *
     * @param index 0 to 4.
     */
    public int word(final int index)
    {
        return UnsafeApi.getInt(address + WORDS_OFFSET + (long)index * Integer.BYTES);
    }

    public void word(final int index, final int value)
    {
        UnsafeApi.putInt(address + WORDS_OFFSET + (long)index * Integer.BYTES, value);
    }

    /** Begins anew: all words are 0, and no flag is set. */
    public void clearCongestion(final int algorithmNumber)
    {
        algorithm(algorithmNumber);
        congestionFlags(0);
        prior(0, 0);
        for (int i = 0; i < WORDS; i++)
        {
            word(i, 0);
        }
    }

    /** SND.NXT when the use of the congestion window was last noted. */
    public int windowEnd()
    {
        return UnsafeApi.getInt(address + WINDOW_END_OFFSET);
    }

    /** Most segments that were in flight in that window; 65,535 stands for more. */
    public int mostOut()
    {
        return UnsafeApi.getShort(address + MOST_OUT_OFFSET) & 0xFFFF;
    }

    public void noteUse(final int windowEnd, final int mostOut)
    {
        UnsafeApi.putInt(address + WINDOW_END_OFFSET, windowEnd);
        UnsafeApi.putShort(address + MOST_OUT_OFFSET, (short)Math.min(0xFFFF, mostOut));
    }

    /** Milliseconds since data was sent, in steps of 8, modulo 524,288. */
    public int sinceSentMs(final int nowMs)
    {
        final int sentAt = UnsafeApi.getShort(address + SENT_AT_OFFSET);
        return ((nowMs >>> SENT_AT_UNIT_SHIFT) - sentAt & 0xFFFF) << SENT_AT_UNIT_SHIFT;
    }

    /** Data is sent now. */
    public void sentAt(final int nowMs)
    {
        UnsafeApi.putShort(address + SENT_AT_OFFSET, (short)(nowMs >>> SENT_AT_UNIT_SHIFT));
    }
}
