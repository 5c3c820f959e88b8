package io.fourtuple.state;

import io.fourtuple.app.FourTuple;
import io.fourtuple.app.PortUse;
import io.fourtuple.config.Setting;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.FreedPorts;
import io.fourtuple.table.HeldEntry;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.timewait.TimeWaitPolicy;

/**
 * Chooses the local port of an active open (RFC 6056).
 * <pre>
 *   double-hash (3.3.4)   offset = F(local, remote, key 1)     port = first + (offset + table[G(local, remote, key 2)]++)
 *   random (3.3.2)        port = first + a random number       both go on to the next port where one is in use
 * </pre>
 * With double-hash the ports of one destination come round in a circle, so that the one asked for next is the one that was
 * used longest ago. A port in TIME_WAIT is taken if the policy lets it go. When none is free, all have been looked at,
 * which takes half a millisecond for 28,232: for the next 10 ms only those are looked at that have become free since, so
 * that asking again and again costs little.
 */
final class LocalPorts
{
    private static final int COUNTERS = 1 << 10;
    private static final int RANDOM = Setting.PORT_SELECTION.names().indexOf("random");
    private static final int KEPT_MS = 10;

    private final Context context;
    private final FreedPorts freedPorts;
    private final TimeWaitPolicy policy;
    private final HeldEntry entry = new HeldEntry();
    private final PortUse portUse = new PortUse();
    private final int[] next = new int[COUNTERS];
    private final boolean isRandom;
    private final int firstPort;
    private final int ports;
    private int heldRef;
    private boolean isKept;
    private int keptMs;
    private int freedTaken;

    LocalPorts(final Context context)
    {
        this.context = context;
        freedPorts = context.table.freedPorts();
        policy = context.timeWaitPolicy;
        isRandom = context.settings.get(Setting.PORT_SELECTION) == RANDOM;
        firstPort = context.settings.intValue(Setting.IP_LOCAL_PORT_MIN);
        ports = context.settings.intValue(Setting.IP_LOCAL_PORT_MAX) - firstPort + 1;
        if (ports < 1)
        {
            throw new IllegalArgumentException("ip_local_port_range is empty: min=" + firstPort + " max=" +
                context.settings.get(Setting.IP_LOCAL_PORT_MAX));
        }
        for (int i = 0; i < COUNTERS; i++)
        {
            next[i] = context.secrets.random(ports);
        }
    }

    /**
     * Chooses a port and writes it into the tuple; {@link #heldRef()} says whether it is in TIME_WAIT.
     *
     * @return false if there is none; {@link #portUse()} has the numbers then.
     */
    boolean choose(final FourTuple tuple)
    {
        tuple.localPort(0);
        if (isKept && isRecent(tuple))
        {
            if (takeFreed(tuple))
            {
                return true;
            }
            if (freedPorts.count() <= FreedPorts.MAX_PORTS)
            {
                context.counters.increment(Counter.NO_PORT_FREE);
                return false;
            }
        }
        final int counter = isRandom ? 0 : context.secrets.portCounter(tuple, COUNTERS);
        final int offset = isRandom ? context.secrets.random(ports) :
            context.secrets.portOffset(tuple, ports) + next[counter];
        int inTimeWait = 0;
        for (int i = 0; i < ports; i++)
        {
            tuple.localPort(firstPort + (offset + i) % ports);
            if (mayUse(tuple))
            {
                next[counter] = (next[counter] + i + 1) % ports;
                return true;
            }
            inTimeWait += heldRef != ConnectionTable.NONE ? 1 : 0;
        }
        tuple.localPort(0);
        portUse.set(tuple, firstPort, firstPort + ports - 1, ports - inTimeWait, inTimeWait);
        context.counters.increment(Counter.NO_PORT_FREE);
        isKept = true;
        keptMs = context.nowMs;
        freedPorts.watch(tuple);
        freedTaken = 0;
        return false;
    }

    /** Takes one of the ports that have become free since all were looked at. */
    private boolean takeFreed(final FourTuple tuple)
    {
        // One that was given away stays until it is seen to be in use: the connection may not have come about.
        for (final long freed = Math.min(freedPorts.count(), FreedPorts.MAX_PORTS); freedTaken < freed; freedTaken++)
        {
            final int port = freedPorts.port(freedTaken);
            if (port >= firstPort && port < firstPort + ports && mayUse(tuple.localPort(port)))
            {
                return true;
            }
        }
        tuple.localPort(0);
        return false;
    }

    private boolean isRecent(final FourTuple tuple)
    {
        final FourTuple kept = portUse.tuple();
        return Integer.compareUnsigned(context.nowMs - keptMs, KEPT_MS) < 0 &&
            kept.isIpv6() == tuple.isIpv6() && kept.remotePort() == tuple.remotePort() &&
            kept.remoteLo() == tuple.remoteLo() && kept.remoteHi() == tuple.remoteHi() &&
            kept.localLo() == tuple.localLo() && kept.localHi() == tuple.localHi();
    }

    /** Whether a connection may be opened on a 4-tuple: it is free, or in TIME_WAIT and the policy lets it go. */
    boolean mayUse(final FourTuple tuple)
    {
        final int ref = context.table.find(tuple);
        heldRef = ConnectionTable.NONE;
        if (ref == ConnectionTable.NONE)
        {
            return true;
        }
        if (!ConnectionTable.isHeld(ref))
        {
            return false;
        }
        heldRef = ref;
        context.table.wrap(entry, ref, context.nowMs);
        return policy.mayConnect(entry);
    }

    /** The entry in TIME_WAIT of the tuple last asked for, or {@link ConnectionTable#NONE}. */
    int heldRef()
    {
        return heldRef;
    }

    PortUse portUse()
    {
        return portUse;
    }
}
