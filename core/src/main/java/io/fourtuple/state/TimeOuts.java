package io.fourtuple.state;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.SocketOptions;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.timer.DeadlineQueues;

/**
 * The time-outs of connections with a full record (RFC 9293 3.10.8, RFC 6298). {@link HalfOpenConnections} and
 * {@link TimeWaitConnections} have those of the others.
 * <pre>
 *   SYN         SYN again                          tcp_syn_retries, then CLOSED
 *   RETRANSMIT  first segment again                tcp_retries2, tcp_orphan_retries, then CLOSED; tcp_user_timeout, if
 *   PROBE       new data, or the last segment again
 *   REORDER     what RACK finds lost again
 *   PERSIST     probe                              set, instead of the first
 *   SEND        what the window allows
 *   KEEPALIVE   probe                              tcp_keepalive_probes, then RST, CLOSED; tcp_user_timeout, if set, instead
 *   LINGER      RST, CLOSED
 *   LINGERED    the application is told
 *   FIN_WAIT_2  CLOSED
 * </pre>
 */
final class TimeOuts implements DeadlineQueues.Handler
{
    /** Most retransmissions that the record can count. */
    private static final int MAX_RETRIES = 15;

    private final Context context;
    private final Clock clock;
    private final DeadlineQueues timers;
    private final Counters counters;
    private final SegmentWriter writer;
    private final ConnectionTimer timer;
    private final Output output;
    private final LossRecovery recovery;
    private final Connections connections;
    private final HandlerCalls handlerCalls;
    private final BlackHoles blackHoles;
    private final int synRetries;
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
        clock = context.clock;
        timers = context.tables.timers;
        this.counters = context.counters;
        this.writer = writer;
        this.timer = timer;
        this.output = output;
        this.recovery = recovery;
        this.connections = connections;
        this.handlerCalls = handlerCalls;
        blackHoles = new BlackHoles(context.settings, counters, context.tables.sendMemory);
        synRetries = context.settings.intValue(Setting.TCP_SYN_RETRIES);
        retries2 = context.settings.intValue(Setting.TCP_RETRIES2);
        orphanRetries = context.settings.intValue(Setting.TCP_ORPHAN_RETRIES);
    }

    @Override
    public void onDeadline(final Tcb tcb)
    {
        switch (timer.purpose(tcb))
        {
            case SYN -> synAgain(tcb);
            case RETRANSMIT -> ask(tcb, true);
            case PROBE -> recovery.probeDue(tcb);
            case REORDER -> recovery.reorderingOver(tcb);
            case PERSIST -> ask(tcb, false);
            case SEND -> output.sendForced(tcb);
            case KEEPALIVE -> keepAlive(tcb);
            case LINGER ->
            {
                counters.increment(Counter.ABORT_ON_LINGER);
                writer.reset(tcb);
                connections.end(tcb, CloseReason.LINGER_TIMED_OUT);
            }
            case LINGERED ->
            {
                tcb.clear(Tcb.LINGERING);
                connections.limitFinWait2(tcb);
                handlerCalls.onLingered(tcb);
            }
            case FIN_WAIT_2 -> connections.end(tcb, CloseReason.FIN_WAIT_2_TIMED_OUT);
            case NONE ->
            {
            }
        }
    }

    private void synAgain(final Tcb tcb)
    {
        if (isGivenUp(tcb, synRetries))
        {
            return;
        }
        counters.increment(Counter.TIMEOUTS);
        // A SYN that the link had no room for counts as a retry too: else the round trip would be measured from it.
        if (tcb.isIn(TcpState.SYN_RCVD) ? writer.synAck(tcb) : writer.syn(tcb))
        {
            counters.increment(Counter.SYN_RETRANS);
            counters.increment(Counter.RETRANS_SEGS);
        }
        timers.arm(tcb, clock.nowMs + context.rtt.backedOffMs(tcb), clock.nowMs);
    }

    /** Asks a silent peer for an ACK, by its first segment or by a probe; gives up if that was done often enough. */
    private void ask(final Tcb tcb, final boolean isInFlight)
    {
        // A close that lingers has its own time.
        final int limit = tcb.is(Tcb.ORPHAN) && !tcb.isLingering() ? orphanRetries : retries2;
        if (!isGivenUp(tcb, limit))
        {
            if (isInFlight)
            {
                blackHoles.timedOut(tcb);
            }
            final boolean isSent = isInFlight ? recovery.timedOut(tcb) : output.probe(tcb);
            counters.add(Counter.TIMEOUTS, isSent ? 1 : 0);
            limitWait(tcb);
        }
    }

    private void keepAlive(final Tcb tcb)
    {
        if (!context.handlers.isKeptAlive(tcb.handler()))
        {
            return;
        }
        final SocketOptions options = context.handlers.options(tcb.handler());
        final int probes = tcb.retries();
        final long silentMs = 1_000L * (options.keepIdleSeconds() + (long)probes * options.keepIntervalSeconds());
        // As Linux: a user time-out says how long in all, but one probe goes before anyone is given up.
        if (options.userTimeoutMs() > 0 ? probes > 0 && silentMs >= options.userTimeoutMs() : probes >= options.keepProbes())
        {
            counters.increment(Counter.ABORT_ON_TIMEOUT);
            connections.abort(tcb, CloseReason.TIMED_OUT);
            return;
        }
        final boolean isSent = writer.probe(tcb);
        if (isSent)
        {
            counters.increment(Counter.KEEP_ALIVE);
            tcb.retries(Math.min(MAX_RETRIES, probes + 1));
        }
        timer.armForKeepalive(tcb, isSent);
    }

    /** No connection waits longer than its user time-out has left. */
    private void limitWait(final Tcb tcb)
    {
        final int userTimeoutMs = timer.userTimeoutMs(tcb);
        if (userTimeoutMs > 0 && tcb.is(Tcb.TIMER_ARMED))
        {
            final long leftMs = Math.max(1, userTimeoutMs - timer.stalledMs(tcb, false));
            if (tcb.deadlineMs() - clock.nowMs > leftMs)
            {
                timers.arm(tcb, clock.nowMs + (int)leftMs, clock.nowMs);
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
