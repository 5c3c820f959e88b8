package io.fourtuple.state;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.table.OutOfOrder;
import io.fourtuple.table.ReceiveMemory;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/**
 * Keeps what arrives behind a gap, and hands it out when the gap is filled (RFC 9293 3.10.7.4, seventh; 3.8).
 * <pre>
 *        RCV.NXT                                        RCV.ADV
 *           |    gap    |#### kept ####|  gap  |## kept ##| FIN
 *           |<- segment ---------->|
 *            from the segment, then what is kept: bytes that were received first stay
 * </pre>
 * Nothing is acknowledged that is kept here: where memory is short, it is given up, the oldest first. Behind a FIN that is kept
 * nothing is kept; what comes in order is taken all the same. Only bytes that no gap lies before any more are taken out, a piece
 * at a time, so that an application may do anything when it is called with one; what the connection keeps is looked up anew for
 * the next.
 */
final class Reassembly
{
    private final Transfers transfers;
    private final ReceiveMemory memory;
    private final SackBlocks sackBlocks;
    private final Output output;
    private final OutOfOrder record = new OutOfOrder();
    private final UnsafeBuffer kept = new UnsafeBuffer(0, 0);
    private DirectBuffer pieceBuffer;
    private int pieceOffset;
    private int pieceLength;

    Reassembly(
        final Transfers transfers, final ReceiveMemory memory, final SackBlocks sackBlocks, final Output output)
    {
        this.transfers = transfers;
        this.memory = memory;
        this.sackBlocks = sackBlocks;
        this.output = output;
    }

    /**
     * @return whether anything of a connection is kept.
     */
    boolean isKeeping(final Tcb tcb)
    {
        return tcb.transfer() != 0 && transfers.wrapOutOfOrder(tcb, record);
    }

    /**
     * Takes a segment that begins behind RCV.NXT, and answers it at once (RFC 5681 4.2). What is owed goes first, as a frame of
     * its own: the peer counts three duplicates, and the first ACK of a number is none.
     *
     * @return its outcome.
     */
    Counter arrivesEarly(final Tcb tcb, final Segment segment)
    {
        if (tcb.is(Tcb.ACK_PENDING))
        {
            output.ackNow(tcb);
        }
        // An application that has closed takes no data: there is only a FIN to keep, for nobody.
        final Counter outcome = !tcb.is(Tcb.ORPHAN) && transfers.openOutOfOrder(tcb, record) ? keep(tcb, segment) :
            Counter.OUT_OF_ORDER;
        forgetIfEmpty(tcb);
        output.ackNow(tcb);
        return outcome;
    }

    private Counter keep(final Tcb tcb, final Segment segment)
    {
        final int seq = segment.seq();
        final int segmentEnd = seq + segment.payloadLength();
        final int end = record.hasFin() ? Seq.min(segmentEnd, record.finSeq()) : segmentEnd;
        if (Seq.lt(end, seq))
        {
            return Counter.OUT_OF_ORDER;
        }
        final int missing = missing(tcb, seq, end);
        int keptEnd = seq;
        if (end != seq)
        {
            if (missing > 0)
            {
                transfers.makeRoom(tcb, missing);
            }
            keptEnd = memory.store(record, seq, segment.buffer(), segment.payloadOffset(), end - seq);
        }
        // A FIN before data that is kept is a lie, or comes again in order.
        final boolean isNewFin = segment.isFin() && !record.hasFin() && keptEnd == segmentEnd &&
            record.highestEnd(segmentEnd) == segmentEnd;
        if (isNewFin)
        {
            record.fin(segmentEnd);
        }
        final boolean isFinAgain = segment.isFin() && record.hasFin() && record.finSeq() == segmentEnd;
        return isNewFin || missing > 0 && keptEnd != seq ? Counter.OFO_QUEUE :
            missing == 0 && (end != seq || isFinAgain) ? Counter.OFO_MERGE : Counter.OUT_OF_ORDER;
    }

    /** How many bytes from one sequence number to another are not kept; the first that are were received again. */
    private int missing(final Tcb tcb, final int seq, final int end)
    {
        int missing = 0;
        int at = seq;
        while (Seq.lt(at, end))
        {
            final int first = record.firstFrom(at, end);
            missing += first - at;
            at = first;
            if (Seq.lt(at, end))
            {
                at = Seq.min(end, record.end(record.rangeAt(at)));
                sackBlocks.arrivedAgain(tcb, first, at);
            }
        }
        return missing;
    }

    /** Looks at a segment that begins at RCV.NXT, before any of it is taken: the first bytes kept were received again. */
    void arrivesInOrder(final Tcb tcb, final Segment segment)
    {
        if (isKeeping(tcb))
        {
            missing(tcb, segment.seq(), segment.seq() + segment.payloadLength());
        }
    }

    /**
     * Takes out the next piece that can be delivered: of what is kept, and else of the segment.
     *
     * @param segment that begins at RCV.NXT, or before it by now.
     * @return whether there is one: {@link #pieceBuffer}, {@link #pieceOffset} and {@link #pieceLength} say where.
     */
    boolean next(final Tcb tcb, final Segment segment)
    {
        final int rcvNxt = tcb.rcvNxt();
        int end = segment.seq() + segment.payloadLength();
        pieceLength = 0;
        if (isKeeping(tcb))
        {
            pieceLength = memory.take(record, rcvNxt, record.highestEnd(rcvNxt), kept);
            end = record.firstFrom(rcvNxt, end);
        }
        if (pieceLength > 0)
        {
            memory.progressed(record);
            pieceBuffer = kept;
            pieceOffset = 0;
            return true;
        }
        pieceBuffer = segment.buffer();
        pieceOffset = segment.payloadOffset() + (rcvNxt - segment.seq());
        pieceLength = Math.max(0, end - rcvNxt);
        return pieceLength > 0;
    }

    DirectBuffer pieceBuffer()
    {
        return pieceBuffer;
    }

    int pieceOffset()
    {
        return pieceOffset;
    }

    int pieceLength()
    {
        return pieceLength;
    }

    /** Whether the peer's FIN comes next, of the segment or kept. */
    boolean isFinNext(final Tcb tcb, final Segment segment)
    {
        return segment.isFin() && segment.seq() + segment.payloadLength() == tcb.rcvNxt() ||
            isKeeping(tcb) && record.hasFin() && record.finSeq() == tcb.rcvNxt();
    }

    /** All gaps may be filled now. A FIN that data in order goes beyond was a guess within the window: Linux drops it, too. */
    void forgetIfEmpty(final Tcb tcb)
    {
        if (isKeeping(tcb) && (record.isEmpty() || record.hasFin() && Seq.lt(record.finSeq(), tcb.rcvNxt())))
        {
            transfers.forget(tcb);
        }
    }

    /** The FIN was reached: nothing comes behind it. */
    void forget(final Tcb tcb)
    {
        transfers.forget(tcb);
    }
}
