package io.fourtuple.bench.load.client;

import java.util.Map;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.IpText;
import io.fourtuple.bench.load.kernel.KernelListener.Manner;
import io.fourtuple.bench.load.kernel.KernelListener;
import io.fourtuple.bench.load.kernel.KernelNamespace;
import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.TunDevice;
import io.fourtuple.tun.TunLinks;

/**
 * The Linux kernel's own listener in a network namespace that is made for it, on the other side of the clients' TUN.
 * <pre>
 *   generator ── write ──> tun device ── the kernel's TCP ── accept queue ── accept4 ──> KernelListener
 *   the write runs all of the kernel's receive path, on the generator's CPU, before it returns
 * </pre>
 */
public final class KernelTarget implements LoadTarget
{
    private static final int FEED_CAPACITY = 1 << 17;
    private static final int RECEIVE_BATCH = 256;

    private final Map<String, String> sysctls;
    private final int backlog;
    private final int cpu;
    private final EstablishedFeed feed = new EstablishedFeed(FEED_CAPACITY);
    private NamespaceThread namespace;
    private TunDevice device;
    private SynCountingLink link;
    private KernelListener listener;
    private TargetThread thread;

    /**
     * @param sysctls as {@code tcp_syncookies=2}: names below net.ipv4, or {@code somaxconn}; set in the
     *                namespace only.
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
        return "Linux " + System.getProperty("os.version") + "'s own listener over TUN, backlog " + backlog +
            (sysctls.isEmpty() ? "" : ", " + sysctls);
    }

    @Override
    public void open(final LoadPlan plan)
    {
        if (plan.close() == CloseKind.SERVER && plan.concurrent() > 0)
        {
            throw new IllegalArgumentException("the application on the kernel's listener closes at once or not at " +
                "all: connections stay open (--concurrent) only if the client closes");
        }
        namespace = new NamespaceThread(sysctls);
        try
        {
            final Endpoint server = plan.destination();
            final boolean isIpv6 = server.family() == 6;
            device = namespace.clientsDevice(
                plan, IpText.address(isIpv6, server.hi(), server.lo()) + (isIpv6 ? "/128" : "/32"));
            link = new SynCountingLink(TunLinks.polled(device, new Counters(), RECEIVE_BATCH));
            final Manner manner = new Manner(
                plan.payload().requestBytes(), plan.payload().responseBytes(), plan.close() == CloseKind.SERVER);
            listener = namespace.call(() -> new KernelListener(server, backlog, manner, feed::put));
            thread = TargetThread.start("target", cpu, () -> listener.work(0));
        }
        catch (final RuntimeException ex)
        {
            close();
            throw ex;
        }
    }

    /** The kernel's files of the namespace it listens in; from any thread, while it is open. */
    public KernelNamespace network()
    {
        return namespace.network();
    }

    @Override
    public Link link()
    {
        return link;
    }

    @Override
    public EstablishedFeed established()
    {
        return feed;
    }

    @Override
    public TargetCounters counters()
    {
        final KernelNamespace network = namespace.network();
        final Map<String, Long> nstat = network.nstat();
        return new TargetCounters(
            link.syns(),
            nstat.getOrDefault("TcpExtSyncookiesSent", 0L),
            nstat.getOrDefault("TcpExtSyncookiesRecv", 0L),
            nstat.getOrDefault("TcpExtSyncookiesFailed", 0L),
            nstat.getOrDefault("TcpExtListenDrops", 0L),
            network.halfOpen(),
            nstat.getOrDefault("TcpCurrEstab", 0L),
            nstat.getOrDefault("TcpInSegs", 0L),
            network.droppedBy(device.name()),
            nstat.getOrDefault("TcpOutRsts", 0L),
            network.memoryBytes(),
            TargetCounters.UNKNOWN);
    }

    @Override
    public long cpuNs()
    {
        return thread.cpuNs();
    }

    @Override
    public void check()
    {
        thread.check();
        if (feed.lost() > 0 || listener.refused() > 0)
        {
            throw new IllegalStateException("the run is void: the generator was too slow to take " + feed.lost() +
                " established connections from the target; accept failed " + listener.refused() +
                " times (see ulimit -n)");
        }
    }

    @Override
    public void close()
    {
        if (thread != null)
        {
            thread.close();
        }
        if (listener != null)
        {
            listener.close();
        }
        if (device != null)
        {
            device.close();
        }
        if (namespace != null)
        {
            namespace.close();
        }
    }
}
