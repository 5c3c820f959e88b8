package io.fourtuple.bench.load;

import java.util.Map;

import io.fourtuple.link.Link;

/** The Linux kernel's own listener in a network namespace that is made for it, on the other side of the clients' TUN. */
public final class KernelTarget implements LoadTarget
{
    private final Map<String, String> sysctls;
    private final int backlog;
    private final int cpu;

    /**
     * @param sysctls as {@code tcp_syncookies=2}: names below net.ipv4, or {@code somaxconn}; set in the namespace only.
     * @param backlog of listen(2).
     * @param cpu     of the thread that accepts, or {@link LoadRun#ANY_CPU}.
     */
    public KernelTarget(final Map<String, String> sysctls, final int backlog, final int cpu)
    {
        this.sysctls = Map.copyOf(sysctls);
        this.backlog = backlog;
        this.cpu = cpu;
    }

    @Override
    public String describe()
    {
        return "the Linux kernel's listener over TUN";
    }

    @Override
    public void open(final LoadPlan plan)
    {
        throw new UnsupportedOperationException("not yet: " + sysctls + backlog + cpu + plan);
    }

    @Override
    public Link link()
    {
        return null;
    }

    @Override
    public EstablishedFeed established()
    {
        return null;
    }

    @Override
    public TargetCounters counters()
    {
        return null;
    }

    @Override
    public void check()
    {
    }

    @Override
    public void close()
    {
    }
}
