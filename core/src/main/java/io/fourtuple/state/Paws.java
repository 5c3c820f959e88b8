package io.fourtuple.state;

import io.fourtuple.table.Tcb;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/** Protection against wrapped sequence numbers of a full record (RFC 7323 5): the rules for TS.Recent. */
final class Paws
{
    /** TS.Recent is let go of after 24 days (RFC 7323 5.5), here in units of 2<sup>36</sup> ns. */
    private static final int DAYS_24 = (int)((24L * 86_400 * 1_000_000_000L) >>> 36);

    private Paws()
    {
    }

    /** Whether a segment's timestamp is older than TS.Recent, and that is no older than 24 days. */
    static boolean isOld(final Tcb tcb, final Segment segment, final long nowNs)
    {
        return Seq.lt(segment.tsVal(), tcb.tsRecent()) && tcb.tsRecentAge(nowNs) < DAYS_24;
    }

    /**
     * Takes TS.Recent from a segment with SEG.SEQ =&lt; Last.ACK.sent (RFC 7323 4.3 (2)). Last.ACK.sent is RCV.NXT when no
     * ACK is owed. While one is, it lies before the data received since, and the timestamp to echo is that of the earliest
     * segment not acknowledged (4.2). An old TS.Recent that PAWS let go of is replaced whatever its value.
     */
    static void keepTimestamp(final Tcb tcb, final Segment segment, final int seq, final long nowNs)
    {
        if (tcb.is(Tcb.TS_OK) && segment.hasTimestamps() && Seq.leq(seq, tcb.rcvNxt()) && !tcb.is(Tcb.ACK_PENDING))
        {
            tcb.tsRecent(segment.tsVal(), nowNs);
        }
    }
}
