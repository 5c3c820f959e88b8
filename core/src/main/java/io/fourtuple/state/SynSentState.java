package io.fourtuple.state;

import static io.fourtuple.app.TcpState.*;

import io.fourtuple.app.CloseReason;
import io.fourtuple.config.Setting;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.timer.DeadlineQueues;
import io.fourtuple.wire.Segment;

/** A segment for a connection in SYN_SENT (RFC 9293 3.10.7.3), and how an active OPEN completes. */
final class SynSentState
{
    private final Context context;
    private final Clock clock;
    private final ConnectionTable table;
    private final DeadlineQueues timers;
    private final SegmentWriter writer;
    private final Refusals refusals;
    private final OutputList outputList;
    private final Connections connections;
    private final HandlerCalls handlerCalls;
    private final SegmentText segmentText;
    private final OptionNegotiation negotiation;
    private final boolean timestamps;

    SynSentState(
        final Context context,
        final SegmentWriter writer,
        final Refusals refusals,
        final OutputList outputList,
        final Connections connections,
        final HandlerCalls handlerCalls,
        final SegmentText segmentText)
    {
        this.context = context;
        clock = context.clock;
        table = context.tables.table;
        timers = context.tables.timers;
        this.writer = writer;
        this.refusals = refusals;
        this.outputList = outputList;
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
            // A stray: an attacker that knows the 4-tuple could else have each segment turned into a RST for our peer.
            refusals.reset(segment);
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
            refusals.reset(segment);
            return Counter.PAWS_ACTIVE;
        }
        // Fourth and fifth.
        if (!segment.isSyn())
        {
            return Counter.SYN_SENT_NO_SYN;
        }
        if (!isAcknowledged && tcb.is(Tcb.TS_OK) && segment.hasTimestamps() &&
            Paws.isOld(tcb, segment, clock.nowNs))
        {
            // TS.Recent is that of the connection in TIME_WAIT whose 4-tuple this one took.
            return Counter.PAWS_ACTIVE;
        }
        return isAcknowledged ? establish(tcb, segment) : simultaneousOpen(tcb, segment);
    }

    /**
     * Whether a SYN of this connection can have carried the timestamp echoed, as Linux asks it: between the first SYN and
     * now, with as much again as tolerance. A peer that does not echo sends 0, and without timestamps of our own there is
     * nothing to echo.
     */
    private boolean isEchoPossible(final Tcb tcb, final Segment segment)
    {
        if (!timestamps || !segment.hasTimestamps() || segment.tsEcr() == 0)
        {
            return true;
        }
        final int ageMs = writer.tsVal(tcb) - segment.tsEcr();
        return ageMs >= 0 && ageMs <= 2 * (context.rtt.waitsMs(tcb) + sinceSynMs(tcb));
    }

    /** Milliseconds since our SYN was sent last. */
    private int sinceSynMs(final Tcb tcb)
    {
        return clock.nowMs - (tcb.deadlineMs() - context.rtt.backedOffMs(tcb));
    }

    /** From our SYN to its answer. Where the SYN was sent again, the timestamp echoed tells which one is answered. */
    private int roundTripMs(final Tcb tcb, final Segment segment)
    {
        if (tcb.retries() == 0)
        {
            return sinceSynMs(tcb);
        }
        final boolean isEchoed = timestamps && segment.hasTimestamps() && segment.tsEcr() != 0;
        return isEchoed ? writer.tsVal(tcb) - segment.tsEcr() : RttEstimator.UNKNOWN;
    }

    private Counter establish(final Tcb tcb, final Segment segment)
    {
        final long id = tcb.id();
        final int roundTripMs = roundTripMs(tcb, segment);
        negotiation.take(tcb, segment);
        complete(tcb, segment, roundTripMs);
        outputList.ackLater(tcb);
        handlerCalls.onEstablished(tcb);
        return table.isOpen(tcb, id) ? segmentText.arrivesAfterSyn(tcb, segment) : Counter.SEGMENTS_ACCEPTED;
    }

    private void complete(final Tcb tcb, final Segment segment, final int roundTripMs)
    {
        context.rtt.handshake(tcb, roundTripMs);
        timers.disarm(tcb);
        tcb.retries(0);
        tcb.sndUna(segment.ack());
        connections.established(tcb, tcb.state());
        context.latencies.connected(tcb);
    }

    /**
     * Both have sent a SYN, and both are acknowledged. No echo tells which of several SYNs was answered.
     *
     * @param isSynAck whether the peer's SYN came once more with its ACK, so that the window is not scaled.
     */
    void completeSimultaneous(final Tcb tcb, final Segment segment, final boolean isSynAck)
    {
        complete(tcb, segment, tcb.retries() == 0 ? sinceSynMs(tcb) : RttEstimator.UNKNOWN);
        if (isSynAck)
        {
            tcb.sndWndOfSyn(segment.window());
        }
        else
        {
            tcb.sndWndRaw(segment.window());
        }
        handlerCalls.onEstablished(tcb);
    }

    /** Both have sent a SYN (RFC 9293 figure 8). Data and FIN of this one will be sent again. */
    private Counter simultaneousOpen(final Tcb tcb, final Segment segment)
    {
        negotiation.take(tcb, segment);
        connections.enter(tcb, SYN_RCVD);
        writer.synAck(tcb);
        return Counter.SEGMENTS_ACCEPTED;
    }
}
