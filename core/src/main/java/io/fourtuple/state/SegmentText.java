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
 * {@link Reassembly} takes over where a segment begins behind missing data.
 */
final class SegmentText
{
    private final ConnectionTable table;
    private final ReceiveWindow windows;
    private final ConnectionLatencies latencies;
    private final Output output;
    private final OutputList outputList;
    private final DelayedAcks delayedAcks;
    private final Refusals refusals;
    private final Connections connections;
    private final HandlerCalls handlerCalls;
    private final SackBlocks sackBlocks;
    private final Reassembly reassembly;

    SegmentText(
        final Context context,
        final Output output,
        final DelayedAcks delayedAcks,
        final Refusals refusals,
        final Connections connections,
        final HandlerCalls handlerCalls,
        final SackBlocks sackBlocks,
        final Reassembly reassembly)
    {
        table = context.tables.table;
        windows = context.windows;
        latencies = context.latencies;
        this.output = output;
        this.delayedAcks = delayedAcks;
        outputList = output.list();
        this.refusals = refusals;
        this.connections = connections;
        this.handlerCalls = handlerCalls;
        this.sackBlocks = sackBlocks;
        this.reassembly = reassembly;
    }

    /**
     * Looks at a segment before it is cut to the window: what has come again is told of by the next ACK.
     *
     * @param seq of its first byte.
     */
    void arrived(final Tcb tcb, final Segment segment, final int seq)
    {
        final int length = segment.payloadLength();
        sackBlocks.arrived(tcb, seq, length);
        if (length > 0 && Seq.leq(seq + length, tcb.rcvNxt()))
        {
            delayedAcks.arrivedAgain(tcb);
        }
    }

    /**
     * RFC 9293 3.10.7.4, sixth: tells the application of urgent data, which is delivered in line as all other (RFC 6093 4), the
     * first time that the pointer reaches as far. The connection may be gone afterwards.
     *
     * @param seq SEG.SEQ as it arrived, which the pointer counts from.
     */
    void urgent(final Tcb tcb, final Segment segment, final int seq)
    {
        final int rcvUp = seq + segment.urgentPointer();
        final boolean mayMoreCome = tcb.isIn(ESTABLISHED) || tcb.isIn(FIN_WAIT_1) || tcb.isIn(FIN_WAIT_2);
        if (mayMoreCome && tcb.is(Tcb.KNOWN) && !tcb.is(Tcb.ORPHAN) && Seq.gt(rcvUp, tcb.rcvNxt()) &&
            delayedAcks.urgent(tcb, rcvUp))
        {
            handlerCalls.onUrgent(tcb, rcvUp - tcb.rcvNxt());
        }
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
            return reassembly.arrivesEarly(tcb, segment);
        }
        if (reassembly.isKeeping(tcb))
        {
            return fill(tcb, segment);
        }
        final boolean isAckDue = sackBlocks.isDuplicate(tcb) || tcb.is(Tcb.ACK_PENDING) && isAckDue(tcb, length);
        if (length > 0)
        {
            delayedAcks.arrived(tcb, segment);
        }
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
            output.sendAtOnce(tcb);
        }
        return Counter.SEGMENTS_ACCEPTED;
    }

    /** The segment fills a gap, or the beginning of one, which is acknowledged at once (RFC 5681 4.2). */
    private Counter fill(final Tcb tcb, final Segment segment)
    {
        final long id = tcb.id();
        outputList.ackLater(tcb);
        reassembly.arrivesInOrder(tcb, segment);
        while (reassembly.next(tcb, segment))
        {
            if (tcb.is(Tcb.ORPHAN))
            {
                // It has closed when it was told of the piece before.
                connections.abort(tcb, CloseReason.DATA_AFTER_CLOSE);
                return Counter.DATA_AFTER_CLOSE;
            }
            tcb.rcvNxt(tcb.rcvNxt() + reassembly.pieceLength());
            handlerCalls.onData(tcb, reassembly.pieceBuffer(), reassembly.pieceOffset(), reassembly.pieceLength());
            if (!table.isOpen(tcb, id))
            {
                return Counter.SEGMENTS_ACCEPTED;
            }
        }
        if (reassembly.isFinNext(tcb, segment))
        {
            tcb.rcvNxt(tcb.rcvNxt() + 1);
            reassembly.forget(tcb);
            fin(tcb);
        }
        else
        {
            reassembly.forgetIfEmpty(tcb);
        }
        if (table.isOpen(tcb, id))
        {
            output.sendAtOnce(tcb);
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
