package io.fourtuple.state;

import io.fourtuple.app.FourTuple;
import io.fourtuple.app.PortUse;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.FreedPorts;
import io.fourtuple.table.TimeWaitEntry;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.timewait.TimeWaitPolicy;

/**
 * Chooses the local port of an active open (RFC 6056).
 * <pre>
 *   double-hash (3.3.4)   offset = F(local, remote, key 1)     port = first + (offset + table[G(local, remote, key 2)]++)
 *   random (3.3.2)        port = first + a random number       both go on to the next port where one is in use
 * </pre>
 * With double-hash the ports of one destination come round in a circle: the next one is the one used longest ago. A port in
 * TIME_WAIT is taken if the policy lets it go. To find that none is free, all are looked at, which takes 0.5 ms for 28,232
 * of a table in the cache, and five times that for one that is not. For the next 10 ms only ports freed since are looked at,
 * so that asking again and again costs little, for any of a thousand {@linkplain ExhaustedDestinations destinations}.
 */
final class LocalPorts
{
    private static final int COUNTERS = 1 << 10;
    private static final int RANDOM = Setting.PORT_SELECTION.names().indexOf("random");
    private static final int KEPT_MS = 10;

    final PortUse portUse = new PortUse();
    private final Counters counters;
    private final Clock clock;
    private final ConnectionTable table;
    private final Secrets secrets;
    private final FreedPorts freedPorts;
    private final TimeWaitPolicy timeWaitPolicy;
    private final TimeWaitEntry entry = new TimeWaitEntry();
    private final ExhaustedDestinations exhausted = new ExhaustedDestinations();
    private final int[] next = new int[COUNTERS];
    private final boolean isRandom;
    private final int firstPort;
    private final int ports;
    /** The entry in TIME_WAIT of the tuple last asked for, or {@link ConnectionTable#NONE}. */
    int timeWaitRef;
    private boolean isAnyKept;
    // The last search's.
    private int searched;
    private int inTimeWait;

    LocalPorts(
        final Settings settings,
        final Counters counters,
        final Clock clock,
        final ConnectionTable table,
        final Secrets secrets,
        final TimeWaitPolicy timeWaitPolicy)
    {
        this.counters = counters;
        this.clock = clock;
        this.table = table;
        this.secrets = secrets;
        freedPorts = table.freedPorts();
        this.timeWaitPolicy = timeWaitPolicy;
        isRandom = settings.get(Setting.PORT_SELECTION) == RANDOM;
        firstPort = settings.intValue(Setting.IP_LOCAL_PORT_MIN);
        ports = settings.intValue(Setting.IP_LOCAL_PORT_MAX) - firstPort + 1;
        if (ports < 1)
        {
            throw new IllegalArgumentException("ip_local_port_range is empty: min=" + firstPort + " max=" +
                settings.get(Setting.IP_LOCAL_PORT_MAX));
        }
        for (int i = 0; i < COUNTERS; i++)
        {
            next[i] = secrets.random(ports);
        }
    }

    /**
     * Chooses a port and writes it into the tuple; {@link #timeWaitRef} says whether it is in TIME_WAIT.
     *
     * @return false if there is none; {@link #portUse} has the numbers then.
     */
    boolean choose(final FourTuple tuple)
    {
        tuple.localPort(0);
        final long hash = isAnyKept ? table.hash(tuple) : 0;
        final int kept = isAnyKept ? exhausted.find(hash) : ExhaustedDestinations.NONE;
        if (kept != ExhaustedDestinations.NONE &&
            Integer.compareUnsigned(exhausted.ageMs(kept, clock.nowMs), KEPT_MS) < 0)
        {
            return takeFreed(tuple, kept) || takeLost(tuple, kept) || refuse(tuple, exhausted.inTimeWait(kept));
        }
        if (search(tuple, ports))
        {
            return true;
        }
        isAnyKept = true;
        exhausted.put(table.hash(tuple), inTimeWait, freedPorts.watch(tuple), ports, clock.nowMs);
        return refuse(tuple, inTimeWait);
    }

    /** Looks at ports behind the last one found; writes one that may be used into the tuple, or 0. */
    private boolean search(final FourTuple tuple, final int limit)
    {
        final int counter = isRandom ? 0 : secrets.portCounter(tuple, COUNTERS);
        final int offset = isRandom ? secrets.random(ports) :
            secrets.portOffset(tuple, ports) + next[counter];
        inTimeWait = 0;
        for (searched = 0; searched < limit; searched++)
        {
            tuple.localPort(firstPort + (offset + searched) % ports);
            if (mayUse(tuple))
            {
                searched++;
                next[counter] = (next[counter] + searched) % ports;
                return true;
            }
            inTimeWait += timeWaitRef != ConnectionTable.NONE ? 1 : 0;
        }
        next[counter] = (next[counter] + searched) % ports;
        tuple.localPort(0);
        return false;
    }

    private boolean refuse(final FourTuple tuple, final int timeWaits)
    {
        portUse.set(tuple, firstPort, firstPort + ports - 1, ports - timeWaits, timeWaits);
        counters.increment(Counter.NO_PORT_FREE);
        return false;
    }

    /** Takes a port that has become free since all were looked at. */
    private boolean takeFreed(final FourTuple tuple, final int kept)
    {
        if (!freedPorts.isWatched(tuple, exhausted.watch(kept)))
        {
            return false;
        }
        final long freed = freedPorts.count(tuple);
        // A port that was given away stays until it is seen to be in use: the connection may not have come about.
        for (long i = Math.max(exhausted.looked(kept), freed - FreedPorts.MAX_PORTS); i < freed; i++)
        {
            exhausted.looked(kept, i);
            final int port = freedPorts.port(tuple, i);
            if (port >= firstPort && port < firstPort + ports && mayUse(tuple.localPort(port)))
            {
                exhausted.give(kept);
                return true;
            }
        }
        exhausted.looked(kept, freed);
        tuple.localPort(0);
        return false;
    }

    /** Where more ports have become free than are remembered, looks for the others, at each port once at most. */
    private boolean takeLost(final FourTuple tuple, final int kept)
    {
        if (!freedPorts.isWatched(tuple, exhausted.watch(kept)) || freedPorts.count(tuple) <= FreedPorts.MAX_PORTS ||
            freedPorts.count(tuple) <= exhausted.given(kept))
        {
            return false;
        }
        final boolean isFound = search(tuple, exhausted.left(kept));
        exhausted.left(kept, exhausted.left(kept) - searched);
        if (isFound)
        {
            exhausted.give(kept);
        }
        return isFound;
    }

    /** Whether a connection may be opened on a 4-tuple: it is free, or in TIME_WAIT and the policy lets it go. */
    boolean mayUse(final FourTuple tuple)
    {
        final int ref = table.find(tuple);
        timeWaitRef = ConnectionTable.NONE;
        if (ref == ConnectionTable.NONE)
        {
            return true;
        }
        if (!ConnectionTable.isTimeWait(ref))
        {
            return false;
        }
        timeWaitRef = ref;
        table.wrap(entry, ref, clock.nowMs);
        return timeWaitPolicy.mayConnect(entry);
    }
}
