package io.fourtuple.timewait;

import io.fourtuple.app.Endpoint;

/** An entry in TIME_WAIT as a policy sees it, every value of it set by the test: time is a field. */
final class Held implements HeldConnection
{
    private Endpoint remote;
    private Endpoint local;
    private int sndNxt;
    private int rcvNxt;
    private boolean hasTimestamps;
    private int tsRecent;
    private int ageMs;

    private Held(final Endpoint remote, final Endpoint local)
    {
        this.remote = remote;
        this.local = local;
    }

    /** Without timestamps, just entered. */
    static Held of(final boolean ipv6)
    {
        return ipv6 ? new Held(Endpoint.of("2001:db8::9", 40_000), Endpoint.of("2001:db8::2", 80)) :
            new Held(Endpoint.of("198.18.0.9", 40_000), Endpoint.of("198.18.0.2", 80));
    }

    Held remote(final String address)
    {
        remote = Endpoint.of(address, remote.port());
        return this;
    }

    Held local(final String address)
    {
        local = Endpoint.of(address, local.port());
        return this;
    }

    Held sndNxt(final int value)
    {
        sndNxt = value;
        return this;
    }

    Held rcvNxt(final int value)
    {
        rcvNxt = value;
        return this;
    }

    Held timestamps(final int recent)
    {
        hasTimestamps = true;
        tsRecent = recent;
        return this;
    }

    Held ageMs(final int value)
    {
        ageMs = value;
        return this;
    }

    Endpoint remote()
    {
        return remote;
    }

    Endpoint local()
    {
        return local;
    }

    @Override
    public boolean isIpv6()
    {
        return remote.family() == 6;
    }

    @Override
    public long remoteHi()
    {
        return remote.hi();
    }

    @Override
    public long remoteLo()
    {
        return remote.lo();
    }

    @Override
    public long localHi()
    {
        return local.hi();
    }

    @Override
    public long localLo()
    {
        return local.lo();
    }

    @Override
    public int remotePort()
    {
        return remote.port();
    }

    @Override
    public int localPort()
    {
        return local.port();
    }

    @Override
    public int sndNxt()
    {
        return sndNxt;
    }

    @Override
    public int rcvNxt()
    {
        return rcvNxt;
    }

    @Override
    public boolean hasTimestamps()
    {
        return hasTimestamps;
    }

    @Override
    public int tsRecent()
    {
        return tsRecent;
    }

    @Override
    public int ageMs()
    {
        return ageMs;
    }

    @Override
    public String toString()
    {
        return "held: " + remote + " to " + local + " snd_nxt=" + sndNxt + " rcv_nxt=" + rcvNxt +
            (hasTimestamps ? " ts_recent=" + tsRecent : " without timestamps") + " ageMs=" + ageMs;
    }
}
