package io.fourtuple.timewait;

import io.fourtuple.app.Endpoint;

/** An entry in TIME_WAIT as a policy sees it, every value of it set by the test: time is a field. */
final class TimeWaitSample implements TimeWaitConnection
{
    private Endpoint remote;
    private Endpoint local;
    private int sndNxt;
    private int rcvNxt;
    private boolean hasTimestamps;
    private int tsRecent;
    private int ageMs;

    private TimeWaitSample(final Endpoint remote, final Endpoint local)
    {
        this.remote = remote;
        this.local = local;
    }

    /** Without timestamps, just entered. */
    static TimeWaitSample of(final boolean ipv6)
    {
        return ipv6 ? new TimeWaitSample(Endpoint.of("2001:db8::9", 40_000), Endpoint.of("2001:db8::2", 80)) :
            new TimeWaitSample(Endpoint.of("198.18.0.9", 40_000), Endpoint.of("198.18.0.2", 80));
    }

    TimeWaitSample remote(final String address)
    {
        remote = Endpoint.of(address, remote.port());
        return this;
    }

    TimeWaitSample local(final String address)
    {
        local = Endpoint.of(address, local.port());
        return this;
    }

    TimeWaitSample sndNxt(final int value)
    {
        sndNxt = value;
        return this;
    }

    TimeWaitSample rcvNxt(final int value)
    {
        rcvNxt = value;
        return this;
    }

    TimeWaitSample timestamps(final int recent)
    {
        hasTimestamps = true;
        tsRecent = recent;
        return this;
    }

    TimeWaitSample ageMs(final int value)
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
        return "TIME_WAIT: " + remote + " to " + local + " snd_nxt=" + sndNxt + " rcv_nxt=" + rcvNxt +
            (hasTimestamps ? " ts_recent=" + tsRecent : " without timestamps") + " ageMs=" + ageMs;
    }
}
