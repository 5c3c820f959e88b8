package io.fourtuple.state;

import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.timer.DeadlineQueues;

/**
 * The one timer that a connection has: how long it runs, and what for. Armed by {@link Output} and {@link LossRecovery};
 * {@link TimeOuts} serves it when it expires.
 */
final class ConnectionTimer
{
    /** When the link had no room: try again this much later. */
    static final int LINK_FULL_MS = 5;
    /** tcp_early_retrans from which on there are loss probes, as Linux has it. */
    private static final int PROBES = 3;
    /** Added to a wait of two round trips, so that a clock of milliseconds does not make it less. */
    private static final int LEAST_MS = 2;
    private static final int US_PER_MS = 1_000;

    private final Clock clock;
    private final DeadlineQueues timers;
    private final RttEstimator rtt;
    private final Transfers transfers;
    private final Handlers handlers;
    private final Scoreboard board;
    private final boolean isProbing;
    private final Transfer transfer = new Transfer();

    ConnectionTimer(final Context context, final Scoreboard board)
    {
        clock = context.clock;
        timers = context.tables.timers;
        rtt = context.rtt;
        transfers = context.transfers;
        handlers = context.handlers;
        this.board = board;
        isProbing = context.settings.intValue(Setting.TCP_EARLY_RETRANS) >= PROBES;
    }

    /** Arms the timer for the RTO, backed off by the retransmissions so far. */
    void arm(final Tcb tcb)
    {
        arm(tcb, rtt.backedOffMs(tcb));
    }

    /** No wait is longer than a close lingers, or than the peer may acknowledge nothing: an RTO backed off may be. */
    void arm(final Tcb tcb, final int inMs)
    {
        final int userTimeoutMs = userTimeoutMs(tcb);
        int ms = userTimeoutMs == 0 ? inMs : Math.min(inMs, userTimeoutMs);
        ms = tcb.isLingering() ? Math.max(0, Math.min(ms, lingerLeftMs(tcb))) : ms;
        if (transfers.wrap(tcb, transfer))
        {
            transfer.clear(Transfer.PROBE_TIMER | Transfer.REORDER_TIMER);
        }
        timers.arm(tcb, clock.nowMs + ms, clock.nowMs);
    }

    /**
     * Arms the timer for what is in flight: for a loss probe where one makes sense, else for the RTO (RFC 8985 7.2).
     *
     * @param isAdvance whether SND.UNA has just moved on, so that the RTO begins anew; else it goes on.
     */
    void armForFlight(final Tcb tcb, final boolean isAdvance)
    {
        if (mayProbe(tcb))
        {
            armForProbe(tcb, isAdvance ? rtt.backedOffMs(tcb) : rtoLeftMs(tcb));
        }
        else if (isAdvance)
        {
            arm(tcb);
        }
        else
        {
            arm(tcb, rtoLeftMs(tcb));
        }
    }

    /** Arms the timer after something was sent for the first time: each time for a probe, and once for the RTO. */
    void armAfterSending(final Tcb tcb, final boolean isFirstInFlight)
    {
        if (mayProbe(tcb))
        {
            armForProbe(tcb, isFirstInFlight ? rtt.backedOffMs(tcb) : rtoLeftMs(tcb));
        }
        else if (isFirstInFlight || !tcb.is(Tcb.TIMER_ARMED))
        {
            arm(tcb);
        }
    }

    private boolean mayProbe(final Tcb tcb)
    {
        if (!isProbing || !tcb.is(Tcb.SACK_OK) || transfers.queuedBytes(tcb, transfer) == 0)
        {
            return false;
        }
        final int state = transfer.caState();
        return (state == CaState.OPEN || state == CaState.CWR) && board.mayProbe(transfer);
    }

    private void armForProbe(final Tcb tcb, final int rtoMs)
    {
        final int roundTripUs = rtt.roundTripUs(tcb, transfer);
        // RFC 8985 7.2: the ACK of a lone segment may be delayed.
        final int ms = roundTripUs == 0 ? rtt.initialMs :
            (2 * roundTripUs + US_PER_MS - 1) / US_PER_MS + (tcb.flightSize() <= tcb.mss() ? rtt.minMs() : LEAST_MS);
        arm(tcb, Math.min(ms, rtoMs));
        transfer.set(Transfer.PROBE_TIMER);
    }

    /** Arms the timer for segments that may be late rather than lost (RFC 8985 6.2 step 5). */
    void armForReordering(final Tcb tcb, final int waitUs)
    {
        arm(tcb, Math.min((waitUs + US_PER_MS - 1) / US_PER_MS, rtt.backedOffMs(tcb)));
        if (transfers.wrap(tcb, transfer))
        {
            transfer.set(Transfer.REORDER_TIMER);
        }
    }

    /** Arms the timer for what is left of the RTO since the first segment in flight was last sent. */
    void armForRest(final Tcb tcb)
    {
        arm(tcb, rtoLeftMs(tcb));
    }

    private int rtoLeftMs(final Tcb tcb)
    {
        final int rtoMs = rtt.backedOffMs(tcb);
        if (transfers.queuedBytes(tcb, transfer) == 0)
        {
            return rtoMs;
        }
        final int elapsedMs = (clock.nowUs - board.firstSentUs(transfer)) / US_PER_MS;
        return Math.max(1, rtoMs - Math.max(0, elapsedMs));
    }

    /**
     * Arms the timer after it made something be sent. A segment that found no room in the link says nothing of the peer: it
     * does not count as one more retransmission that was not answered (RFC 9293 3.8.3), the RTO does not back off, and the
     * link is tried again soon.
     */
    void armOrTryAgain(final Tcb tcb, final boolean isSent)
    {
        if (!isSent)
        {
            tcb.retries(Math.max(0, tcb.retries() - 1));
        }
        arm(tcb, isSent ? rtt.backedOffMs(tcb) : LINK_FULL_MS);
    }

    /**
     * Nothing is in flight any more. Unless there is more to send, the timer is for {@link TimerPurpose#KEEPALIVE} now, or off.
     */
    void idle(final Tcb tcb)
    {
        if (mayAsk(tcb))
        {
            tcb.retries(0);
            timers.arm(tcb, clock.nowMs + idleMs(tcb), clock.nowMs);
        }
        else
        {
            timers.disarm(tcb);
        }
    }

    /** The peer has shown that it is there: its silence begins anew. The entry that the timer has in a queue is early enough. */
    void heard(final Tcb tcb)
    {
        if (tcb.is(Tcb.TIMER_ARMED) && mayAsk(tcb))
        {
            tcb.retries(0);
            tcb.deadlineMs(clock.nowMs + idleMs(tcb));
        }
    }

    /** Something is about to be queued: the timer is free for it. */
    void busy(final Tcb tcb)
    {
        if (tcb.is(Tcb.TIMER_ARMED) && mayAsk(tcb))
        {
            timers.disarm(tcb);
        }
    }

    /** The options of a connection have changed. */
    void optionsChanged(final Tcb tcb, final boolean wasKeptAlive)
    {
        final boolean isKeptAlive = handlers.isKeptAlive(tcb.handler());
        if (isQuiet(tcb) && (isKeptAlive || wasKeptAlive))
        {
            idle(tcb);
        }
    }

    /** The wait for the answer to a keepalive probe. */
    void armForKeepalive(final Tcb tcb, final boolean isSent)
    {
        final int ms = isSent ? handlers.options(tcb.handler()).keepIntervalSeconds() * 1_000 : LINK_FULL_MS;
        timers.arm(tcb, clock.nowMs + ms, clock.nowMs);
    }

    private int idleMs(final Tcb tcb)
    {
        return handlers.options(tcb.handler()).keepIdleSeconds() * 1_000;
    }

    private boolean mayAsk(final Tcb tcb)
    {
        return handlers.isKeptAlive(tcb.handler()) && isQuiet(tcb);
    }

    /** Whether nothing is under way or waits to be sent, in a state in which the application may wait for the peer. */
    private boolean isQuiet(final Tcb tcb)
    {
        final boolean mayWait = tcb.isIn(TcpState.ESTABLISHED) || tcb.isIn(TcpState.CLOSE_WAIT) ||
            tcb.isIn(TcpState.FIN_WAIT_2) && !tcb.is(Tcb.ORPHAN);
        return mayWait && tcb.flightSize() == 0 && transfers.queuedBytes(tcb, transfer) == 0;
    }

    /** A close gives up after so many milliseconds, up to an hour, rounded up to the next 128. */
    void linger(final Tcb tcb, final int ms)
    {
        Linger.begin(tcb, ms, clock.nowMs);
        // A connection listed for output gets its timer there: one set here would be taken for that.
        if (tcb.is(Tcb.TIMER_ARMED) || !tcb.is(Tcb.OUTPUT_LISTED))
        {
            arm(tcb, tcb.is(Tcb.TIMER_ARMED) ? tcb.deadlineMs() - clock.nowMs : rtt.backedOffMs(tcb));
        }
    }

    private int lingerLeftMs(final Tcb tcb)
    {
        return Linger.leftMs(tcb, clock.nowMs);
    }

    /**
     * What the timer of a connection is for that has just expired.
     * <pre>
     *   SYN_SENT, SYN_RCVD                                                         SYN
     *   FIN_WAIT_2                         the close lingers                       LINGERED
     *                                      the application has not closed          KEEPALIVE
     *                                      else                                    FIN_WAIT_2
     *   ESTABLISHED, CLOSE_WAIT,           the close lingers, its time is over     LINGER
     *   FIN_WAIT_1, CLOSING, LAST_ACK      else SND.UNA &lt; SND.NXT, as armed        PROBE, REORDER, RETRANSMIT
     *                                      else data is queued and SND.WND = 0     PERSIST
     *                                      else data or FIN is queued              SEND
     *                                      else                                    KEEPALIVE
     * </pre>
     */
    TimerPurpose purpose(final Tcb tcb)
    {
        return switch (tcb.state())
        {
            case SYN_SENT, SYN_RCVD -> TimerPurpose.SYN;
            case FIN_WAIT_2 -> tcb.isLingering() ? TimerPurpose.LINGERED :
                tcb.is(Tcb.ORPHAN) ? TimerPurpose.FIN_WAIT_2 : TimerPurpose.KEEPALIVE;
            case CLOSED, LISTEN, TIME_WAIT -> TimerPurpose.NONE;
            default -> purposeOfOutput(tcb);
        };
    }

    private TimerPurpose purposeOfOutput(final Tcb tcb)
    {
        if (tcb.isLingering() && lingerLeftMs(tcb) <= 0)
        {
            return TimerPurpose.LINGER;
        }
        if (tcb.flightSize() > 0)
        {
            return transfers.queuedBytes(tcb, transfer) == 0 ? TimerPurpose.RETRANSMIT :
                transfer.is(Transfer.PROBE_TIMER) ? TimerPurpose.PROBE :
                transfer.is(Transfer.REORDER_TIMER) ? TimerPurpose.REORDER : TimerPurpose.RETRANSMIT;
        }
        if (isQuiet(tcb))
        {
            return TimerPurpose.KEEPALIVE;
        }
        return tcb.sndWnd() == 0 && transfers.queuedBytes(tcb, transfer) > 0 ?
            TimerPurpose.PERSIST : TimerPurpose.SEND;
    }

    /** How long the peer may acknowledge nothing, in milliseconds; 0: {@code tcp_retries2} says. */
    int userTimeoutMs(final Tcb tcb)
    {
        return handlers.userTimeoutMs(tcb.handler());
    }

    /**
     * How long SND.UNA has stood still while something was to be acknowledged, or to be sent.
     *
     * @param isWaitOver whether the timer has just expired; else it was just armed.
     */
    long stalledMs(final Tcb tcb, final boolean isWaitOver)
    {
        if (transfers.queuedBytes(tcb, transfer) > 0)
        {
            return clock.nowMs - transfer.sinceMs();
        }
        // No record says since when a FIN alone has been under way: the waits for it add up to that.
        return rtt.waitsMs(tcb) - (isWaitOver ? 0 : rtt.backedOffMs(tcb));
    }
}
