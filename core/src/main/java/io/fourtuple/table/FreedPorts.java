package io.fourtuple.table;

import io.fourtuple.app.FourTuple;

/**
 * The local ports that become free towards watched remote endpoints, for which a connect found none. Two endpoints with the
 * same port and the same lower half of the address count together: the caller checks whether a port is really free.
 * <pre>
 *   hash of the remote endpoint ──> slot   | remote port, address | watch number | count | the last 512 ports freed |
 * </pre>
 * A slot belongs to its latest watch; the earlier one is no longer {@linkplain #isWatched watched}.
 */
public final class FreedPorts
{
    /** The last freed ports remembered for each watch; earlier ones are only counted. */
    public static final int MAX_PORTS = 512;
    /** Endpoints watched at the same time, if no two of them share a slot. */
    public static final int SLOTS = 64;

    private static final int SLOT_SHIFT = Long.numberOfLeadingZeros(SLOTS) + 1;
    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;

    private final char[] ports = new char[SLOTS * MAX_PORTS];
    private final int[] remotePorts = new int[SLOTS];
    private final long[] remoteLos = new long[SLOTS];
    private final long[] counts = new long[SLOTS];
    private final long[] watches = new long[SLOTS];
    private long lastWatch;

    /**
     * Begins to watch a tuple's remote endpoint.
     *
     * @return the watch, from 1.
     */
    public long watch(final FourTuple tuple)
    {
        final int slot = slot(tuple.remotePort(), tuple.remoteLo());
        remotePorts[slot] = tuple.remotePort();
        remoteLos[slot] = tuple.remoteLo();
        counts[slot] = 0;
        watches[slot] = ++lastWatch;
        return lastWatch;
    }

    /** Whether a watch of this tuple's remote endpoint goes on; false if another one has taken its slot. */
    public boolean isWatched(final FourTuple tuple, final long watch)
    {
        return watches[slot(tuple.remotePort(), tuple.remoteLo())] == watch;
    }

    /** Ports that became free since the watch of this tuple's remote endpoint began. */
    public long count(final FourTuple tuple)
    {
        return counts[slot(tuple.remotePort(), tuple.remoteLo())];
    }

    /**
     * @param number below {@link #count}, and one of the last {@link #MAX_PORTS}, in the order in which they became free.
     */
    public int port(final FourTuple tuple, final long number)
    {
        return ports[place(slot(tuple.remotePort(), tuple.remoteLo()), number)];
    }

    void removed(final int port, final long addressLo, final int localPort)
    {
        if (lastWatch == 0)
        {
            return;
        }
        final int slot = slot(port, addressLo);
        if (port == remotePorts[slot] && addressLo == remoteLos[slot])
        {
            ports[place(slot, counts[slot]++)] = (char)localPort;
        }
    }

    private static int place(final int slot, final long number)
    {
        return slot * MAX_PORTS + (int)(number & MAX_PORTS - 1);
    }

    private static int slot(final int port, final long addressLo)
    {
        return (int)((addressLo + ((long)port << 32)) * GOLDEN_RATIO >>> SLOT_SHIFT);
    }
}
