package io.fourtuple.app;

/**
 * Local and remote address and port: a connection's name. Mutable, so that one object serves a whole loop without
 * garbage. An IPv4 address lies in the low 32 bits of {@code lo}, with {@code hi} 0.
 */
public final class FourTuple
{
    private boolean ipv6;
    private long localHi;
    private long localLo;
    private long remoteHi;
    private long remoteLo;
    private int localPort;
    private int remotePort;

    /**
     * @param remote where to connect to.
     * @return a tuple whose local address and port the engine chooses.
     */
    public static FourTuple to(final Endpoint remote)
    {
        if (remote.family() == Endpoint.ANY_FAMILY)
        {
            throw new IllegalArgumentException("cannot connect to an unspecified address: remote=" + remote);
        }
        return new FourTuple()
            .family(remote.family() == 6)
            .remote(remote.hi(), remote.lo(), remote.port());
    }

    /** Sets the family and clears everything else. */
    public FourTuple family(final boolean isIpv6)
    {
        ipv6 = isIpv6;
        localHi = localLo = remoteHi = remoteLo = 0;
        localPort = remotePort = 0;
        return this;
    }

    public FourTuple local(final long hi, final long lo, final int port)
    {
        localHi = hi;
        localLo = lo;
        localPort = port;
        return this;
    }

    public FourTuple remote(final long hi, final long lo, final int port)
    {
        remoteHi = hi;
        remoteLo = lo;
        remotePort = port;
        return this;
    }

    /** Sets the family to IPv4, and both addresses; the ports stay. */
    public FourTuple ipv4(final long local, final long remote)
    {
        ipv6 = false;
        localHi = 0;
        localLo = local;
        remoteHi = 0;
        remoteLo = remote;
        return this;
    }

    public FourTuple ports(final int local, final int remote)
    {
        localPort = local;
        remotePort = remote;
        return this;
    }

    public FourTuple localPort(final int port)
    {
        localPort = port;
        return this;
    }

    public boolean isIpv6()
    {
        return ipv6;
    }

    public long localHi()
    {
        return localHi;
    }

    public long localLo()
    {
        return localLo;
    }

    public int localPort()
    {
        return localPort;
    }

    public long remoteHi()
    {
        return remoteHi;
    }

    public long remoteLo()
    {
        return remoteLo;
    }

    public int remotePort()
    {
        return remotePort;
    }

    @Override
    public String toString()
    {
        return IpText.format(ipv6, localHi, localLo, localPort) + " <-> " +
            IpText.format(ipv6, remoteHi, remoteLo, remotePort);
    }
}
