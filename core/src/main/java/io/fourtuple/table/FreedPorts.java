package io.fourtuple.table;

import io.fourtuple.app.FourTuple;

/**
 * Which local ports have become free towards one remote endpoint, since somebody found none and asked to be told. Of two
 * endpoints that are alike in port and in the lower half of the address, both count: who takes a port looks whether it is
 * really free.
 */
public final class FreedPorts
{
    /** Ports that are remembered; beyond that they are counted only. */
    public static final int MAX_PORTS = 4_096;

    private final char[] ports = new char[MAX_PORTS];
    private int remotePort;
    private long remoteLo;
    private long count;

    /** Begins anew, for this tuple's remote endpoint. */
    public void watch(final FourTuple tuple)
    {
        remotePort = tuple.remotePort();
        remoteLo = tuple.remoteLo();
        count = 0;
    }

    /** How many have become free since then, those not remembered included. */
    public long count()
    {
        return count;
    }

    /**
     * @param number 0 to {@link #count()} and below {@link #MAX_PORTS}, in the order in which they became free.
     */
    public int port(final int number)
    {
        return ports[number];
    }

    void removed(final int port, final long addressLo, final int localPort)
    {
        if (port == remotePort && addressLo == remoteLo)
        {
            if (count < MAX_PORTS)
            {
                ports[(int)count] = (char)localPort;
            }
            count++;
        }
    }
}
