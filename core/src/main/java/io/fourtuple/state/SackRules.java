package io.fourtuple.state;

import io.fourtuple.table.Flight;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;
import io.fourtuple.wire.TcpDescriptor;

/**
 * Which SACK blocks of a segment count, and for what (RFC 2018, 2883): the first one may tell of a duplicate, the others of
 * what the peer keeps. Anybody can write anything there: blocks beyond SND.NXT, before SND.UNA or turned round are counted and
 * else ignored, and one segment costs one walk along the runs however its blocks lie.
 * <pre>
 *             undo marker       SND.UNA                  SND.NXT
 *   ───────────────┼───────────────┼────────────────────────┼────
 *    too old       |  D-SACK       |  SACK; D-SACK within   |  nonsense
 *                  |               |  the second block      |
 * </pre>
 */
final class SackRules
{
    private final Counters counters;
    private final Scoreboard board;
    private final int[] firsts = new int[TcpDescriptor.MAX_SACK_BLOCKS];
    private final int[] ends = new int[TcpDescriptor.MAX_SACK_BLOCKS];
    private int count;
    /** The segment tells of a duplicate that a retransmission of ours explains. */
    boolean isDsack;
    /** The duplicate is that of the loss probe. */
    boolean isProbeDsack;

    SackRules(final Counters counters, final Scoreboard board)
    {
        this.counters = counters;
        this.board = board;
    }

    /** A segment without blocks. */
    void none()
    {
        isDsack = false;
        isProbeDsack = false;
    }

    /**
     * Takes the blocks of a segment whose ACK has moved SND.UNA on already; what is in flight is tracked, or is nothing.
     */
    void arrived(final Tcb tcb, final Transfer transfer, final Segment segment)
    {
        none();
        count = 0;
        final boolean isDuplicate = isDuplicate(segment);
        if (isDuplicate)
        {
            duplicate(tcb, segment);
        }
        for (int i = 0; i < segment.sackCount(); i++)
        {
            take(tcb, segment, i, isDuplicate && i == 0);
        }
        int run = board.flight.firstRun();
        for (int i = 0; i < count && transfer.is(Transfer.TRACKED); i++)
        {
            run = board.sacked(tcb, transfer, run, firsts[i], ends[i]);
        }
    }

    /** RFC 2883 4: the first block lies before the ACK, or within the second block. */
    private static boolean isDuplicate(final Segment segment)
    {
        final int first = segment.sackFirst(0);
        final int end = segment.sackEnd(0);
        return Seq.lt(first, segment.ack()) ||
            segment.sackCount() > 1 && Seq.leq(end, segment.sackEnd(1)) && Seq.geq(first, segment.sackFirst(1));
    }

    private void duplicate(final Tcb tcb, final Segment segment)
    {
        final Flight flight = board.flight;
        final int first = segment.sackFirst(0);
        final int end = segment.sackEnd(0);
        counters.increment(Seq.lt(first, segment.ack()) ? Counter.DSACK_RECV : Counter.DSACK_OFO_RECV);
        final int length = end - first;
        final int segments = Math.max(1, (length + tcb.mss() - 1) / tcb.mss());
        // A network may double segments, and a peer may lie: no more were sent again than were.
        if (length <= 0 || length > tcb.maxSndWnd() || flight.duplicates() + segments > flight.segmentsAgain())
        {
            counters.increment(Counter.DSACK_IGNORED_DUBIOUS);
            return;
        }
        flight.duplicates(flight.duplicates() + segments);
        isDsack = true;
        isProbeDsack = flight.is(Flight.PROBE) && flight.is(Flight.PROBE_AGAIN) && end == flight.probeEnd();
        if (flight.is(Flight.UNDO) && flight.undoAgain() > 0 && Seq.gt(end, flight.undoMarker()))
        {
            flight.undoAgain(Math.max(0, flight.undoAgain() - segments));
        }
    }

    /** Keeps a block in the order of first sequence numbers, if it is a valid one that tells of data in flight. */
    private void take(final Tcb tcb, final Segment segment, final int block, final boolean isDuplicate)
    {
        final int first = segment.sackFirst(block);
        final int end = segment.sackEnd(block);
        if (!isValid(tcb, first, end, isDuplicate))
        {
            countIgnored(tcb, segment, end, isDuplicate);
            return;
        }
        if (Seq.leq(end, tcb.sndUna()))
        {
            return;
        }
        int at = count++;
        while (at > 0 && Seq.lt(first, firsts[at - 1]))
        {
            firsts[at] = firsts[at - 1];
            ends[at] = ends[at - 1];
            at--;
        }
        firsts[at] = first;
        ends[at] = end;
    }

    /** A block at SND.UNA itself would be an ACK. */
    private boolean isValid(final Tcb tcb, final int first, final int end, final boolean isDuplicate)
    {
        if (Seq.geq(first, end) || Seq.gt(end, tcb.sndNxt()) || Seq.geq(first, tcb.sndNxt()))
        {
            return false;
        }
        if (Seq.gt(first, tcb.sndUna()))
        {
            return true;
        }
        final Flight flight = board.flight;
        if (!isDuplicate || !flight.is(Flight.UNDO) || Seq.gt(end, tcb.sndUna()))
        {
            return false;
        }
        return Seq.gt(end, flight.undoMarker()) && Seq.geq(first, end - tcb.maxSndWnd());
    }

    private void countIgnored(final Tcb tcb, final Segment segment, final int end, final boolean isDuplicate)
    {
        if (isDuplicate)
        {
            counters.increment(board.flight.is(Flight.UNDO) ? Counter.DSACK_IGNORED_OLD : Counter.DSACK_IGNORED_NO_UNDO);
        }
        else if (segment.ack() == tcb.sndUna() || Seq.gt(end, tcb.sndUna()))
        {
            // Blocks below SND.UNA of an ACK that was overtaken are none of the peer's faults.
            counters.increment(Counter.SACK_DISCARD);
        }
    }
}
