package io.fourtuple.state;

import io.fourtuple.app.FourTuple;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/**
 * A segment for a connection in TIME_WAIT, by RFC 9293 3.10.7.4 with RFC 6191 for SYNs and RFC 1337 for RSTs. The one
 * policy there is so far; others will come in here.
 * <pre>
 *   arrives                      old with timestamps, new too      else
 *   SYN                          TSval newer, or equal with        old without, new with timestamps, or SEQ beyond
 *                                SEQ beyond RCV.NXT: accepted      RCV.NXT: accepted
 *   a SYN that is not newer      ACK (limited)
 *   a SYN nobody listens for     silence
 *   RST                          ignored
 *   FIN, sent again              ACK, the wait starts again
 *   anything else                ACK (limited), unless it is the exact bare ACK
 * </pre>
 */
final class TimeWaitArrives
{
    /** Distance of a new connection's ISN from the old one's numbers, as Linux takes it. */
    private static final int ISN_DISTANCE = 65_535 + 2;

    private final Context context;
    private final Transmit transmit;
    private final Connections connections;
    private final ListenArrives listenArrives;

    TimeWaitArrives(
        final Context context,
        final Transmit transmit,
        final Connections connections,
        final ListenArrives listenArrives)
    {
        this.context = context;
        this.transmit = transmit;
        this.connections = connections;
        this.listenArrives = listenArrives;
    }

    Counter arrives(final Tcb tcb, final Segment segment, final FourTuple key)
    {
        if (segment.isRst())
        {
            return Counter.TIME_WAIT_RST_DROP;
        }
        if (segment.isSyn())
        {
            return segment.isAck() || segment.isFin() ? answer(tcb, segment) : syn(tcb, segment, key);
        }
        if (tcb.is(Tcb.TS_OK) && segment.hasTimestamps() &&
            SegmentArrives.isOldTimestamp(tcb, segment, context.nowNs))
        {
            transmit.ackUnacceptable(tcb, segment.length() > 0);
            return Counter.PAWS_TIME_WAIT;
        }
        if (segment.isFin())
        {
            // Our last ACK was lost. The FIN stands right before RCV.NXT; anything else is not the peer's FIN.
            if (segment.seq() + segment.length() == tcb.rcvNxt())
            {
                connections.restartTimeWait(tcb);
            }
            transmit.ackNow(tcb);
            return Counter.SEGMENTS_ACCEPTED;
        }
        if (segment.length() == 0 && segment.seq() == tcb.rcvNxt() && segment.isAck() && segment.ack() == tcb.sndNxt())
        {
            return Counter.SEGMENTS_ACCEPTED;
        }
        return answer(tcb, segment);
    }

    private Counter answer(final Tcb tcb, final Segment segment)
    {
        transmit.ackUnacceptable(tcb, segment.length() > 0 && !segment.isSyn());
        return Counter.WRONG_STATE;
    }

    private Counter syn(final Tcb tcb, final Segment segment, final FourTuple key)
    {
        if (!isNewer(tcb, segment))
        {
            // RFC 9293 3.10.7.4 fourth: a challenge ACK, where RFC 6191 2 would be silent. FreeBSD and Linux send it.
            transmit.ackUnacceptable(tcb, false);
            return Counter.TIME_WAIT_SYN_DROP;
        }
        if (!listenArrives.isListening(key) || context.draining)
        {
            return Counter.TIME_WAIT_SYN_DROP;
        }
        final int above = tcb.sndNxt() + ISN_DISTANCE;
        context.counters.increment(Counter.TW_RECYCLED);
        connections.end(tcb, io.fourtuple.app.CloseReason.FINISHED);
        return listenArrives.reopen(segment, key, above);
    }

    /** RFC 6191 2. */
    private static boolean isNewer(final Tcb tcb, final Segment segment)
    {
        final boolean seqIsBeyond = Seq.gt(segment.seq(), tcb.rcvNxt());
        if (!segment.hasTimestamps())
        {
            return seqIsBeyond;
        }
        if (!tcb.is(Tcb.TS_OK))
        {
            return true;
        }
        return Seq.gt(segment.tsVal(), tcb.tsRecent()) || segment.tsVal() == tcb.tsRecent() && seqIsBeyond;
    }
}
