package io.fourtuple.state;

import static io.fourtuple.app.TcpState.*;

import io.fourtuple.app.CloseReason;
import io.fourtuple.table.ConnectionTable;
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
    private final ConnectionTable table;
    private final ReceiveWindow windows;
    private final ConnectionLatencies latencies;
    private final Output output;
    private final OutputList outputList;
    private final Refusals refusals;
    private final Connections connections;
    private final HandlerCalls handlerCalls;

    SegmentText(
        final ConnectionTable table,
        final ReceiveWindow windows,
        final ConnectionLatencies latencies,
        final Output output,
        final Refusals refusals,
        final Connections connections,
        final HandlerCalls handlerCalls)
    {
        this.table = table;
        this.windows = windows;
        this.latencies = latencies;
        this.output = output;
        outputList = output.list();
        this.refusals = refusals;
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
            refusals.ackUnacceptable(tcb, false);
            return Counter.WRONG_STATE;
        }
        if (length > 0 && tcb.is(Tcb.ORPHAN))
        {
            connections.abort(tcb, CloseReason.DATA_AFTER_CLOSE);
            return Counter.DATA_AFTER_CLOSE;
        }
        if (Seq.gt(segment.seq(), tcb.rcvNxt()))
        {
            output.ackOutOfOrder(tcb);
            return Counter.OUT_OF_ORDER;
        }
        final boolean isAckDue = tcb.is(Tcb.ACK_PENDING) && isAckDue(tcb, length);
        tcb.rcvNxt(tcb.rcvNxt() + length + (segment.isFin() ? 1 : 0));
        outputList.ackLater(tcb);
        final long id = tcb.id();
        if (length > 0)
        {
            handlerCalls.onData(tcb, segment.buffer(), segment.payloadOffset(), length);
        }
        if (segment.isFin() && (length == 0 || table.isOpen(tcb, id)))
        {
            fin(tcb);
        }
        if (isAckDue && table.isOpen(tcb, id))
        {
            output.send(tcb);
        }
        return Counter.SEGMENTS_ACCEPTED;
    }

    /**
     * Whether one more segment makes two full ones that are not acknowledged, or as many bytes (RFC 5681 4.2). An ACK is
     * owed already: be it for a smaller segment, the answer only comes sooner.
     */
    private boolean isAckDue(final Tcb tcb, final int length)
    {
        return length >= tcb.mss() || windows.isGrownBy(tcb, 2 * tcb.mss() - length);
    }

    /** The peer asks for an ACK by a segment that says nothing else. */
    void ackLater(final Tcb tcb)
    {
        outputList.ackLater(tcb);
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
        latencies.finReceived(tcb);
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
                final long id = tcb.id();
            tellPeerClosed(tcb);
            if (table.isOpen(tcb, id))
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
}
