package io.fourtuple.state;

import static io.fourtuple.app.TcpState.*;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.timer.DeadlineQueues;

/**
 * The one door for each change of state of a full record, and the way each connection ends. Keeps the gauges, so that they
 * are right at any time. {@link HalfOpenConnections} is the door for half-open records, {@link TimeWaitConnections} that
 * for entries in TIME_WAIT.
 */
final class Connections
{
    private static final int[] GAUGES = gauges();
    /** The states that Linux's {@code TcpCurrEstab} counts. */
    private static final boolean[] IS_ESTAB = isEstab();

    private final Context context;
    private final Clock clock;
    private final ConnectionTable table;
    private final DeadlineQueues timers;
    private final Counters counters;
    private final Handlers handlers;
    private final HandlerCalls handlerCalls;
    private final SegmentWriter writer;
    private final TimeWaitConnections timeWaits;
    private final PendingEnds ends;
    private final Tcb abortTcb = new Tcb();
    private final Tcb endedTcb = new Tcb();
    private final int finTimeoutMs;

    Connections(
        final Context context,
        final HandlerCalls handlerCalls,
        final SegmentWriter writer,
        final TimeWaitConnections timeWaits)
    {
        this.context = context;
        clock = context.clock;
        table = context.tables.table;
        timers = context.tables.timers;
        this.counters = context.counters;
        handlers = context.handlers;
        this.handlerCalls = handlerCalls;
        this.writer = writer;
        this.timeWaits = timeWaits;
        ends = new PendingEnds(table);
        finTimeoutMs = context.settings.intValue(Setting.TCP_FIN_TIMEOUT) * 1_000;
    }

    /** Changes the state of a connection that stays in the table; {@link #established} is the door to ESTABLISHED. */
    void enter(final Tcb tcb, final TcpState state)
    {
        enter(tcb, tcb.stateOrdinal(), state);
    }

    /**
     * The one door to ESTABLISHED.
     *
     * @param from the state that the connection is counted in, which for a passive OPEN its new record does not say:
     *             SYN_RCVD, or CLOSED where a cookie stood for it.
     */
    void established(final Tcb tcb, final TcpState from)
    {
        enter(tcb, from.ordinal(), ESTABLISHED);
        counters.increment(Counter.ESTABLISHED);
    }

    private void enter(final Tcb tcb, final int from, final TcpState state)
    {
        if (from == CLOSED.ordinal())
        {
            counters.increment(Counter.CURR_OPEN);
        }
        else
        {
            left(from);
        }
        tcb.state(state);
        final int now = state.ordinal();
        counters.addAt(GAUGES[now], 1);
        if (IS_ESTAB[now])
        {
            counters.increment(Counter.CURR_ESTAB);
        }
    }

    /** One connection fewer is in a state; CLOSED is not counted. */
    private void left(final int state)
    {
        if (state != CLOSED.ordinal())
        {
            counters.addAt(GAUGES[state], -1);
            if (IS_ESTAB[state])
            {
                counters.add(Counter.CURR_ESTAB, -1);
            }
        }
    }

    /** The gauge of each state, by the state's ordinal. */
    private static int[] gauges()
    {
        final int[] gauges = new int[TcpState.values().length];
        gauges[SYN_SENT.ordinal()] = Counter.CURR_SYN_SENT.ordinal();
        gauges[SYN_RCVD.ordinal()] = Counter.CURR_SYN_RCVD.ordinal();
        gauges[ESTABLISHED.ordinal()] = Counter.CURR_ESTABLISHED.ordinal();
        gauges[FIN_WAIT_1.ordinal()] = Counter.CURR_FIN_WAIT_1.ordinal();
        gauges[FIN_WAIT_2.ordinal()] = Counter.CURR_FIN_WAIT_2.ordinal();
        gauges[CLOSE_WAIT.ordinal()] = Counter.CURR_CLOSE_WAIT.ordinal();
        gauges[CLOSING.ordinal()] = Counter.CURR_CLOSING.ordinal();
        gauges[LAST_ACK.ordinal()] = Counter.CURR_LAST_ACK.ordinal();
        gauges[TIME_WAIT.ordinal()] = Counter.CURR_TIME_WAIT.ordinal();
        return gauges;
    }

    private static boolean[] isEstab()
    {
        final boolean[] isEstab = new boolean[TcpState.values().length];
        isEstab[ESTABLISHED.ordinal()] = true;
        isEstab[CLOSE_WAIT.ordinal()] = true;
        return isEstab;
    }

    /**
     * @return false if there are too many different handlers and time-outs.
     */
    boolean userTimeout(final Tcb tcb, final int timeoutMs)
    {
        final int before = tcb.handler();
        return handler(tcb, handlers.acquire(handlers.get(before), timeoutMs, handlers.congestion(before)));
    }

    /**
     * @param congestion number of an algorithm.
     * @return false if there are too many different sets of options.
     */
    boolean congestionControl(final Tcb tcb, final int congestion)
    {
        final int before = tcb.handler();
        return handler(tcb, handlers.acquire(handlers.get(before), handlers.userTimeoutMs(before), congestion));
    }

    /** Gives a connection another number, acquired for it; false if there was none. */
    private boolean handler(final Tcb tcb, final int number)
    {
        if (number < 0)
        {
            return false;
        }
        handlers.release(tcb.handler());
        tcb.handler(number);
        return true;
    }

    /**
     * FIN_WAIT_2 begins. It ends by time only if the application has closed: after {@code shutdownOutput} it may still be
     * receiving for days. A close that has lingered is over, and its application is told: all is acknowledged.
     *
     * @return whether the connection is still there.
     */
    boolean enterFinWait2(final Tcb tcb)
    {
        final long id = tcb.id();
        final boolean lingered = tcb.isLingering();
        enter(tcb, FIN_WAIT_2);
        // Nothing is sent any more, however long the peer still does.
        context.transfers.closeSending(tcb);
        tcb.retries(0);
        limitFinWait2(tcb);
        if (lingered)
        {
            tcb.clear(Tcb.LINGERING);
            context.windows.want(tcb, tcb.rcvWnd());
            handlerCalls.onLingered(tcb);
        }
        return !lingered || table.isOpen(tcb, id);
    }

    /** Bounds FIN_WAIT_2 if the application has closed ({@code tcp_fin_timeout}). */
    void limitFinWait2(final Tcb tcb)
    {
        if (tcb.is(Tcb.ORPHAN))
        {
            timers.arm(tcb, clock.nowMs + finTimeoutMs, clock.nowMs);
        }
        else
        {
            timers.disarm(tcb);
        }
    }

    /**
     * TIME_WAIT begins. An entry of its own takes the connection's place; for the application the connection has ended, and
     * its record is freed: nothing may be done with it afterwards.
     */
    void enterTimeWait(final Tcb tcb)
    {
        final boolean owesAck = tcb.is(Tcb.ACK_PENDING) && !writer.ack(tcb);
        if (timeWaits.enter(tcb, context.rtt.rtoMs(tcb), owesAck))
        {
            count(tcb, CloseReason.FINISHED);
            dispose(tcb, CloseReason.FINISHED);
        }
        else
        {
            end(tcb, CloseReason.FINISHED);
        }
    }

    /**
     * The connection goes to CLOSED: counted, taken out of the table, the application told, the record freed. Nothing may
     * be done with the record afterwards.
     */
    void end(final Tcb tcb, final CloseReason reason)
    {
        count(tcb, reason);
        counters.add(Counter.CURR_OPEN, -1);
        table.unlink(tcb);
        dispose(tcb, reason);
    }

    /**
     * Gives back all but the 4-tuple, and the record once the application was told. The application is told at once, or behind
     * the call of an application that is under way.
     */
    private void dispose(final Tcb tcb, final CloseReason reason)
    {
        left(tcb.stateOrdinal());
        timers.disarm(tcb);
        context.transfers.close(tcb);
        tcb.state(CLOSED);
        if (!tcb.is(Tcb.KNOWN))
        {
            release(tcb.handler(), tcb.ref());
        }
        else if (handlerCalls.isCalling())
        {
            ends.add(tcb, reason);
        }
        else
        {
            tell(tcb, reason);
            tellEnds();
        }
    }

    /**
     * Tells the applications of connections that ended while one was being called, and of those that end by that. It tells
     * no more at once than there are records: an application that opens and ends another connection each time it is told of
     * an end has the loop go on all the same, and is told of the rest in the next cycle.
     */
    void tellEnds()
    {
        if (!ends.isEmpty())
        {
            tellPendingEnds();
        }
    }

    private void tellPendingEnds()
    {
        for (int left = table.capacity(); left > 0 && !ends.isEmpty(); left--)
        {
            final CloseReason reason = ends.take(endedTcb);
            tell(endedTcb, reason);
        }
    }

    /** The application is told of the end, once. The caller's view may point elsewhere afterwards. */
    private void tell(final Tcb tcb, final CloseReason reason)
    {
        final int ref = tcb.ref();
        final int handler = tcb.handler();
        handlerCalls.onClosed(handler, tcb.id(), reason);
        release(handler, ref);
    }

    private void release(final int handler, final int ref)
    {
        handlers.release(handler);
        table.release(ref);
    }

    private void count(final Tcb tcb, final CloseReason reason)
    {
        if (tcb.isIn(SYN_SENT) || tcb.isIn(SYN_RCVD))
        {
            counters.increment(Counter.ATTEMPT_FAILS);
        }
        else
        {
            counters.increment(reason == CloseReason.FINISHED ? Counter.CLOSED_FINISHED : Counter.CLOSED_ABORTED);
            if (reason == CloseReason.FINISHED)
            {
                context.latencies.finished(tcb);
            }
            if (reason != CloseReason.FINISHED && (tcb.isIn(ESTABLISHED) || tcb.isIn(CLOSE_WAIT)))
            {
                counters.increment(Counter.ESTAB_RESETS);
            }
        }
    }

    /** Sends a RST and ends the connection. */
    void abort(final long id, final CloseReason reason)
    {
        if (table.isOpen(abortTcb, id))
        {
            abort(abortTcb, reason);
        }
    }

    /** Sends a RST where RFC 9293 3.10.5 has one, and ends the connection. */
    void abort(final Tcb tcb, final CloseReason reason)
    {
        switch (tcb.state())
        {
            case SYN_RCVD, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT -> writer.reset(tcb);
            default ->
            {
            }
        }
        end(tcb, reason);
    }

    /** Every connection is ended: the engine closes. An application that connects again in onClosed is refused. */
    void abortAll()
    {
        context.draining = true;
        final Tcb tcb = new Tcb();
        for (int ref = table.nextRecord(ConnectionTable.NONE); ref != ConnectionTable.NONE;
            ref = table.nextRecord(ref))
        {
            table.wrap(tcb, ref);
            if (!tcb.isIn(CLOSED))
            {
                abort(tcb, CloseReason.ENGINE_CLOSED);
            }
        }
        while (!ends.isEmpty())
        {
            tellEnds();
        }
    }
}
