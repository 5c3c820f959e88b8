package io.fourtuple.state;

import io.fourtuple.table.Flight;
import io.fourtuple.table.SentRuns;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Seq;

/**
 * What became of the data in flight (RFC 2018 5, RFC 6675 4): kept by segments sent, ACKs and SACK blocks, asked for what is in
 * flight and what goes again. {@link Output} tells of what is sent first, {@link LossRecovery} of all else; {@link SackRules}
 * says which blocks count.
 * <pre>
 *   untracked: one burst ── a second time of sending, a SACK, a loss ──> tracked, by runs ── all acknowledged ──> untracked
 *
 *   in flight = SND.NXT - SND.UNA - SACKed - lost + sent again                          ("pipe" of RFC 6675)
 * </pre>
 * The values of an ACK under way hold from {@link #begin} on.
 */
final class Scoreboard
{
    /** {@link #rttUs}: no round trip was measured. */
    static final int NOT_MEASURED = -1;

    final Flight flight = new Flight();
    final SentRuns runs;
    final Rack rack;
    /** Bytes that this ACK has delivered, in whole segments. */
    int deliveredBytes;
    /** Of them, bytes that are SACKed. */
    int sackedBytes;
    /** Bytes found lost with this ACK, those of lost retransmissions included. */
    int lostBytes;
    /** Of them, some had been sent again. */
    boolean isAgainLost;
    /** Something was acknowledged that was sent more than once. */
    boolean isAgainAcked;
    /** Something was delivered that was sent once, before the recovery began. */
    boolean isOriginalDelivered;
    /** The round trip of what was acknowledged and sent once: of the oldest of it for the RTO, and of the latest. */
    int rttUs;
    int latestRttUs;
    private final Clock clock;
    private final Counters counters;
    private final RttEstimator rtt;

    Scoreboard(final Context context)
    {
        clock = context.clock;
        counters = context.counters;
        rtt = context.rtt;
        runs = context.tables.sendMemory.sentRuns();
        rack = new Rack(context.settings, clock, runs);
    }

    /** Bytes in flight, as far as is known. */
    int inFlight(final Tcb tcb, final Transfer transfer)
    {
        if (!transfer.is(Transfer.TRACKED))
        {
            return tcb.flightSize();
        }
        runs.wrap(flight, transfer.number());
        final int sent = flight.end() - runs.first(flight.firstRun());
        return Math.max(0, sent - flight.sackedBytes() - flight.lostBytes() + flight.againBytes() - flight.renoSacked());
    }

    /**
     * Data or FIN was sent for the first time.
     *
     * @param from SND.NXT before.
     */
    void sent(final Tcb tcb, final Transfer transfer, final int from)
    {
        if (!transfer.is(Transfer.TRACKED))
        {
            if (from == tcb.sndUna() || clock.nowUs == transfer.timedAtUs() || transfer.queued() == 0)
            {
                return;
            }
            track(tcb, transfer, from);
        }
        runs.wrap(flight, transfer.number());
        if (!runs.append(flight, tcb.sndNxt(), clock.nowUs, tcb.mss()))
        {
            counters.increment(Counter.FLIGHT_RUNS_FULL);
        }
        if (CaState.isReducing(transfer.caState()))
        {
            flight.prrOut(flight.prrOut() + tcb.sndNxt() - from);
        }
    }

    /** Positions the view at the flight of a transfer. */
    void use(final Tcb tcb, final Transfer transfer)
    {
        runs.wrap(flight, transfer.number());
        if (!transfer.is(Transfer.HAS_FLIGHT))
        {
            runs.reset(flight);
            flight.minRtt(rtt.roundTripUs(tcb, transfer), clock.nowMs);
            transfer.set(Transfer.HAS_FLIGHT);
        }
    }

    /** Positions the view at what is in flight, which is something, and has it known by runs from now on. */
    void track(final Tcb tcb, final Transfer transfer)
    {
        track(tcb, transfer, tcb.sndNxt());
    }

    private void track(final Tcb tcb, final Transfer transfer, final int end)
    {
        use(tcb, transfer);
        if (!transfer.is(Transfer.TRACKED))
        {
            runs.begin(flight, tcb.sndUna(), end, transfer.timedAtUs());
            flight.renoSacked(0);
            transfer.set(Transfer.TRACKED);
        }
    }

    /** Whether a loss probe makes sense: none is under way, and no SACK tells of losses (RFC 8985 7.2). */
    boolean mayProbe(final Transfer transfer)
    {
        return !isProbing(transfer) && (!transfer.is(Transfer.TRACKED) || flight.sackedBytes() == 0);
    }

    /** Whether the answer to a loss probe is still to come. */
    boolean isProbing(final Transfer transfer)
    {
        if (!transfer.is(Transfer.HAS_FLIGHT))
        {
            return false;
        }
        runs.wrap(flight, transfer.number());
        return flight.is(Flight.PROBE);
    }

    /** When the first segment in flight was last sent, microseconds. */
    int firstSentUs(final Transfer transfer)
    {
        if (!transfer.is(Transfer.TRACKED))
        {
            return transfer.timedAtUs();
        }
        runs.wrap(flight, transfer.number());
        return runs.sentUs(flight.firstRun());
    }

    /** An ACK begins, or something else that finds losses. */
    void begin()
    {
        deliveredBytes = 0;
        sackedBytes = 0;
        lostBytes = 0;
        isAgainLost = false;
        isAgainAcked = false;
        isOriginalDelivered = false;
        rttUs = NOT_MEASURED;
        latestRttUs = NOT_MEASURED;
        rack.begin();
    }

    /** SND.UNA is about to move on to {@code ack}. */
    void acknowledged(final Tcb tcb, final Transfer transfer, final int ack)
    {
        runs.wrap(flight, transfer.number());
        final int mss = tcb.mss();
        while (true)
        {
            final int run = flight.firstRun();
            final int first = runs.first(run);
            final int end = runs.end(flight, run);
            final boolean isAll = Seq.geq(ack, end);
            // A flight that goes again in smaller segments has no borders yet.
            final boolean isUncut = transfer.phase() == Retransmission.TOO_BIG && runs.flags(run) == SentRuns.LOST;
            final int border = isAll ? end : isUncut ? Seq.max(ack, first) : first + Math.max(0, ack - first) / mss * mss;
            if (border != first)
            {
                acknowledged(transfer, run, border);
            }
            if (isAll && run == flight.lastRun())
            {
                runs.clear(flight);
                transfer.clear(Transfer.TRACKED);
                return;
            }
            if (!isAll)
            {
                isAgainAcked |= ack != border && runs.is(run, SentRuns.EVER_AGAIN);
                if (border != first)
                {
                    runs.cutFirst(flight, border);
                }
                return;
            }
            runs.removeFirst(flight);
        }
    }

    /** Segments of the first run are acknowledged, up to {@code end}. */
    private void acknowledged(final Transfer transfer, final int run, final int end)
    {
        final int flags = runs.flags(run);
        if ((flags & SentRuns.SACKED) == 0)
        {
            final int us = clock.nowUs - runs.sentUs(run);
            isAgainAcked |= (flags & SentRuns.EVER_AGAIN) != 0;
            if ((flags & SentRuns.EVER_AGAIN) == 0 && rttUs == NOT_MEASURED)
            {
                rttUs = us;
            }
            delivered(transfer, run, runs.first(run), end);
        }
    }

    /** A run, or the beginning of one, was delivered that was not known to be. */
    private void delivered(final Transfer transfer, final int run, final int first, final int end)
    {
        final boolean wasAgain = runs.is(run, SentRuns.EVER_AGAIN);
        final int sentUs = runs.sentUs(run);
        deliveredBytes += end - first;
        if (!wasAgain)
        {
            latestRttUs = clock.nowUs - sentUs;
            rack.measured(flight, latestRttUs);
            isOriginalDelivered |= Seq.leq(end, transfer.recover());
            if (flight.sackedBytes() > 0 && Seq.lt(first, flight.highestSacked()))
            {
                reordered(Counter.SACK_REORDER);
            }
        }
        rack.delivered(flight, sentUs, end, wasAgain);
    }

    /** RFC 8985 6.2 step 3: what was sent once came after what was sent later. */
    void reordered(final Counter counter)
    {
        counters.increment(counter);
        flight.set(Flight.REORDERED);
    }

    /**
     * The peer has the bytes from {@code first} to {@code end}, which are in flight: the segments that lie in them as a whole
     * are SACKed.
     *
     * @param from a run that begins not behind {@code first}.
     * @return a run to go on from with a block behind this one.
     */
    int sacked(final Tcb tcb, final Transfer transfer, final int from, final int first, final int end)
    {
        int before = SentRuns.NONE;
        int run = from;
        while (run != SentRuns.NONE && Seq.leq(runs.end(flight, run), first))
        {
            before = run;
            run = runs.next(run);
        }
        while (run != SentRuns.NONE && Seq.lt(runs.first(run), end))
        {
            final int taken = runs.is(run, SentRuns.SACKED) ? run : sackPart(tcb, transfer, run, first, end);
            if (taken != SentRuns.NONE)
            {
                before = taken == run ? before : run;
                run = mergeAround(before, taken, tcb.mss());
            }
            before = run;
            run = runs.next(run);
        }
        return before == SentRuns.NONE ? from : before;
    }

    /** @return the run that is SACKed now, or {@link SentRuns#NONE} where that is no whole segment, or where no run is left. */
    private int sackPart(final Tcb tcb, final Transfer transfer, final int run, final int first, final int end)
    {
        final int runFirst = runs.first(run);
        final int runEnd = runs.end(flight, run);
        final int mss = tcb.mss();
        final int ahead = Math.max(0, first - runFirst);
        final int low = runFirst + (ahead + mss - 1) / mss * mss;
        final int high = Seq.geq(end, runEnd) ? runEnd : runFirst + (end - runFirst) / mss * mss;
        if (Seq.geq(low, high))
        {
            return SentRuns.NONE;
        }
        final int splits = (low == runFirst ? 0 : 1) + (high == runEnd ? 0 : 1);
        if (splits > 0 && !runs.canSplit(flight, splits))
        {
            counters.increment(Counter.FLIGHT_RUNS_FULL);
            return SentRuns.NONE;
        }
        final int taken = low == runFirst ? run : runs.split(flight, run, low);
        if (high != runEnd)
        {
            runs.split(flight, taken, high);
        }
        delivered(transfer, taken, low, high);
        sackedBytes += high - low;
        if (flight.sackedBytes() == 0 || Seq.gt(high, flight.highestSacked()))
        {
            flight.highestSacked(high);
        }
        runs.mark(flight, taken, SentRuns.SACKED);
        return taken;
    }

    private int mergeAround(final int before, final int run, final int mss)
    {
        final int merged = before != SentRuns.NONE && runs.merge(flight, before, mss) ? before : run;
        while (runs.merge(flight, merged, mss))
        {
            // Equal neighbours are one run.
        }
        return merged;
    }

    /** A run is found lost; or its retransmission, if that was in flight. */
    void lost(final int run)
    {
        final int flags = runs.flags(run);
        lostBytes += runs.length(flight, run);
        if ((flags & SentRuns.AGAIN) != 0)
        {
            isAgainLost = true;
            counters.increment(Counter.LOST_RETRANSMIT);
        }
        runs.mark(flight, run, flags & ~SentRuns.AGAIN | SentRuns.LOST);
    }

    /** Without SACK: the first segment is lost, unless it is known to be (RFC 6582 3.2). */
    void loseFirst(final int mss)
    {
        final int run = flight.firstRun();
        if (!runs.is(run, SentRuns.LOST))
        {
            cut(run, runs.first(run) + mss);
            lost(run);
        }
    }

    /**
     * RFC 6675 4, IsLost: as much is SACKed behind a segment as three segments.
     *
     * @param threshold DupThresh.
     */
    void loseByCount(final int mss, final int threshold)
    {
        int behind = rack.sackedSegments(flight, mss);
        for (int run = flight.firstRun(); run != SentRuns.NONE && behind >= threshold; run = runs.next(run))
        {
            if (runs.is(run, SentRuns.SACKED))
            {
                behind -= (runs.length(flight, run) + mss - 1) / mss;
            }
            else if (!runs.is(run, SentRuns.LOST))
            {
                lost(run);
            }
        }
    }

    /**
     * A time-out: all is lost that is not SACKed (RFC 5681 3.1, RFC 6675 5.1), but for what RACK knows to be recent (RFC 8985
     * 6.3).
     *
     * @param forgets whether the peer has given up what it had SACKed (RFC 2018 8).
     */
    void loseAll(final boolean forgets, final boolean isRackJudging)
    {
        for (int run = flight.firstRun(); run != SentRuns.NONE; run = runs.next(run))
        {
            final int flags = runs.flags(run);
            if ((flags & SentRuns.SACKED) != 0)
            {
                if (forgets)
                {
                    lostBytes += runs.length(flight, run);
                    runs.mark(flight, run, SentRuns.LOST | SentRuns.EVER_AGAIN);
                }
            }
            else if ((flags & (SentRuns.LOST | SentRuns.AGAIN)) != SentRuns.LOST &&
                (run == flight.firstRun() || !isRackJudging || !rack.isRecent(flight, run)))
            {
                lost(run);
            }
        }
        flight.renoSacked(0);
    }

    /** What was taken for lost was not. */
    void loseNothing(final int mss)
    {
        int run = flight.firstRun();
        while (run != SentRuns.NONE)
        {
            runs.mark(flight, run, runs.flags(run) & ~SentRuns.LOST);
            if (!runs.merge(flight, run, mss))
            {
                run = runs.next(run);
            }
        }
    }

    /** The first run from {@code run} on that is lost and not sent again, or {@link SentRuns#NONE}. */
    int firstLost(final int run)
    {
        int at = run;
        while (at != SentRuns.NONE && (runs.flags(at) & (SentRuns.LOST | SentRuns.AGAIN)) != SentRuns.LOST)
        {
            at = runs.next(at);
        }
        return at;
    }

    /** Has a run end at {@code end} if it is longer. */
    private void cut(final int run, final int end)
    {
        if (Seq.lt(end, runs.end(flight, run)) && runs.split(flight, run, end) == SentRuns.NONE)
        {
            counters.increment(Counter.FLIGHT_RUNS_FULL);
        }
    }

    /**
     * The first segment of a run was sent again. Where no run is left, the whole run counts as sent: its rest is found lost
     * once more.
     *
     * @param flags beside the run's own.
     * @return the run to go on with.
     */
    int sentAgain(final Tcb tcb, final int before, final int run, final int flags)
    {
        cut(run, runs.first(run) + tcb.mss());
        final int next = runs.next(run);
        runs.mark(flight, run, runs.flags(run) | flags | SentRuns.EVER_AGAIN);
        runs.sentUs(run, clock.nowUs);
        if (before != SentRuns.NONE && runs.next(before) == run)
        {
            runs.merge(flight, before, tcb.mss());
        }
        flight.segmentsAgain(flight.segmentsAgain() + 1);
        return next;
    }
}
