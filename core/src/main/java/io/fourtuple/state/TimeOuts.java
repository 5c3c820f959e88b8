package io.fourtuple.state;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.timer.DeadlineQueues;

/**
 * The time-outs (RFC 9293 3.10.8, RFC 6298). A connection has one deadline; what it is for follows from its state and
 * from what is in flight.
 * <pre>
 *   SYN_SENT, SYN_RCVD                SYN or SYN,ACK again          tcp_syn_retries, tcp_synack_retries, then CLOSED
 *   with data or FIN in flight        first segment again           tcp_retries2, tcp_orphan_retries, then CLOSED;
 *                                                                   tcp_user_timeout, if set, instead of the first
 *   data waiting, nothing in flight   probe, or what the window allows
 *   a close that lingers, too long    RST, CLOSED
 *   FIN_WAIT_2                        CLOSED                        tcp_fin_timeout, once the application has closed
 *   FIN_WAIT_2, its close lingers     onLingered                    at once, for a close from within another call
 *   TIME_WAIT                         see TimeWaitConnections
 * </pre>
 */
final class TimeOuts implements DeadlineQueues.Handler
{
    /** What the record counts to. */
    private static final int MAX_RETRIES = 15;

    private final Context context;
    private final Counters counters;
    private final SegmentWriter writer;
    private final ConnectionTimer timer;
    private final Output output;
    private final LossRecovery recovery;
    private final Connections connections;
    private final HandlerCalls handlerCalls;
    private final Transfer transfer = new Transfer();
    private final int synRetries;
    private final int synAckRetries;
    private final int retries2;
    private final int orphanRetries;

    TimeOuts(
        final Context context,
        final SegmentWriter writer,
        final ConnectionTimer timer,
        final Output output,
        final LossRecovery recovery,
        final Connections connections,
        final HandlerCalls handlerCalls)
    {
        this.context = context;
        this.counters = context.counters;
        this.writer = writer;
        this.timer = timer;
        this.output = output;
        this.recovery = recovery;
        this.connections = connections;
        this.handlerCalls = handlerCalls;
        synRetries = context.settings.intValue(Setting.TCP_SYN_RETRIES);
        synAckRetries = context.settings.intValue(Setting.TCP_SYNACK_RETRIES);
        retries2 = context.settings.intValue(Setting.TCP_RETRIES2);
        orphanRetries = context.settings.intValue(Setting.TCP_ORPHAN_RETRIES);
    }

    @Override
    public void onDeadline(final Tcb tcb)
    {
        switch (tcb.state())
        {
            case SYN_SENT -> handshake(tcb, synRetries);
            case SYN_RCVD -> handshake(tcb, tcb.is(Tcb.ACTIVE_OPEN) ? synRetries : synAckRetries);
            case FIN_WAIT_2 -> finWait2(tcb);
            case CLOSED, LISTEN, TIME_WAIT ->
            {
            }
            default -> data(tcb);
        }
    }

    private void finWait2(final Tcb tcb)
    {
        if (tcb.isLingering())
        {
            // Its application called close from within another call, which is over.
            tcb.clear(Tcb.LINGERING);
            connections.limitFinWait2(tcb);
            handlerCalls.onLingered(tcb);
        }
        else
        {
            connections.end(tcb, CloseReason.FIN_WAIT_2_TIMED_OUT);
        }
    }

    private void handshake(final Tcb tcb, final int limit)
    {
        if (isGivenUp(tcb, limit))
        {
            return;
        }
        counters.increment(Counter.TIMEOUTS);
        // One that the link had no room for counts as a retry all the same: else the round trip would be measured from it.
        if (writer.syn(tcb, tcb.isIn(TcpState.SYN_RCVD)))
        {
            counters.increment(Counter.SYN_RETRANS);
            counters.increment(Counter.RETRANS_SEGS);
        }
        context.timers.arm(tcb, context.nowMs + context.rtt.backedOffMs(tcb), context.nowMs);
    }

    private void data(final Tcb tcb)
    {
        if (tcb.isLingering() && timer.lingerLeftMs(tcb) <= 0)
        {
            counters.increment(Counter.ABORT_ON_LINGER);
            writer.reset(tcb);
            connections.end(tcb, CloseReason.LINGER_TIMED_OUT);
            return;
        }
        // Who lingers has not gone: its own time ends it.
        final int limit = tcb.is(Tcb.ORPHAN) && !tcb.isLingering() ? orphanRetries : retries2;
        if (tcb.flightSize() > 0)
        {
            if (!isGivenUp(tcb, limit))
            {
                counters.add(Counter.TIMEOUTS, recovery.timedOut(tcb) ? 1 : 0);
                limitWait(tcb);
            }
        }
        else if (tcb.sndWnd() > 0 || context.transfers.queuedBytes(tcb, transfer) == 0)
        {
            output.sendForced(tcb);
        }
        else if (!isGivenUp(tcb, limit))
        {
            counters.add(Counter.TIMEOUTS, output.probe(tcb) ? 1 : 0);
            limitWait(tcb);
        }
    }

    /** Nobody waits longer than the user time-out has left. */
    private void limitWait(final Tcb tcb)
    {
        final int userTimeoutMs = timer.userTimeoutMs(tcb);
        if (userTimeoutMs > 0 && tcb.is(Tcb.TIMER_ARMED))
        {
            final long leftMs = Math.max(1, userTimeoutMs - timer.stalledMs(tcb, false));
            if (tcb.deadlineMs() - context.nowMs > leftMs)
            {
                context.timers.arm(tcb, context.nowMs + (int)leftMs, context.nowMs);
            }
        }
    }

    /** The user time-out takes the place of the retransmissions allowed, but an orphan has no user who could wait longer. */
    private boolean isOver(final Tcb tcb, final int limit)
    {
        final int userTimeoutMs = tcb.isIn(TcpState.SYN_SENT) || tcb.isIn(TcpState.SYN_RCVD) ? 0 :
            timer.userTimeoutMs(tcb);
        final boolean isUserPatient = userTimeoutMs > 0 && (!tcb.is(Tcb.ORPHAN) || tcb.isLingering());
        return userTimeoutMs > 0 && timer.stalledMs(tcb, true) >= userTimeoutMs || !isUserPatient && tcb.retries() >= limit;
    }

    /** Counts one more retransmission; ends the connection if the limit was reached before (RFC 9293 3.8.3, R2). */
    private boolean isGivenUp(final Tcb tcb, final int limit)
    {
        if (isOver(tcb, limit))
        {
            counters.increment(Counter.TIMEOUTS);
            counters.increment(Counter.ABORT_ON_TIMEOUT);
            connections.end(tcb, CloseReason.TIMED_OUT);
            return true;
        }
        tcb.retries(Math.min(MAX_RETRIES, tcb.retries() + 1));
        return false;
    }
}
