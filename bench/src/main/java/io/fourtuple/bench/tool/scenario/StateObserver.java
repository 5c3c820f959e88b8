package io.fourtuple.bench.tool.scenario;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * The state of each connection of one engine, seen from outside. {@link Tcp#state} tells it while the application has
 * the connection; for SYN_RCVD and TIME_WAIT, of which no application knows, the gauges do: they are read after each
 * segment, so a change belongs to that segment's connection.
 * <pre>
 *   application's id ──> Tcp.state                          gauge one more, one less ──> SYN_RCVD, TIME_WAIT, CLOSED
 * </pre>
 */
final class StateObserver
{
    /** A connection that has changed its state. */
    record Change(EndpointPair tuple, TcpState from, TcpState to)
    {
    }

    private final Tcp tcp;
    private final Counters counters;
    private final Map<EndpointPair, Long> ids = new LinkedHashMap<>();
    private final Map<EndpointPair, TcpState> states = new LinkedHashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private long synRcvd;
    private long timeWait;

    StateObserver(final Tcp tcp, final Counters counters)
    {
        this.tcp = tcp;
        this.counters = counters;
    }

    /** The application has this connection from now on. */
    void known(final EndpointPair tuple, final long id)
    {
        ids.put(tuple, id);
    }

    /** The application was told of the connection's end. */
    void ended(final EndpointPair tuple, final long id)
    {
        ids.remove(tuple, id);
    }

    TcpState of(final EndpointPair tuple)
    {
        return states.getOrDefault(tuple, TcpState.CLOSED);
    }

    /**
     * Looks at everything again.
     *
     * @param arrivedOn the connection that a segment has just arrived for, or null.
     * @return the changes since the last look.
     */
    List<Change> look(final EndpointPair arrivedOn)
    {
        changes.clear();
        long moreSynRcvd = counters.get(Counter.CURR_SYN_RCVD) - synRcvd;
        long moreTimeWait = counters.get(Counter.CURR_TIME_WAIT) - timeWait;
        synRcvd += moreSynRcvd;
        timeWait += moreTimeWait;
        final List<EndpointPair> known = new ArrayList<>(states.keySet());
        ids.keySet().stream().filter(tuple -> !states.containsKey(tuple)).forEach(known::add);
        if (arrivedOn != null && !known.contains(arrivedOn))
        {
            known.add(arrivedOn);
        }
        for (final EndpointPair tuple : known)
        {
            final TcpState before = of(tuple);
            TcpState now = before;
            if (ids.containsKey(tuple))
            {
                now = tcp.state(ids.get(tuple));
            }
            else if (before != TcpState.SYN_RCVD && before != TcpState.TIME_WAIT && before != TcpState.CLOSED ||
                tuple.equals(arrivedOn))
            {
                now = unknownNow(before, moreSynRcvd, moreTimeWait);
            }
            moreSynRcvd += gauge(before, TcpState.SYN_RCVD) - gauge(now, TcpState.SYN_RCVD);
            moreTimeWait += gauge(before, TcpState.TIME_WAIT) - gauge(now, TcpState.TIME_WAIT);
            change(tuple, before, now);
        }
        expire(TcpState.SYN_RCVD, -moreSynRcvd);
        expire(TcpState.TIME_WAIT, -moreTimeWait);
        return changes;
    }

    /** The state of a connection that no application has, from the gauges' changes that no other connection explains. */
    private static TcpState unknownNow(final TcpState before, final long moreSynRcvd, final long moreTimeWait)
    {
        if (moreTimeWait > 0)
        {
            return TcpState.TIME_WAIT;
        }
        if (moreSynRcvd > 0)
        {
            return TcpState.SYN_RCVD;
        }
        final boolean isKept = before == TcpState.TIME_WAIT && moreTimeWait == 0 ||
            before == TcpState.SYN_RCVD && moreSynRcvd == 0;
        return isKept ? before : TcpState.CLOSED;
    }

    private static int gauge(final TcpState state, final TcpState counted)
    {
        return state == counted ? 1 : 0;
    }

    /** Those that ended by time are those that have been in the state for longest. */
    private void expire(final TcpState state, final long count)
    {
        long left = count;
        for (final Iterator<Map.Entry<EndpointPair, TcpState>> all = states.entrySet().iterator(); all.hasNext() && left > 0;)
        {
            final Map.Entry<EndpointPair, TcpState> entry = all.next();
            if (entry.getValue() == state && !ids.containsKey(entry.getKey()))
            {
                changes.add(new Change(entry.getKey(), state, TcpState.CLOSED));
                all.remove();
                left--;
            }
        }
    }

    private void change(final EndpointPair tuple, final TcpState before, final TcpState now)
    {
        if (before != now)
        {
            changes.add(new Change(tuple, before, now));
            // Those that changed last stand last.
            states.remove(tuple);
            if (now != TcpState.CLOSED)
            {
                states.put(tuple, now);
            }
        }
    }
}
