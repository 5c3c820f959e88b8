package io.fourtuple.state;

import io.fourtuple.table.Flight;
import io.fourtuple.table.SentRuns;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Seq;
import io.fourtuple.wire.TcpDescriptor;

/**
 * Sends lost segments again, the lowest first, as far as cwnd and the peer's window let them go (RFC 6675 5 C, RFC 9937).
 * <pre>
 *      SND.UNA                                             SND.NXT
 *         |LOST AGAIN | LOST ... | SACKED | LOST ... |        |
 *                     |--&gt; a segment each, while in flight + segment &lt;= cwnd
 * </pre>
 * A packet that was too big for the path leaves all of the flight to be sent again, in slow start of its own (RFC 1191 6.5).
 */
final class Retransmission
{
    /** {@link Transfer#phase()}: losses. */
    static final int USUAL = 0;
    /** {@link Transfer#phase()}: the MSS was lowered. */
    static final int TOO_BIG = 5;
    /** {@link Flight#undoAgain()}: nothing was sent again yet, which is not the same as nothing being left. */
    static final int NOTHING_AGAIN = -1;
    /** Segments that one ACK lets go again at most. */
    private static final int MOST_AT_ONCE = 64;

    private final Transfers transfers;
    private final Counters counters;
    private final CongestionWindow congestion;
    private final Scoreboard board;
    private final SentRuns runs;
    private final SegmentWriter writer;

    Retransmission(
        final Context context, final CongestionWindow congestion, final Scoreboard board, final SegmentWriter writer)
    {
        transfers = context.transfers;
        counters = context.counters;
        this.congestion = congestion;
        this.board = board;
        runs = board.runs;
        this.writer = writer;
    }

    /**
     * Sends what is lost, as far as there is room for it; the view of what is in flight is positioned.
     *
     * @return whether the first segment in flight went.
     */
    boolean send(final Tcb tcb, final Transfer transfer)
    {
        final int una = tcb.sndUna();
        final int mss = tcb.mss();
        int room = room(tcb, transfer);
        int before = SentRuns.NONE;
        int run = board.flight.firstRun();
        boolean isFirstSent = false;
        for (int sent = 0; sent < MOST_AT_ONCE && run != SentRuns.NONE; )
        {
            if ((runs.flags(run) & (SentRuns.LOST | SentRuns.AGAIN)) != SentRuns.LOST)
            {
                before = run;
                run = runs.next(run);
                continue;
            }
            final int seq = Seq.max(runs.first(run), una);
            final int end = Seq.min(runs.end(board.flight, run), runs.first(run) + mss);
            if (end - seq > room || seq != una && end - una > tcb.sndWnd() || !resend(tcb, transfer, seq, end))
            {
                break;
            }
            final int next = wasSent(tcb, transfer, before, run);
            before = before != SentRuns.NONE && runs.next(before) == next ? before : run;
            run = next;
            isFirstSent |= seq == una;
            room -= end - seq;
            sent++;
        }
        congestion.sent(tcb, transfer, board.inFlight(tcb, transfer));
        return isFirstSent;
    }

    private int room(final Tcb tcb, final Transfer transfer)
    {
        final int room = congestion.room(tcb, transfer, board.inFlight(tcb, transfer));
        if (transfer.phase() != TOO_BIG)
        {
            return room;
        }
        // RFC 1191 6.5: as much is under way as one segment and half of what was acknowledged since. RFC 5681 3.1 allows the
        // whole of it, but there nothing else than that is under way.
        return tcb.mss() + (tcb.sndUna() - transfer.proof()) / 2 - board.flight.againBytes();
    }

    /** The first segment of a run was sent again, for its being lost. */
    private int wasSent(final Tcb tcb, final Transfer transfer, final int before, final int run)
    {
        final Flight flight = board.flight;
        final int first = runs.first(run);
        final int fin = tcb.sndUna() + transfer.queued();
        final int next = board.sentAgain(tcb, before, run, SentRuns.AGAIN);
        counters.increment(
            transfer.caState() == CaState.LOSS ? Counter.SLOW_START_RETRANS : Counter.FAST_RETRANS);
        if (CaState.isReducing(transfer.caState()))
        {
            flight.prrOut(flight.prrOut() + Seq.min(fin, first + tcb.mss()) - first);
        }
        flight.undoAgain(Math.max(0, flight.undoAgain()) + 1);
        if (!flight.is(Flight.JUDGE) && transfer.phase() != TOO_BIG)
        {
            flight.set(Flight.JUDGE);
            transfer.proof(writer.tsVal(tcb));
        }
        // A FIN goes with the last byte.
        return next != SentRuns.NONE && runs.first(next) == fin && runs.is(next, SentRuns.LOST) ?
            board.sentAgain(tcb, SentRuns.NONE, next, SentRuns.AGAIN) : next;
    }

    /**
     * Sends the first segment in flight again, for a time-out.
     *
     * @param queued bytes of data that are not acknowledged.
     * @return false if the link had no room.
     */
    boolean first(final Tcb tcb, final Transfer transfer, final int queued)
    {
        if (Output.isSynInFlight(tcb))
        {
            return resendSynAndFin(tcb);
        }
        final int una = tcb.sndUna();
        int end = una + tcb.mss();
        if (queued > 0 && transfer.is(Transfer.TRACKED))
        {
            runs.wrap(board.flight, transfer.number());
            final int run = board.flight.firstRun();
            end = Seq.min(runs.end(board.flight, run), runs.first(run) + tcb.mss());
        }
        return resend(tcb, transfer, una, Seq.min(end, tcb.sndNxt()));
    }

    /** {@link #first} has sent it, and it is known to be lost by now. */
    void firstWasSent(final Tcb tcb, final Transfer transfer)
    {
        wasSent(tcb, transfer, SentRuns.NONE, board.flight.firstRun());
        congestion.sent(tcb, transfer, board.inFlight(tcb, transfer));
    }

    /**
     * Sends a segment of what is in flight again, the FIN with the last byte.
     *
     * @param end behind its last sequence number.
     * @return false if the link had no room.
     */
    boolean resend(final Tcb tcb, final Transfer transfer, final int seq, final int end)
    {
        final int queued = transfers.queuedBytes(tcb, transfer);
        final int from = seq - tcb.sndUna();
        final int length = Math.max(0, Math.min(queued - from, end - seq));
        final boolean isLast = from + length == queued;
        final boolean fin = isLast && tcb.flightSize() == queued + 1;
        final int flags = (isLast && length > 0 ? TcpDescriptor.PSH : 0) | (fin ? TcpDescriptor.FIN : 0);
        if (!writer.data(tcb, flags, seq, transfer, from, length))
        {
            return false;
        }
        counters.increment(Counter.RETRANS_SEGS);
        return true;
    }

    /** Sends our SYN-ACK and the FIN behind it again; false if the link had no room for both. */
    private boolean resendSynAndFin(final Tcb tcb)
    {
        final boolean isSent = writer.synAck(tcb) && writer.fin(tcb, tcb.sndNxt() - 1);
        counters.add(Counter.RETRANS_SEGS, isSent ? 2 : 0);
        return isSent;
    }
}
