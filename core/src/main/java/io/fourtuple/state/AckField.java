package io.fourtuple.state;

import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.table.OutOfOrder;
import io.fourtuple.table.SendMemory;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/**
 * The ACK field of a segment for a synchronised connection (RFC 9293 3.10.7.4, fifth): what it acknowledges is released,
 * the round trip measured, the send window updated.
 */
final class AckField
{
    /** A peer that answers probes of its closed window is alive: the back-off goes no further than this. */
    private static final int MAX_PROBE_BACKOFF = 6;
    /** An echo from longer ago counts as one of that age: no RTO is longer. */
    private static final int MAX_ECHO_MS = 120_000;

    private final Context context;
    private final Clock clock;
    private final SendMemory sendMemory;
    private final OutputList outputList;
    private final LossRecovery recovery;
    private final ConnectionTimer timer;
    private final HandlerCalls handlerCalls;
    private final Transfer transfer = new Transfer();
    private final OutOfOrder kept = new OutOfOrder();

    AckField(
        final Context context,
        final OutputList outputList,
        final LossRecovery recovery,
        final ConnectionTimer timer,
        final HandlerCalls handlerCalls)
    {
        this.context = context;
        clock = context.clock;
        sendMemory = context.tables.sendMemory;
        this.outputList = outputList;
        this.recovery = recovery;
        this.timer = timer;
        this.handlerCalls = handlerCalls;
    }

    /** RFC 5961 5.2: SND.UNA - MAX.SND.WND =&lt; SEG.ACK =&lt; SND.NXT. */
    static boolean isAcceptable(final Tcb tcb, final Segment segment)
    {
        final int ack = segment.ack();
        return Seq.leq(ack, tcb.sndNxt()) && Seq.geq(ack, tcb.sndUna() - tcb.maxSndWnd());
    }

    /**
     * Takes an acceptable ACK.
     *
     * @param seq SEG.SEQ as it arrived, before the segment was cut to the window.
     * @return whether it acknowledges our FIN, which is the byte behind all that was queued.
     */
    boolean arrives(final Tcb tcb, final Segment segment, final int seq)
    {
        final int ack = segment.ack();
        final int acknowledged = ack - tcb.sndUna();
        timer.heard(tcb);
        if (acknowledged < 0)
        {
            // An ACK that was overtaken; its SACK blocks may be news all the same.
            if (segment.sackCount() > 0)
            {
                recovery.repeated(tcb, segment, false);
            }
            return false;
        }
        boolean finAcknowledged = false;
        final int windowBefore = tcb.sndWnd();
        // RFC 9293 3.10.7.4: newer in sequence, or as new with an ACK as new. See TcbDescriptor for SND.WL1 and WL2.
        if (acknowledged > 0 || Seq.geq(seq, tcb.rcvNxt()) && !isOlderThanKept(tcb, segment, seq))
        {
            tcb.sndWndRaw(segment.window());
        }
        if (acknowledged > 0)
        {
            finAcknowledged = advance(tcb, segment, acknowledged);
        }
        else
        {
            recovery.repeated(tcb, segment, segment.length() == 0 && tcb.sndWnd() == windowBefore);
        }
        if (tcb.sndWndRaw() == 0 && !tcb.is(Tcb.ORPHAN))
        {
            limitProbeBackOff(tcb);
        }
        // Once the FIN is acknowledged nothing is left; the state still says that one is to go, until the caller is done.
        if (!finAcknowledged && (context.transfers.queuedBytes(tcb, transfer) > 0 || Output.isFinQueued(tcb)))
        {
            outputList.later(tcb);
        }
        return finAcknowledged;
    }

    /**
     * Whether data kept out of order was sent after a segment, whose window is older news then: SND.WL1 lies beyond it. A larger
     * window is taken from it all the same, as Linux does: the segment may have been sent again.
     */
    private boolean isOlderThanKept(final Tcb tcb, final Segment segment, final int seq)
    {
        return tcb.transfer() != 0 && segment.window() <= tcb.sndWndRaw() &&
            context.transfers.wrapOutOfOrder(tcb, kept) && Seq.lt(seq, kept.highestEnd(seq));
    }

    /**
     * RFC 9293 3.8.6.1, MUST-35: a peer that answers is not given up, so the limit is never reached. With no application
     * left it is, after tcp_orphan_retries, as RFC 6429 3 allows: nobody else would ever end the connection.
     */
    private void limitProbeBackOff(final Tcb tcb)
    {
        final int most = Math.max(0, Math.min(MAX_PROBE_BACKOFF, context.settings.intValue(Setting.TCP_RETRIES2) - 1));
        if (tcb.retries() > most)
        {
            tcb.retries(most);
        }
    }

    private boolean advance(final Tcb tcb, final Segment segment, final int acknowledged)
    {
        int released = 0;
        int sampleUs = CongestionWindow.NOT_MEASURED;
        if (tcb.transfer() != 0)
        {
            sendMemory.wrap(transfer, tcb.transfer());
            recovery.acknowledges(tcb, transfer, segment.ack());
            sampleUs = measure(tcb, segment);
            released = Math.min(acknowledged, transfer.queued());
            context.transfers.acknowledged(tcb, transfer, released);
        }
        tcb.sndUna(segment.ack());
        recovery.afterAdvance(tcb, segment, sampleUs);
        // Beyond the data there is our FIN, the last byte of all; or our SYN, where FIN_WAIT_1 followed SYN_RCVD.
        return acknowledged > released && segment.ack() == tcb.sndNxt();
    }

    /**
     * Takes a round trip from an ACK of new data: of the one segment that is timed, or, where the ACK may be for what was
     * sent again, of the timestamp that it echoes (RFC 7323 4.1). One a flight is enough: of more, the estimator would
     * need to make less (RFC 7323 appendix G).
     *
     * @return the round trip in microseconds, or {@link CongestionWindow#NOT_MEASURED}.
     */
    private int measure(final Tcb tcb, final Segment segment)
    {
        final boolean isTimed = transfer.is(Transfer.TIMING) && Seq.geq(segment.ack(), transfer.timedSeq());
        if (isTimed)
        {
            transfer.clear(Transfer.TIMING);
        }
        if (!recovery.isAmbiguous())
        {
            final int roundTripUs = isTimed ?
                recovery.roundTripUs(clock.nowUs - transfer.timedAtUs()) : CongestionWindow.NOT_MEASURED;
            if (roundTripUs >= 0)
            {
                context.rtt.sample(tcb, transfer, roundTripUs);
            }
            return roundTripUs;
        }
        if (LossRecovery.isEchoKnown(tcb, segment))
        {
            final int roundTripMs = clock.nowMs + context.secrets.timestampOffset(tcb) - segment.tsEcr();
            if (roundTripMs >= 0)
            {
                context.rtt.sample(tcb, transfer, 1_000 * Math.max(1, Math.min(MAX_ECHO_MS, roundTripMs)));
            }
        }
        return CongestionWindow.NOT_MEASURED;
    }

    /**
     * After an ACK made room: tells an application that waits for it. One that waits for memory is told in its turn. The
     * connection may be gone afterwards.
     *
     * @return whether the application was called.
     */
    boolean tellWritable(final Tcb tcb)
    {
        if (tcb.transfer() == 0)
        {
            return false;
        }
        sendMemory.wrap(transfer, tcb.transfer());
        final boolean mayStillSend = tcb.isIn(TcpState.ESTABLISHED) || tcb.isIn(TcpState.CLOSE_WAIT);
        final boolean isWaiting = transfer.is(Transfer.WANT_WRITABLE) && mayStillSend &&
            transfer.queued() <= context.settings.intValue(Setting.TCP_WMEM) / 2;
        if (isWaiting)
        {
            transfer.clear(Transfer.WANT_WRITABLE);
            handlerCalls.onWritable(tcb);
        }
        return isWaiting;
    }
}
