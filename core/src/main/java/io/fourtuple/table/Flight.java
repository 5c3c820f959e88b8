package io.fourtuple.table;

import static io.fourtuple.table.FlightDescriptor.*;

import org.agrona.UnsafeApi;

/** A view of one flight, positioned by {@link SentRuns#wrap} and reused. What its values mean is up to the rules of recovery. */
public final class Flight
{
    /** {@link #undoMarker()} is set: a recovery may turn out to have been needless. */
    public static final int UNDO = 1;
    /** A loss probe is in flight, and ends at {@link #probeEnd()}. */
    public static final int PROBE = 1 << 1;
    /** The loss probe was a segment that had been sent before. */
    public static final int PROBE_AGAIN = 1 << 2;
    /** Reordering was seen on the path. */
    public static final int REORDERED = 1 << 3;
    /** {@link #dsackRound()} is set. */
    public static final int DSACK_ROUND = 1 << 4;
    /** {@link #rackSentUs()} and {@link #rackEnd()} are set. */
    public static final int RACK = 1 << 5;
    /** F-RTO is to judge the time-out. */
    public static final int FRTO = 1 << 6;
    /** SND.UNA has come to lie in a SACKed run. */
    public static final int RENEGED = 1 << 7;
    /** The time-out is judged by the first echo. */
    public static final int JUDGE = 1 << 8;

    long address;

    private int get(final int offset)
    {
        return UnsafeApi.getInt(address + offset);
    }

    private void put(final int offset, final int value)
    {
        UnsafeApi.putInt(address + offset, value);
    }

    /** The run that SND.UNA lies in, or 0 if nothing is in flight. */
    public int firstRun()
    {
        return get(FIRST_RUN_OFFSET);
    }

    void firstRun(final int value)
    {
        put(FIRST_RUN_OFFSET, value);
    }

    public int lastRun()
    {
        return get(LAST_RUN_OFFSET);
    }

    void lastRun(final int value)
    {
        put(LAST_RUN_OFFSET, value);
    }

    /** The sequence number behind the last run. */
    public int end()
    {
        return get(END_OFFSET);
    }

    void end(final int value)
    {
        put(END_OFFSET, value);
    }

    /** Bytes of the runs that are SACKed. */
    public int sackedBytes()
    {
        return get(SACKED_OFFSET);
    }

    /** Bytes of the runs that are taken for lost. */
    public int lostBytes()
    {
        return get(LOST_OFFSET);
    }

    /** Bytes of the runs whose retransmission is in flight. */
    public int againBytes()
    {
        return get(AGAIN_OFFSET);
    }

    /** Adds bytes to, or with a negative number takes them from, the sums that runs with these flags are part of. */
    void count(final int flags, final int bytes)
    {
        if ((flags & SentRuns.SACKED) != 0)
        {
            put(SACKED_OFFSET, sackedBytes() + bytes);
        }
        if ((flags & SentRuns.LOST) != 0)
        {
            put(LOST_OFFSET, lostBytes() + bytes);
        }
        if ((flags & SentRuns.AGAIN) != 0)
        {
            put(AGAIN_OFFSET, againBytes() + bytes);
        }
    }

    /** How many runs there are. */
    public int runs()
    {
        return UnsafeApi.getShort(address + RUNS_OFFSET);
    }

    void runs(final int value)
    {
        UnsafeApi.putShort(address + RUNS_OFFSET, (short)value);
    }

    /** RACK.reo_wnd_mult less 1 (RFC 8985 6.2). */
    public int reoExtra()
    {
        return UnsafeApi.getByte(address + REO_MULT_OFFSET) & 0xFF;
    }

    public void reoExtra(final int value)
    {
        UnsafeApi.putByte(address + REO_MULT_OFFSET, (byte)Math.min(0xFE, value));
    }

    /** RACK.reo_wnd_persist: recoveries until the reordering window is the least again (RFC 8985 6.2). */
    public int reoPersist()
    {
        return UnsafeApi.getByte(address + REO_PERSIST_OFFSET);
    }

    public void reoPersist(final int value)
    {
        UnsafeApi.putByte(address + REO_PERSIST_OFFSET, (byte)value);
    }

    /** The sequence number behind the highest byte that is SACKed; of meaning while {@link #sackedBytes()} is not 0. */
    public int highestSacked()
    {
        return get(HIGHEST_SACKED_OFFSET);
    }

    public void highestSacked(final int value)
    {
        put(HIGHEST_SACKED_OFFSET, value);
    }

    /** RACK.xmit_ts: when the segment was sent that was sent last of all that are delivered, microseconds. */
    public int rackSentUs()
    {
        return get(RACK_SENT_OFFSET);
    }

    /** RACK.end_seq. */
    public int rackEnd()
    {
        return get(RACK_END_OFFSET);
    }

    public void rack(final int sentUs, final int end)
    {
        put(RACK_SENT_OFFSET, sentUs);
        put(RACK_END_OFFSET, end);
        set(RACK);
    }

    /** RACK.rtt, microseconds. */
    public int rackRttUs()
    {
        return get(RACK_RTT_OFFSET);
    }

    public void rackRttUs(final int value)
    {
        put(RACK_RTT_OFFSET, value);
    }

    /** RACK.dsack_round. */
    public int dsackRound()
    {
        return get(DSACK_ROUND_OFFSET);
    }

    public void dsackRound(final int value)
    {
        put(DSACK_ROUND_OFFSET, value);
        set(DSACK_ROUND);
    }

    /** How much longer than one sent after it a segment has been on its way, the most of late, microseconds; 0: none was late. */
    public int lateUs()
    {
        return get(LATE_OFFSET);
    }

    public void lateUs(final int value)
    {
        put(LATE_OFFSET, value);
    }

    /** RACK.min_RTT, microseconds; 0: not measured. */
    public int minRttUs()
    {
        return get(MIN_RTT_OFFSET);
    }

    /** When {@link #minRttUs()} was measured, milliseconds. */
    public int minRttAtMs()
    {
        return get(MIN_RTT_AT_OFFSET);
    }

    public void minRtt(final int us, final int atMs)
    {
        put(MIN_RTT_OFFSET, us);
        put(MIN_RTT_AT_OFFSET, atMs);
    }

    /** prr_delivered, bytes. */
    public int prrDelivered()
    {
        return get(PRR_DELIVERED_OFFSET);
    }

    public void prrDelivered(final int value)
    {
        put(PRR_DELIVERED_OFFSET, value);
    }

    /** prr_out, bytes. */
    public int prrOut()
    {
        return get(PRR_OUT_OFFSET);
    }

    public void prrOut(final int value)
    {
        put(PRR_OUT_OFFSET, value);
    }

    /** RecoverFS, bytes. */
    public int recoverFs()
    {
        return get(RECOVER_FS_OFFSET);
    }

    public void recoverFs(final int value)
    {
        put(RECOVER_FS_OFFSET, value);
    }

    /** SND.UNA when the recovery began that may be undone; of meaning with {@link #UNDO}. */
    public int undoMarker()
    {
        return get(UNDO_MARKER_OFFSET);
    }

    public void undoMarker(final int value)
    {
        put(UNDO_MARKER_OFFSET, value);
        set(UNDO);
    }

    /** Segments that the recovery has sent again and that no D-SACK has told of. */
    public int undoAgain()
    {
        return get(UNDO_AGAIN_OFFSET);
    }

    public void undoAgain(final int value)
    {
        put(UNDO_AGAIN_OFFSET, value);
    }

    /** TLP.end_seq; of meaning with {@link #PROBE}. */
    public int probeEnd()
    {
        return get(PROBE_END_OFFSET);
    }

    public void probeEnd(final int value)
    {
        put(PROBE_END_OFFSET, value);
    }

    /** Segments that were sent again, of the whole transfer. */
    public int segmentsAgain()
    {
        return get(SEGMENTS_AGAIN_OFFSET);
    }

    public void segmentsAgain(final int value)
    {
        put(SEGMENTS_AGAIN_OFFSET, value);
    }

    /** Segments of which D-SACKs have told, of the whole transfer. */
    public int duplicates()
    {
        return get(DUPLICATES_OFFSET);
    }

    public void duplicates(final int value)
    {
        put(DUPLICATES_OFFSET, value);
    }

    /** Without SACK: bytes that duplicate ACKs say have left the network. */
    public int renoSacked()
    {
        return get(RENO_SACKED_OFFSET);
    }

    public void renoSacked(final int value)
    {
        put(RENO_SACKED_OFFSET, value);
    }

    public boolean is(final int flag)
    {
        return (get(FLAGS_OFFSET) & flag) != 0;
    }

    public void set(final int flags)
    {
        put(FLAGS_OFFSET, get(FLAGS_OFFSET) | flags);
    }

    public void clear(final int flags)
    {
        put(FLAGS_OFFSET, get(FLAGS_OFFSET) & ~flags);
    }
}
