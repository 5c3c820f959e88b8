package io.fourtuple.state;

import io.fourtuple.table.Flight;
import io.fourtuple.table.SentRuns;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/**
 * Conducts the recovery of losses: takes ACKs and time-outs, has {@link Scoreboard}, {@link Rack} and {@link LossProbe} find
 * what is lost, goes from one state of {@link CaState} to the next, and undoes a recovery that an ACK shows to have been
 * needless. {@link Retransmission} sends again.
 * <pre>
 *   ACK ──> SACK blocks ──> probe ──> state: exit, undo, losses found, enter ──> cwnd ──> retransmissions ──> timer
 *
 *   a loss is found    by RACK (RFC 8985), or with tcp_recovery=0 by three segments SACKed behind it (RFC 6675),
 *                      without SACK by three duplicates, then by each partial ACK (RFC 6582 3.2)
 *   undone             by a TSecr from before the first retransmission (Eifel, RFC 3522), by D-SACKs of all retransmissions
 *                      (RFC 3708), after a time-out by an ACK or SACK of what was sent once (F-RTO, RFC 5682 3.1)
 * </pre>
 */
final class LossRecovery
{
    private static final int DUP_THRESHOLD = 3;
    /** A peer that has given up what it had SACKed is asked again after half a round trip, at least this. */
    private static final int RENEGED_MS = 10;
    private static final int US_PER_MS = 1_000;

    private final RttEstimator rtt;
    private final Transfers transfers;
    private final Counters counters;
    private final ConnectionTimer timer;
    private final Output output;
    private final CongestionWindow congestion;
    private final Retransmission retransmission;
    private final Scoreboard board;
    private final SackRules sackRules;
    private final LossProbe probe;
    private final Transfer transfer = new Transfer();
    /** Of the ACK under way: bytes in flight before it. */
    private int inFlightBefore;
    private boolean wasTracked;
    private int sackedBefore;
    private int ackedBytes;
    /** It has the sender wait for reordered segments for so long, microseconds. */
    private int reorderWaitUs;
    /** Nothing is sent again for it, as more will be known soon. */
    private boolean isHeld;

    LossRecovery(
        final Context context,
        final CongestionWindow congestion,
        final Scoreboard board,
        final SegmentWriter writer,
        final ConnectionTimer timer,
        final Output output)
    {
        rtt = context.rtt;
        transfers = context.transfers;
        counters = context.counters;
        this.congestion = congestion;
        this.board = board;
        this.timer = timer;
        this.output = output;
        retransmission = new Retransmission(context, congestion, board, writer);
        sackRules = new SackRules(counters, board);
        probe = new LossProbe(counters, board, retransmission, output);
    }

    /** An acceptable ACK is about to move SND.UNA on; the view is positioned at the connection's transfer. */
    void acknowledges(final Tcb tcb, final Transfer owing, final int ack)
    {
        beginAck(tcb, owing, ack - tcb.sndUna());
        if (owing.is(Transfer.TRACKED))
        {
            board.acknowledged(tcb, owing, ack);
        }
    }

    private void beginAck(final Tcb tcb, final Transfer owing, final int acked)
    {
        board.begin();
        inFlightBefore = board.inFlight(tcb, owing);
        wasTracked = owing.is(Transfer.TRACKED);
        sackedBefore = wasTracked ? board.flight.sackedBytes() : 0;
        ackedBytes = acked;
        reorderWaitUs = Rack.NO_WAIT;
        isHeld = false;
    }

    /**
     * Whether the ACK under way may be for a segment that was sent twice, so that nobody knows which of the two it answers
     * (Karn's algorithm, RFC 6298 3).
     */
    boolean isAmbiguous()
    {
        return board.isAgainAcked;
    }

    /**
     * The round trip of the oldest data that the ACK under way acknowledges, microseconds.
     *
     * @param timedUs the round trip of the segment that is timed.
     */
    int roundTripUs(final int timedUs)
    {
        return wasTracked && board.deliveredBytes > 0 ? board.rttUs : timedUs;
    }

    /**
     * SND.UNA has moved on; the acknowledged bytes were released, and the round trip was measured, already. Goes on with
     * a recovery under way and restarts the timer (RFC 6298 5.2, 5.3).
     *
     * @param sampleUs round trip that was measured, or {@link CongestionWindow#NOT_MEASURED}.
     */
    void afterAdvance(final Tcb tcb, final Segment segment, final int sampleUs)
    {
        rtt.progress(tcb);
        boolean isArmed = false;
        if (tcb.transfer() != 0)
        {
            transfers.queuedBytes(tcb, transfer);
            transfer.dupAcks(0);
            if (wasTracked || transfer.caState() != CaState.OPEN || segment.sackCount() > 0 || board.isProbing(transfer))
            {
                isArmed = take(tcb, segment, false, sampleUs);
            }
            else
            {
                congestion.acked(tcb, transfer, ackedBytes, sampleUs, inFlightBefore);
            }
            if (transfer.is(Transfer.SENT_AGAIN) && Seq.gt(tcb.sndUna(), transfer.recover()))
            {
                transfer.clear(Transfer.SENT_AGAIN);
            }
        }
        if (tcb.flightSize() == 0)
        {
            timer.idle(tcb);
        }
        else if (!isArmed)
        {
            timer.armForFlight(tcb, true);
        }
    }

    /**
     * An ACK that acknowledges nothing new.
     *
     * @param isDuplicate it carries nothing, and changes nothing (RFC 5681 2).
     */
    void repeated(final Tcb tcb, final Segment segment, final boolean isDuplicate)
    {
        if (tcb.transfer() == 0)
        {
            return;
        }
        final boolean isInFlight = transfers.queuedBytes(tcb, transfer) > 0 && tcb.flightSize() > 0;
        final boolean withBlocks = tcb.is(Tcb.SACK_OK) && segment.sackCount() > 0;
        final boolean countsDuplicate = isDuplicate && isInFlight && !tcb.is(Tcb.SACK_OK) && !isOfOldRetransmissions(tcb);
        if (isDuplicate && isInFlight)
        {
            transfer.dupAcks(transfer.dupAcks() + 1);
        }
        if (!(isInFlight || transfer.is(Transfer.HAS_FLIGHT)) ||
            !withBlocks && !countsDuplicate && !transfer.is(Transfer.TRACKED) && !board.isProbing(transfer))
        {
            return;
        }
        beginAck(tcb, transfer, 0);
        if (isInFlight)
        {
            board.track(tcb, transfer);
        }
        if (countsDuplicate)
        {
            duplicate(tcb);
        }
        take(tcb, segment, isDuplicate, CongestionWindow.NOT_MEASURED);
    }

    /** RFC 6582 3.2 step 2: segments that were sent again without need draw duplicate ACKs too. */
    private boolean isOfOldRetransmissions(final Tcb tcb)
    {
        return transfer.caState() < CaState.RECOVERY && transfer.is(Transfer.SENT_AGAIN) &&
            Seq.leq(tcb.sndUna(), transfer.recover());
    }

    /** Without SACK, a duplicate says that a segment has left the network: one of those in flight, but not the first (RFC 5681 3.2). */
    private void duplicate(final Tcb tcb)
    {
        final Flight flight = board.flight;
        final int most = Math.max(0, tcb.flightSize() - tcb.mss());
        final int left = Math.min(most, flight.renoSacked() + tcb.mss());
        if (left > flight.renoSacked() && transfer.caState() != CaState.LOSS)
        {
            board.deliveredBytes += left - flight.renoSacked();
            flight.renoSacked(left);
        }
    }

    /**
     * Without SACK: one segment of those acknowledged was the missing one; the others had drawn the duplicates, and are counted
     * already (as Linux's tcp_remove_reno_sacks).
     */
    private void takeFromDuplicates(final Tcb tcb)
    {
        final Flight flight = board.flight;
        final int left = flight.renoSacked();
        final int acked = board.deliveredBytes;
        if (transfer.caState() != CaState.RECOVERY)
        {
            flight.renoSacked(0);
        }
        else if (acked > 0)
        {
            final int mss = tcb.mss();
            board.deliveredBytes = Math.max(acked - left, Math.min(acked, mss));
            flight.renoSacked(Math.max(0, Math.min(left - (acked - mss), tcb.flightSize() - mss)));
        }
    }

    /**
     * Takes what an ACK says of losses.
     *
     * @return whether the timer is set.
     */
    private boolean take(final Tcb tcb, final Segment segment, final boolean isDuplicate, final int sampleUs)
    {
        final boolean isAdvance = ackedBytes > 0;
        sackRules.none();
        if (transfer.queued() > 0 && tcb.flightSize() > 0)
        {
            board.track(tcb, transfer);
        }
        else
        {
            board.use(tcb, transfer);
        }
        final Flight flight = board.flight;
        if (isAdvance && flight.renoSacked() > 0)
        {
            takeFromDuplicates(tcb);
        }
        if (tcb.is(Tcb.SACK_OK) && segment.sackCount() > 0)
        {
            sackRules.arrived(tcb, transfer, segment);
        }
        board.rack.adapt(tcb, flight, sackRules.isDsack && !sackRules.isProbeDsack && flight.is(Flight.REORDERED));
        if (flight.is(Flight.PROBE) && probe.acked(
            flight, segment, sackRules.isProbeDsack, isDuplicate && board.sackedBytes == 0))
        {
            congestion.loss(tcb, transfer, tcb.flightSize() + ackedBytes);
            congestion.recovered(tcb, transfer);
            flight.clear(Flight.UNDO);
        }
        final int stateBefore = transfer.caState();
        if (stateBefore != CaState.OPEN || board.sackedBytes > 0 || sackRules.isDsack || isDuplicate ||
            flight.sackedBytes() > 0)
        {
            judge(tcb, segment, isAdvance, isDuplicate);
        }
        adjustWindow(tcb, isAdvance, sampleUs);
        return sendAndArm(tcb, isAdvance, stateBefore);
    }

    /** The way of the ACK through the states. */
    private void judge(final Tcb tcb, final Segment segment, final boolean isAdvance, final boolean isDuplicate)
    {
        leave(tcb, segment);
        switch (transfer.caState())
        {
            case CaState.RECOVERY -> inRecovery(tcb, segment, isAdvance);
            case CaState.LOSS -> inLoss(tcb, segment, isAdvance, isDuplicate);
            default -> inOpen(tcb, isAdvance);
        }
    }

    /** A recovery is over when SND.UNA reaches what was SND.NXT as it began (RFC 6582 3.2 step 3, RFC 6675 5). */
    private void leave(final Tcb tcb, final Segment segment)
    {
        final int state = transfer.caState();
        if (state == CaState.RECOVERY && Seq.geq(tcb.sndUna(), transfer.recover()))
        {
            if (mayUndo(tcb, segment))
            {
                undo(tcb, Counter.FULL_UNDO);
            }
            else
            {
                board.rack.recovered(board.flight);
                congestion.recovered(tcb, transfer);
            }
            keepOpen();
        }
        else if (state == CaState.CWR && Seq.gt(tcb.sndUna(), transfer.recover()))
        {
            congestion.recovered(tcb, transfer);
            keepOpen();
        }
    }

    private void inRecovery(final Tcb tcb, final Segment segment, final boolean isAdvance)
    {
        final Flight flight = board.flight;
        if (isAdvance && isAnyOriginalLate(tcb, segment))
        {
            board.reordered(Counter.TS_REORDER);
            if (flight.againBytes() > 0)
            {
                // What was sent again is still to be heard of: nothing more is until then.
                isHeld = true;
                return;
            }
            undo(tcb, Counter.PARTIAL_UNDO);
            keepOpen();
            return;
        }
        if (undoByDuplicates(tcb))
        {
            keepOpen();
        }
        findLosses(tcb, isAdvance);
        if (transfer.caState() != CaState.RECOVERY && flight.lostBytes() > flight.againBytes())
        {
            enterRecovery(tcb);
        }
    }

    /** Also where nothing could be sent again so far: what has arrived then is what was sent first. */
    private boolean isAnyOriginalLate(final Tcb tcb, final Segment segment)
    {
        final Flight flight = board.flight;
        return flight.is(Flight.UNDO) && (flight.undoAgain() < 0 && board.isOriginalDelivered || isOfOriginal(tcb, segment));
    }

    private void inOpen(final Tcb tcb, final boolean isAdvance)
    {
        undoByDuplicates(tcb);
        findLosses(tcb, isAdvance);
        if (board.flight.lostBytes() > board.flight.againBytes())
        {
            enterRecovery(tcb);
        }
        else if (transfer.caState() != CaState.CWR)
        {
            keepOpen();
        }
    }

    /** After a time-out (RFC 5682 3.1, which serves without SACK as well, and RFC 5681 3.1). */
    private void inLoss(final Tcb tcb, final Segment segment, final boolean isAdvance, final boolean isDuplicate)
    {
        final Flight flight = board.flight;
        final boolean isRecovered = Seq.geq(tcb.sndUna(), transfer.recover());
        if (isAdvance && mayUndo(tcb, segment))
        {
            undoLoss(tcb);
        }
        else if (!flight.is(Flight.FRTO) || !forwardRto(tcb, isAdvance, isDuplicate, isRecovered))
        {
            if (isRecovered)
            {
                board.rack.recovered(flight);
                keepOpen();
            }
        }
        findLosses(tcb, isAdvance);
        if (transfer.caState() != CaState.LOSS && flight.lostBytes() > flight.againBytes() || board.isAgainLost)
        {
            enterRecovery(tcb);
        }
    }

    /**
     * @return whether the time-out is still to be judged, or was spurious.
     */
    private boolean forwardRto(
        final Tcb tcb, final boolean isAdvance, final boolean isDuplicate, final boolean isRecovered)
    {
        final Flight flight = board.flight;
        final boolean isOriginal = board.isOriginalDelivered && (tcb.is(Tcb.SACK_OK) || !board.isAgainAcked);
        if (isOriginal)
        {
            // Step 3b: not all was lost.
            counters.increment(Counter.SPURIOUS_RTOS);
            undoLoss(tcb);
            return true;
        }
        final boolean isNewSent = Seq.gt(tcb.sndNxt(), transfer.recover());
        if (isNewSent || !isAdvance)
        {
            // Step 3a; and RFC 5682 2.1 step 2a, where timestamps would not tell.
            final boolean isReal = board.sackedBytes > 0 && isNewSent ||
                isDuplicate && !tcb.is(Tcb.SACK_OK) && (isNewSent || !tcb.is(Tcb.TS_OK));
            flight.clear(isReal ? Flight.FRTO : 0);
        }
        else if (!isRecovered)
        {
            // Step 2b: new data goes instead, with the output of this cycle; with none to send, the loss is taken for real.
            if (output.hasNewData(tcb))
            {
                transfer.recover(tcb.sndNxt());
                isHeld = true;
                return true;
            }
            flight.clear(Flight.FRTO);
        }
        return flight.is(Flight.FRTO) && !isRecovered;
    }

    private void undoLoss(final Tcb tcb)
    {
        undo(tcb, Counter.LOSS_UNDO);
        keepOpen();
    }

    private void findLosses(final Tcb tcb, final boolean isAdvance)
    {
        if (!transfer.is(Transfer.TRACKED))
        {
            return;
        }
        final int state = transfer.caState();
        if (!tcb.is(Tcb.SACK_OK))
        {
            if (state < CaState.RECOVERY && transfer.dupAcks() >= DUP_THRESHOLD || state == CaState.RECOVERY && isAdvance)
            {
                board.loseFirst(tcb.mss());
            }
        }
        else if (board.rack.isOn())
        {
            reorderWaitUs = board.rack.detect(tcb, transfer, board);
        }
        else
        {
            board.loseByCount(tcb.mss(), DUP_THRESHOLD);
        }
    }

    private void enterRecovery(final Tcb tcb)
    {
        final Flight flight = board.flight;
        counters.increment(tcb.is(Tcb.SACK_OK) ? Counter.SACK_RECOVERY : Counter.RENO_RECOVERY);
        beginUndo(tcb);
        if (!CaState.isReducing(transfer.caState()))
        {
            congestion.loss(tcb, transfer, tcb.flightSize() + ackedBytes);
            RateReduction.begin(flight, tcb.flightSize(), sackedBefore, ackedBytes);
        }
        transfer.recover(tcb.sndNxt());
        flight.clear(Flight.PROBE | Flight.PROBE_AGAIN);
        transfer.caState(CaState.RECOVERY);
    }

    private void beginUndo(final Tcb tcb)
    {
        final Flight flight = board.flight;
        final int again = (flight.againBytes() + tcb.mss() - 1) / tcb.mss() +
            (flight.is(Flight.PROBE) && flight.is(Flight.PROBE_AGAIN) ? 1 : 0);
        flight.undoMarker(tcb.sndUna());
        flight.undoAgain(again == 0 ? Retransmission.NOTHING_AGAIN : again);
        if (transfer.caState() < CaState.RECOVERY)
        {
            flight.clear(Flight.JUDGE);
        }
    }

    private boolean mayUndo(final Tcb tcb, final Segment segment)
    {
        return board.flight.is(Flight.UNDO) && (board.flight.undoAgain() == 0 || isOfOriginal(tcb, segment));
    }

    /** RFC 3522 3.2 step 5: a TSecr older than the first retransmission is of a segment sent before it. */
    private boolean isOfOriginal(final Tcb tcb, final Segment segment)
    {
        return board.flight.is(Flight.JUDGE) && isEchoKnown(tcb, segment) && Seq.lt(segment.tsEcr(), transfer.proof());
    }

    /** A peer that does not echo sends 0. */
    static boolean isEchoKnown(final Tcb tcb, final Segment segment)
    {
        return tcb.is(Tcb.TS_OK) && segment.hasTimestamps() && segment.tsEcr() != 0;
    }

    /** All that the recovery has sent again had arrived before: as D-SACKs tell (RFC 3708). */
    private boolean undoByDuplicates(final Tcb tcb)
    {
        if (!sackRules.isDsack || !board.flight.is(Flight.UNDO) || board.flight.undoAgain() != 0)
        {
            return false;
        }
        undo(tcb, Counter.DSACK_UNDO);
        return true;
    }

    /** Nothing was lost. */
    private void undo(final Tcb tcb, final Counter counter)
    {
        counters.increment(counter);
        board.loseNothing(tcb.mss());
        congestion.undo(tcb, transfer);
        board.flight.clear(Flight.UNDO | Flight.JUDGE | Flight.FRTO);
        transfer.clear(Transfer.SENT_AGAIN);
        board.rack.lookAgain();
    }

    private void keepOpen()
    {
        final Flight flight = board.flight;
        final boolean isAnyOut = transfer.is(Transfer.TRACKED) &&
            (flight.sackedBytes() > 0 || flight.lostBytes() > 0 || flight.againBytes() > 0 || flight.renoSacked() > 0);
        transfer.caState(isAnyOut ? CaState.DISORDER : CaState.OPEN);
        transfer.phase(Retransmission.USUAL);
    }

    /** The window for this ACK: PRR's within a reduction, else what congestion control makes of it. */
    private void adjustWindow(final Tcb tcb, final boolean isAdvance, final int sampleUs)
    {
        if (CaState.isReducing(transfer.caState()))
        {
            RateReduction.acked(tcb, transfer, board.flight, board.deliveredBytes, board.inFlight(tcb, transfer),
                isAdvance && board.lostBytes == 0);
        }
        else if (isAdvance)
        {
            // Where segments are known, a part of one counts with its end.
            final int bytes = wasTracked ? board.deliveredBytes : ackedBytes;
            congestion.acked(tcb, transfer, bytes, board.latestRttUs >= 0 ? board.latestRttUs : sampleUs, inFlightBefore);
        }
    }

    /** @return whether the timer is set. */
    private boolean sendAndArm(final Tcb tcb, final boolean isAdvance, final int stateBefore)
    {
        if (!transfer.is(Transfer.TRACKED))
        {
            return false;
        }
        final boolean isFirstSent = !isHeld && transfer.caState() >= CaState.RECOVERY && retransmission.send(tcb, transfer);
        final Flight flight = board.flight;
        if (isAdvance && board.runs.is(flight.firstRun(), SentRuns.SACKED))
        {
            // RFC 2018 8: an ACK that ends where SACKed data begins.
            flight.set(Flight.RENEGED);
            timer.arm(tcb, Math.max(RENEGED_MS, transfer.srttUs() / 2 / US_PER_MS));
            return true;
        }
        flight.clear(Flight.RENEGED);
        if (reorderWaitUs > Rack.NO_WAIT)
        {
            timer.armForReordering(tcb, reorderWaitUs);
        }
        else if (isFirstSent)
        {
            timer.arm(tcb);
        }
        else if (stateBefore <= CaState.CWR && transfer.caState() != stateBefore && transfer.is(Transfer.PROBE_TIMER))
        {
            timer.armForFlight(tcb, isAdvance);
        }
        else
        {
            return false;
        }
        return true;
    }

    /**
     * The retransmission timer has expired with data or FIN in flight (RFC 6298 5.4 to 5.6).
     *
     * @return false if the link had no room for what was to be sent again.
     */
    boolean timedOut(final Tcb tcb)
    {
        final int queued = transfers.queuedBytes(tcb, transfer);
        final boolean isSent = retransmission.first(tcb, transfer, queued);
        if (isSent && queued > 0)
        {
            board.begin();
            board.track(tcb, transfer);
            enterLoss(tcb);
            retransmission.firstWasSent(tcb, transfer);
        }
        timer.armOrTryAgain(tcb, isSent);
        return isSent;
    }

    private void enterLoss(final Tcb tcb)
    {
        final Flight flight = board.flight;
        final int state = transfer.caState();
        final boolean isFirst = tcb.retries() <= 1;
        final boolean forgets = board.runs.is(flight.firstRun(), SentRuns.SACKED);
        counters.add(Counter.SACK_RENEGING, forgets ? 1 : 0);
        counters.increment(failure(tcb, state));
        board.loseAll(forgets, tcb.is(Tcb.SACK_OK));
        if (state <= CaState.DISORDER || Seq.leq(transfer.recover(), tcb.sndUna()) || state == CaState.LOSS && isFirst)
        {
            beginUndo(tcb);
        }
        congestion.timeout(tcb, transfer, tcb.flightSize());
        // RFC 5682 2.1 and 3522 3.2 look at the first retransmission of a segment only.
        flight.clear(Flight.PROBE | Flight.PROBE_AGAIN | Flight.RENEGED | Flight.FRTO);
        if (state < CaState.RECOVERY || !isFirst && state == CaState.LOSS && flight.is(Flight.UNDO))
        {
            flight.set(Flight.FRTO);
        }
        transfer.caState(CaState.LOSS);
        transfer.phase(Retransmission.USUAL);
        transfer.recover(tcb.sndNxt());
        transfer.dupAcks(0);
        transfer.set(Transfer.SENT_AGAIN);
    }

    private static Counter failure(final Tcb tcb, final int state)
    {
        final boolean withSack = tcb.is(Tcb.SACK_OK);
        return switch (state)
        {
            case CaState.RECOVERY -> withSack ? Counter.SACK_RECOVERY_FAIL : Counter.RENO_RECOVERY_FAIL;
            case CaState.LOSS -> Counter.LOSS_FAILURES;
            case CaState.DISORDER -> withSack ? Counter.SACK_FAILURES : Counter.RENO_FAILURES;
            default -> Counter.OPEN_TIMEOUTS;
        };
    }

    /** The wait for reordered segments is over (RFC 8985 6.2 step 5). */
    void reorderingOver(final Tcb tcb)
    {
        if (!isTracked(tcb))
        {
            timer.arm(tcb);
            return;
        }
        beginAck(tcb, transfer, 0);
        board.track(tcb, transfer);
        final int waitUs = board.rack.detectNow(tcb, transfer, board);
        if (board.lostBytes > 0)
        {
            if (transfer.caState() != CaState.RECOVERY)
            {
                enterRecovery(tcb);
                RateReduction.acked(tcb, transfer, board.flight, 1, board.inFlight(tcb, transfer), false);
            }
            retransmission.send(tcb, transfer);
        }
        if (waitUs > Rack.NO_WAIT)
        {
            timer.armForReordering(tcb, waitUs);
        }
        else
        {
            timer.armForRest(tcb);
        }
    }

    private boolean isTracked(final Tcb tcb)
    {
        return transfers.queuedBytes(tcb, transfer) > 0 && transfer.is(Transfer.TRACKED);
    }

    /** Nothing was heard for two round trips (RFC 8985 7.3). */
    void probeDue(final Tcb tcb)
    {
        if (transfers.queuedBytes(tcb, transfer) > 0 && tcb.flightSize() > 0)
        {
            board.track(tcb, transfer);
            if (probe.send(tcb, transfer))
            {
                timer.arm(tcb);
                return;
            }
        }
        timer.armForRest(tcb);
    }

    /** The MSS was lowered, as a packet was too big: the data in flight goes again in the new size (RFC 1191 6.5). */
    void tooBig(final Tcb tcb)
    {
        if (transfers.queuedBytes(tcb, transfer) == 0 || tcb.flightSize() == 0)
        {
            return;
        }
        board.begin();
        board.track(tcb, transfer);
        board.loseAll(false, false);
        board.flight.clear(Flight.UNDO | Flight.JUDGE | Flight.FRTO | Flight.PROBE | Flight.PROBE_AGAIN);
        transfer.caState(CaState.LOSS);
        transfer.phase(Retransmission.TOO_BIG);
        transfer.recover(tcb.sndNxt());
        transfer.dupAcks(0);
        transfer.set(Transfer.SENT_AGAIN);
        // Slow start counts from here.
        transfer.proof(tcb.sndUna());
        retransmission.send(tcb, transfer);
        timer.arm(tcb);
    }
}
