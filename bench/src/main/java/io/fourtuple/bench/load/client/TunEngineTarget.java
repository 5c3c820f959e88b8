package io.fourtuple.bench.load.client;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
 * the clients' device. A queue of the kernel's that is full loses frames unseen: whose, cannot be told.
 * <pre>
 *   generator ── write ──> clients' device ── the kernel forwards ──> queue of the engine's device ── read ──> engine
 * </pre>
 */
public final class TunEngineTarget implements LoadTarget
{
    private static final int RECEIVE_BATCH = 256;
    private static final int QUEUE_FRAMES = 4_096;

    private final Consumer<EngineConfig> setup;
    private Supplier<Telemetry> telemetry = Telemetry::inMemory;
    private final UnaryOperator<Link> decoration;
    private final int cpu;
    private NetworkNamespace laboratory;
    private TunDevice clientsDevice;
    private TunDevice enginesDevice;
    private Link link;
    private EngineUnderLoad engine;

    /**
     * @param setup changes what the engine is made of: settings (those with room for the plan's connections are there
     *              already), policies, defences, its name. Counters and addresses are the target's.
     * @param cpu   of the engine's thread, or {@link LoadRun#ANY_CPU}.
     */
    public TunEngineTarget(final Consumer<EngineConfig> setup, final int cpu)
    {
        this(setup, UnaryOperator.identity(), cpu);
    }

    /**
     * @param decoration put around the engine's end of the link, a capture or faults.
     */
    public TunEngineTarget(final Consumer<EngineConfig> setup, final UnaryOperator<Link> decoration, final int cpu)
    {
        this.setup = setup;
        this.decoration = decoration;
        this.cpu = cpu;
    }

    /** What the engine lets be seen of itself; called once for each run. In memory if not set. */
    public TunEngineTarget telemetry(final Supplier<Telemetry> value)
    {
        telemetry = value;
        return this;
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
        laboratory = new NetworkNamespace(Map.of(isIpv6 ? "ipv6/conf/all/forwarding" : "ip_forward", "1"));
        try
        {
            clientsDevice = laboratory.clientsDevice(plan);
            enginesDevice = laboratory.call(() -> TunDevice.open(TunConfig.named("ftengine%d").txQueue(QUEUE_FRAMES)
                .address(kernels.toString())));
            link = TunLinks.polled(clientsDevice, new Counters(), RECEIVE_BATCH);
            final Telemetry seen = telemetry.get();
            engine = new EngineUnderLoad(
                decoration.apply(TunLinks.polled(enginesDevice, seen.counters(), RECEIVE_BATCH)), seen, plan, config ->
                {
                    config.localAddresses(new LocalAddresses().add(Prefix.of(server).toString()));
                    setup.accept(config);
                }, cpu);
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
    public EstablishedFeed established()
    {
        return engine.feed();
    }

    @Override
    public TargetCounters counters()
    {
        return engine.counters().plusFramesLost(
            laboratory.network().droppedBy(clientsDevice.name()) +
            laboratory.network().droppedBy(enginesDevice.name()));
    }

    @Override
    public long cpuNs()
    {
        return engine.cpuNs();
    }

    @Override
    public void check()
    {
        engine.check();
    }

    @Override
    public void close()
    {
        if (engine != null)
        {
            engine.close();
            engine = null;
        }
        if (enginesDevice != null)
        {
            enginesDevice.close();
        }
        if (clientsDevice != null)
        {
            clientsDevice.close();
        }
        if (laboratory != null)
        {
            laboratory.close();
        }
    }
}
