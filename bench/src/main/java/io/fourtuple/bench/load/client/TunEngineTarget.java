package io.fourtuple.bench.load.client;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Prefix;
import io.fourtuple.link.Link;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.tun.TunConfig;
import io.fourtuple.tun.TunDevice;
import io.fourtuple.tun.TunLinks;

/**
 * An engine of this process on a TUN device of its own, in a network namespace where the kernel forwards between it and
 * the clients' device. A queue of the kernel's that is full loses frames; whose frames they were is not
 * known.
 * <pre>
 *   generator ── write ──> clients' device ── the kernel forwards ──> queue of the engine's device ── read ──> engine
 * </pre>
 */
public final class TunEngineTarget extends EngineTarget
{
    private static final int RECEIVE_BATCH = 256;
    private static final int QUEUE_FRAMES = 4_096;

    private NamespaceThread namespace;
    private TunDevice clientsDevice;
    private TunDevice enginesDevice;
    private Link link;

    /**
     * @param setup as of {@link EngineTarget}, which sets no addresses: those are the target's.
     * @param cpu   as of {@link EngineTarget}.
     */
    public TunEngineTarget(final Consumer<EngineConfig> setup, final int cpu)
    {
        this(setup, UnaryOperator.identity(), cpu);
    }

    /** The arguments are those of {@link EngineTarget}. */
    public TunEngineTarget(final Consumer<EngineConfig> setup, final UnaryOperator<Link> decoration, final int cpu)
    {
        super(setup, decoration, cpu);
    }

    @Override
    public String describe()
    {
        return "engine in this process, over two TUN devices between which the kernel forwards";
    }

    @Override
    public void open(final LoadPlan plan)
    {
        final Endpoint server = plan.destination();
        final boolean isIpv6 = server.family() == 6;
        // Its neighbour is the kernel's own, in a prefix of just the two (RFC 3021, RFC 6164).
        final Prefix kernels = new Prefix(isIpv6, server.hi(), server.lo() ^ 1, isIpv6 ? 127 : 31);
        final Prefix neighbour = Prefix.of(new Endpoint(server.family(), kernels.hi(), kernels.lo(), 0));
        if (plan.sources().prefix().overlaps(neighbour) ||
            plan.flood().isFlood() && plan.flood().sources().prefix().overlaps(neighbour))
        {
            throw new IllegalArgumentException(
                "over a TUN the destination's neighbour is the kernel's, and must be no source: " + neighbour);
        }
        namespace = new NamespaceThread(Map.of(isIpv6 ? "ipv6/conf/all/forwarding" : "ip_forward", "1"));
        try
        {
            clientsDevice = namespace.clientsDevice(plan);
            enginesDevice = namespace.call(() -> TunDevice.open(TunConfig.named("ftengine%d").txQueue(QUEUE_FRAMES)
                .address(kernels.toString())));
            link = TunLinks.polled(clientsDevice, new Counters(), RECEIVE_BATCH);
            final Telemetry seen = newTelemetry();
            start(TunLinks.polled(enginesDevice, seen.counters(), RECEIVE_BATCH), seen, plan,
                config -> config.localAddresses(new LocalAddresses().add(Prefix.of(server).toString())));
        }
        catch (final RuntimeException ex)
        {
            close();
            throw ex;
        }
    }

    @Override
    public Link link()
    {
        return link;
    }

    @Override
    public TargetCounters counters()
    {
        return super.counters().plusFramesLost(
            namespace.network().droppedBy(clientsDevice.name()) +
            namespace.network().droppedBy(enginesDevice.name()));
    }

    @Override
    public void close()
    {
        super.close();
        if (enginesDevice != null)
        {
            enginesDevice.close();
        }
        if (clientsDevice != null)
        {
            clientsDevice.close();
        }
        if (namespace != null)
        {
            namespace.close();
        }
    }
}
