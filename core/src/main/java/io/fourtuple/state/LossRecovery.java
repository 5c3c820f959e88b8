package io.fourtuple.state;

import io.fourtuple.table.SendMemory;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.timer.DeadlineQueues;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;
import io.fourtuple.wire.TcpDescriptor;

/**
 * Sends lost data again: one segment at first, the next when an ACK reaches the end of the one before, until SND.UNA
 * reaches {@code recover}, which is SND.NXT as the recovery began (RFC 6582 3.2). An ACK that shows that nothing was lost
 * undoes the recovery.
 * <pre>
 *   NONE ── third duplicate ──> FAST ───────┐
 *     │                          │ time-out │
 *     │                          v          │ TSecr from before the recovery (Eifel, RFC 3522) ─────────────────> NONE
 *     ├── time-out ────────> TIMED_OUT ─────┤ no such echo, new data goes ──> PROBING ── the next ACK advances ─> NONE
 *     │                                     │     (F-RTO, RFC 5682 2.1)          │
 *     │                                     v                                    │ a duplicate, or time-out
 *     │                                  RESENDING <─────────────────────────────┘
 *     └── packet too big ──> TOO_BIG, in slow start (RFC 1191 6.5)
 *
 *   any phase ── SND.UNA reaches recover ──> NONE
 * </pre>
 * Congestion control cuts cwnd where FAST or TIMED_OUT begins, at once, and restores it in {@link #undo}; SACK will choose
 * the segment in {@link #next}.
 */
final class LossRecovery
{
    static final int NONE = 0;
    static final int FAST = 1;
    static final int TIMED_OUT = 2;
    static final int PROBING = 3;
    static final int RESENDING = 4;
    static final int TOO_BIG = 5;
    private static final int DUP_THRESHOLD = 3;
    /** Segments that one ACK lets go again at most. */
    private static final int MOST_AT_ONCE = 64;

    private final SendMemory sendMemory;
    private final DeadlineQueues timers;
    private final RttEstimator rtt;
    private final Transfers transfers;
    private final Counters counters;
    private final SegmentWriter writer;
    private final ConnectionTimer timer;
    private final Output output;
    private final CongestionWindow congestion;
    private final Transfer transfer = new Transfer();

    LossRecovery(
        final Counters counters,
        final Tables tables,
        final RttEstimator rtt,
        final Transfers transfers,
        final SegmentWriter writer,
        final ConnectionTimer timer,
        final Output output)
    {
        sendMemory = tables.sendMemory;
        timers = tables.timers;
        this.rtt = rtt;
        this.transfers = transfers;
        this.counters = counters;
        this.writer = writer;
        this.timer = timer;
        this.output = output;
        congestion = output.congestion();
    }

    /**
     * Whether an acceptable ACK that moves SND.UNA on may be for a segment that was sent twice, so that nobody knows which
     * of the two it answers (Karn's algorithm, RFC 6298 3).
     */
    static boolean isAmbiguous(final Tcb tcb, final Transfer transfer)
    {
        return transfer.phase() != NONE && Seq.lt(tcb.sndUna(), transfer.resent());
    }

    /**
     * The retransmission timer has expired with data or FIN in flight (RFC 6298 5.4 to 5.6).
     *
     * @return false if the link had no room for what was to be sent again.
     */
    boolean timedOut(final Tcb tcb)
    {
        final boolean isSent = resend(tcb, 0);
        if (isSent && transfers.queuedBytes(tcb, transfer) > 0)
        {
            final int before = transfer.phase();
            if (before == NONE)
            {
                transfer.proof(writer.tsVal(tcb));
            }
            // RFC 5682 2.1 and 3522 3.2 look at the first retransmission of a segment only. Once an ACK was ambiguous, a
            // later time-out proves nothing.
            begin(tcb, before <= TIMED_OUT ? TIMED_OUT : RESENDING);
            transfer.set(Transfer.SENT_AGAIN);
            congestion.timeout(tcb, transfer, tcb.flightSize());
        }
        timer.armOrTryAgain(tcb, isSent);
        return isSent;
    }

    /** An ACK that acknowledges nothing new while data is in flight: the third one has it sent again (RFC 5681 3.2). */
    void duplicateAck(final Tcb tcb)
    {
        if (transfers.queuedBytes(tcb, transfer) == 0)
        {
            return;
        }
        transfer.dupAcks(transfer.dupAcks() + 1);
        final int phase = transfer.phase();
        if (phase == PROBING)
        {
            // RFC 5682 2.1 (3a): the loss is real.
            transfer.phase(RESENDING);
            resend(tcb, 0);
        }
        else if (phase == TIMED_OUT && !tcb.is(Tcb.TS_OK))
        {
            // RFC 5682 2.1 (2a).
            transfer.phase(RESENDING);
        }
        else if (phase == NONE && transfer.dupAcks() == DUP_THRESHOLD && !isOfOldRetransmissions(tcb))
        {
            startFast(tcb);
        }
    }

    private void startFast(final Tcb tcb)
    {
        if (resend(tcb, 0))
        {
            transfer.proof(writer.tsVal(tcb));
            begin(tcb, FAST);
            congestion.loss(tcb, transfer, tcb.flightSize());
            congestion.recovered(tcb, transfer);
        }
        else
        {
            // The link had no room: the next duplicate tries again.
            transfer.dupAcks(DUP_THRESHOLD - 1);
        }
    }

    /** RFC 6582 3.2 step 2: segments that were sent again without need draw duplicate ACKs too. */
    private boolean isOfOldRetransmissions(final Tcb tcb)
    {
        return transfer.is(Transfer.SENT_AGAIN) && Seq.leq(tcb.sndUna(), transfer.recover());
    }

    /** The MSS was lowered, as a packet was too big: the data in flight goes again in the new size. */
    void tooBig(final Tcb tcb)
    {
        if (transfers.queuedBytes(tcb, transfer) == 0 || tcb.flightSize() == 0)
        {
            return;
        }
        begin(tcb, TOO_BIG);
        transfer.set(Transfer.SENT_AGAIN);
        transfer.resent(tcb.sndUna());
        // Slow start counts from here.
        transfer.proof(tcb.sndUna());
        resend(tcb, 0);
        timer.arm(tcb);
    }

    private void begin(final Tcb tcb, final int phase)
    {
        transfer.phase(phase);
        transfer.recover(tcb.sndNxt());
        transfer.dupAcks(0);
    }

    /**
     * SND.UNA has moved on; the acknowledged bytes were released, and the round trip was measured, already. Goes on with
     * a recovery under way and restarts the timer (RFC 6298 5.2, 5.3).
     */
    void afterAdvance(final Tcb tcb, final Segment segment)
    {
        rtt.progress(tcb);
        if (tcb.transfer() != 0)
        {
            sendMemory.wrap(transfer, tcb.transfer());
            transfer.dupAcks(0);
            if (transfer.phase() != NONE)
            {
                goOn(tcb, segment);
            }
            if (transfer.is(Transfer.SENT_AGAIN) && Seq.gt(tcb.sndUna(), transfer.recover()))
            {
                transfer.clear(Transfer.SENT_AGAIN);
            }
        }
        if (tcb.flightSize() > 0)
        {
            timer.arm(tcb);
        }
        else
        {
            timer.idle(tcb);
        }
    }

    private void goOn(final Tcb tcb, final Segment segment)
    {
        final int phase = transfer.phase();
        if (phase <= TIMED_OUT && isOfOriginal(tcb, segment))
        {
            undo(tcb, phase == FAST ? Counter.FULL_UNDO : Counter.LOSS_UNDO);
        }
        else if (phase == PROBING)
        {
            // RFC 5682 2.1 (3b): what is acknowledged now was never sent again.
            counters.increment(Counter.SPURIOUS_RTOS);
            undo(tcb, Counter.LOSS_UNDO);
        }
        else if (Seq.geq(tcb.sndUna(), transfer.recover()))
        {
            transfer.phase(NONE);
        }
        else if (phase == TOO_BIG)
        {
            slowStart(tcb);
        }
        else if (Seq.geq(tcb.sndUna(), transfer.resent()))
        {
            next(tcb, phase, segment);
        }
    }

    /** RFC 3522 3.2 step 5: a TSecr older than the first retransmission is of a segment sent before it. */
    private boolean isOfOriginal(final Tcb tcb, final Segment segment)
    {
        return isEchoKnown(tcb, segment) && Seq.lt(segment.tsEcr(), transfer.proof());
    }

    /** A peer that does not echo sends 0. */
    static boolean isEchoKnown(final Tcb tcb, final Segment segment)
    {
        return tcb.is(Tcb.TS_OK) && segment.hasTimestamps() && segment.tsEcr() != 0;
    }

    /** Nothing was lost. */
    private void undo(final Tcb tcb, final Counter counter)
    {
        congestion.undo(tcb, transfer);
        counters.increment(counter);
        transfer.phase(NONE);
        transfer.clear(Transfer.SENT_AGAIN);
    }

    /** All that was sent again is acknowledged, and more was in flight. */
    private void next(final Tcb tcb, final int phase, final Segment segment)
    {
        if (phase == TIMED_OUT && !isEchoKnown(tcb, segment) && output.hasNewData(tcb))
        {
            // RFC 5682 2.1 (2b): new data goes instead, with the output of this cycle. With none to send, (2b) recommends
            // to go on as if the loss were real.
            transfer.phase(PROBING);
        }
        else
        {
            transfer.phase(RESENDING);
            resend(tcb, 0);
        }
    }

    /**
     * RFC 1191 6.5: one segment until ACKs come in, then slow start: as much is under way as one segment and half of what
     * was acknowledged since. RFC 5681 3.1 allows the whole of it, but there nothing else than that is under way.
     */
    private void slowStart(final Tcb tcb)
    {
        final int una = tcb.sndUna();
        final int window = Math.min(tcb.mss() + (una - transfer.proof()) / 2, tcb.sndWnd());
        int from = Seq.max(una, transfer.resent()) - una;
        for (int i = 0; i < MOST_AT_ONCE && Seq.lt(una + from, transfer.recover()); i++)
        {
            final int length = Math.min(tcb.mss(), tcb.flightSize() - from);
            if (from + length > window || !resend(tcb, from))
            {
                break;
            }
            from = transfer.resent() - una;
        }
    }

    /**
     * Sends one segment of what is in flight again.
     *
     * @param from distance of its first byte from SND.UNA.
     * @return false if the link had no room.
     */
    private boolean resend(final Tcb tcb, final int from)
    {
        if (Output.isSynInFlight(tcb))
        {
            return resendSynAndFin(tcb);
        }
        final int queued = transfers.queuedBytes(tcb, transfer);
        final int flight = tcb.flightSize();
        final int length = Math.min(Math.min(queued, flight) - from, tcb.mss());
        final boolean isLast = from + length == queued;
        final boolean fin = isLast && flight == queued + 1;
        final int flags = (isLast && length > 0 ? TcpDescriptor.PSH : 0) | (fin ? TcpDescriptor.FIN : 0);
        if (!writer.data(tcb, flags, tcb.sndUna() + from, transfer, from, length))
        {
            return false;
        }
        counters.increment(Counter.RETRANS_SEGS);
        if (queued > 0)
        {
            transfer.resent(tcb.sndUna() + from + length + (fin ? 1 : 0));
        }
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
