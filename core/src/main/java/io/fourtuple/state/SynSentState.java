package io.fourtuple.state;

import static io.fourtuple.app.TcpState.*;

import io.fourtuple.app.CloseReason;
import io.fourtuple.config.Setting;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.wire.Segment;

/** A segment for a connection in SYN_SENT (RFC 9293 3.10.7.3). */
final class SynSentState
{
    private final Context context;
    private final SegmentWriter writer;
    private final Transmit transmit;
    private final Connections connections;
    private final HandlerCalls handlerCalls;
    private final SegmentText segmentText;
    private final OptionNegotiation negotiation;
    private final boolean timestamps;

    SynSentState(
        final Context context,
        final SegmentWriter writer,
        final Transmit transmit,
        final Connections connections,
        final HandlerCalls handlerCalls,
        final SegmentText segmentText)
    {
        this.context = context;
        this.writer = writer;
        this.transmit = transmit;
        this.connections = connections;
        this.handlerCalls = handlerCalls;
        this.segmentText = segmentText;
        negotiation = new OptionNegotiation(context, writer);
        timestamps = context.settings.isOn(Setting.TCP_TIMESTAMPS);
    }

    Counter arrives(final Tcb tcb, final Segment segment)
    {
        // First: only our SYN can have been acknowledged.
        final boolean isAcknowledged = segment.isAck() && segment.ack() == tcb.sndNxt();
        if (segment.isAck() && !isAcknowledged)
        {
            // Whoever knows the 4-tuple could have each segment turned into a RST for our peer.
            writer.resetStray(segment);
            return Counter.SYN_SENT_BAD_ACK;
        }
        // Second.
        if (segment.isRst())
        {
            if (!isAcknowledged)
            {
                return Counter.RST_OUT_OF_WINDOW;
            }
            connections.end(tcb, CloseReason.REFUSED);
            return Counter.SEGMENTS_ACCEPTED;
        }
        if (isAcknowledged && !isEchoPossible(tcb, segment))
        {
            writer.resetStray(segment);
            return Counter.PAWS_ACTIVE;
        }
        // Fourth and fifth.
        if (!segment.isSyn())
        {
            return Counter.SYN_SENT_NO_SYN;
        }
        if (!isAcknowledged && tcb.is(Tcb.TS_OK) && segment.hasTimestamps() &&
            SegmentArrives.isOldTimestamp(tcb, segment, context.nowNs))
        {
            // TS.Recent is that of the connection in TIME_WAIT whose 4-tuple this one took.
            return Counter.PAWS_ACTIVE;
        }
        return isAcknowledged ? establish(tcb, segment) : simultaneousOpen(tcb, segment);
    }

    /**
     * Whether the timestamp echoed is one that a SYN of this connection can have carried, as Linux asks it: between the
     * first SYN and now, with as much again as tolerance. 0 is what those send who do not echo, and
     * without timestamps of our own there is nothing to echo.
     */
    private boolean isEchoPossible(final Tcb tcb, final Segment segment)
    {
        if (!timestamps || !segment.hasTimestamps() || segment.tsEcr() == 0)
        {
            return true;
        }
        final int ageMs = writer.tsVal(tcb) - segment.tsEcr();
        final int sinceLastMs = context.nowMs - (tcb.deadlineMs() - context.rtt.backedOffMs(tcb));
        return ageMs >= 0 && ageMs <= 2 * (context.rtt.waitsMs(tcb) + sinceLastMs);
    }

    /** From our SYN to its answer. Of a SYN that was sent again, the timestamp echoed tells which is answered. */
    private int roundTripMs(final Tcb tcb, final Segment segment)
    {
        if (tcb.retries() == 0)
        {
            return context.nowMs - (tcb.deadlineMs() - context.rtt.backedOffMs(tcb));
        }
        final boolean isEchoed = timestamps && segment.hasTimestamps() && segment.tsEcr() != 0;
        return isEchoed ? writer.tsVal(tcb) - segment.tsEcr() : RttEstimator.UNKNOWN;
    }

    private Counter establish(final Tcb tcb, final Segment segment)
    {
        final int ref = tcb.ref();
        final long id = tcb.id();
        context.rtt.handshake(tcb, roundTripMs(tcb, segment));
        context.timers.disarm(tcb);
        tcb.retries(0);
        negotiation.take(tcb, segment);
        tcb.sndUna(segment.ack());
        connections.enter(tcb, ESTABLISHED);
        context.counters.increment(Counter.ESTABLISHED);
        context.latencies.connected(tcb);
        transmit.ackLater(tcb);
        handlerCalls.onEstablished(tcb);
        if (!segmentText.isStill(tcb, ref, id))
        {
            return Counter.SEGMENTS_ACCEPTED;
        }
        return segmentText.arrivesAfterSyn(tcb, segment);
    }

    /** Both have sent a SYN (RFC 9293 figure 8). Data and FIN of this one will be sent again. */
    private Counter simultaneousOpen(final Tcb tcb, final Segment segment)
    {
        negotiation.take(tcb, segment);
        connections.enter(tcb, SYN_RCVD);
        writer.syn(tcb, true);
        return Counter.SEGMENTS_ACCEPTED;
    }
}
