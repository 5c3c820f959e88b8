package io.fourtuple.app;

/**
 * The use of the local ports towards one remote endpoint, at the time when {@link Tcp#connect} found none free: the numbers
 * behind "address space exhausted".
 */
public final class PortUse
{
    private final FourTuple tuple = new FourTuple();
    private int firstPort;
    private int lastPort;
    private int inUse;
    private int inTimeWait;

    /** Sets all of it; for the engine. */
    public void set(final FourTuple towards, final int first, final int last, final int used, final int timeWait)
    {
        tuple.family(towards.isIpv6())
            .local(towards.localHi(), towards.localLo(), 0)
            .remote(towards.remoteHi(), towards.remoteLo(), towards.remotePort());
        firstPort = first;
        lastPort = last;
        inUse = used;
        inTimeWait = timeWait;
    }

    /** Local address and remote endpoint; the local port is 0. Not to be changed. */
    public FourTuple tuple()
    {
        return tuple;
    }

    /** First port of {@code ip_local_port_range}. */
    public int firstPort()
    {
        return firstPort;
    }

    /** Last port of {@code ip_local_port_range}. */
    public int lastPort()
    {
        return lastPort;
    }

    /** Ports of connections in any state but TIME_WAIT. */
    public int inUse()
    {
        return inUse;
    }

    /** Ports in TIME_WAIT that the policy would not let go. */
    public int inTimeWait()
    {
        return inTimeWait;
    }

    @Override
    public String toString()
    {
        return "address space exhausted: " + tuple + ": of ports " + firstPort + " to " + lastPort + ", " + inUse +
            " are in use and " + inTimeWait + " in TIME_WAIT";
    }
}
