package io.fourtuple.state;

import static io.fourtuple.app.TcpState.*;

import io.fourtuple.app.CloseReason;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/**
 * The data and the FIN of an acceptable segment, already cut to the window (RFC 9293 3.10.7.4, seventh and eighth).
 * Reassembly will take over where a segment begins behind missing data.
 */
final class SegmentText
{
    private final Context context;
    private final SegmentWriter writer;
    private final Transmit transmit;
    private final Connections connections;
    private final HandlerCalls handlerCalls;

    SegmentText(
        final Context context,
        final SegmentWriter writer,
        final Transmit transmit,
        final Connections connections,
        final HandlerCalls handlerCalls)
    {
        this.context = context;
        this.writer = writer;
        this.transmit = transmit;
        this.connections = connections;
        this.handlerCalls = handlerCalls;
    }

    Counter arrives(final Tcb tcb, final Segment segment)
    {
        final int length = segment.payloadLength();
        if (length == 0 && !segment.isFin())
        {
            return Counter.SEGMENTS_ACCEPTED;
        }
        if (!tcb.isIn(ESTABLISHED) && !tcb.isIn(FIN_WAIT_1) && !tcb.isIn(FIN_WAIT_2))
        {
            // Behind the peer's FIN there is no data: "this should not occur" (RFC 9293 3.10.7.4, seventh), from the peer.
            transmit.ackUnacceptable(tcb, false);
            return Counter.WRONG_STATE;
        }
        if (length > 0 && tcb.is(Tcb.ORPHAN))
        {
            writer.reset(tcb);
            connections.end(tcb, CloseReason.DATA_AFTER_CLOSE);
            return Counter.DATA_AFTER_CLOSE;
        }
        if (Seq.gt(segment.seq(), tcb.rcvNxt()))
        {
            transmit.ackOutOfOrder(tcb);
            return Counter.OUT_OF_ORDER;
        }
        final boolean isAckDue = tcb.is(Tcb.ACK_PENDING) && transmit.isAckDue(tcb, length);
        tcb.rcvNxt(tcb.rcvNxt() + length + (segment.isFin() ? 1 : 0));
        transmit.ackLater(tcb);
        final int ref = tcb.ref();
        final long id = tcb.id();
        if (length > 0)
        {
            handlerCalls.onData(tcb, segment.buffer(), segment.payloadOffset(), length);
        }
        if (segment.isFin() && (length == 0 || isStill(tcb, ref, id)))
        {
            fin(tcb);
        }
        if (isAckDue && isStill(tcb, ref, id))
        {
            transmit.output(tcb);
        }
        return Counter.SEGMENTS_ACCEPTED;
    }

    /** The peer asks for an ACK by a segment that says nothing else. */
    void ackLater(final Tcb tcb)
    {
        transmit.ackLater(tcb);
    }

    /**
     * The same for a SYN,ACK that has completed the handshake: its data begins behind the SYN.
     */
    Counter arrivesAfterSyn(final Tcb tcb, final Segment segment)
    {
        segment.skipSyn();
        segment.trim(tcb.rcvNxt(), tcb.rcvAdv());
        return arrives(tcb, segment);
    }

    private void fin(final Tcb tcb)
    {
        context.latencies.finReceived(tcb);
        if (tcb.isIn(ESTABLISHED))
        {
            connections.enter(tcb, CLOSE_WAIT);
            handlerCalls.onPeerClosed(tcb);
        }
        else if (tcb.isIn(FIN_WAIT_1))
        {
            connections.enter(tcb, CLOSING);
            tellPeerClosed(tcb);
        }
        else if (tcb.isIn(FIN_WAIT_2))
        {
            final int ref = tcb.ref();
            final long id = tcb.id();
            tellPeerClosed(tcb);
            if (isStill(tcb, ref, id))
            {
                connections.enterTimeWait(tcb);
            }
        }
    }

    /** An application that has called close wants to hear of the end only. */
    private void tellPeerClosed(final Tcb tcb)
    {
        if (!tcb.is(Tcb.ORPHAN))
        {
            handlerCalls.onPeerClosed(tcb);
        }
    }

    /**
     * Positions the view again after an application was called.
     *
     * @return whether the connection is still there.
     */
    boolean isStill(final Tcb tcb, final int ref, final long id)
    {
        context.table.wrap(tcb, ref);
        return tcb.id() == id && tcb.stateOrdinal() != 0;
    }
}
