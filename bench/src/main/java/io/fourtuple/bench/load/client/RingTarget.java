package io.fourtuple.bench.load.client;

import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.fourtuple.link.Link;
import io.fourtuple.link.RingLink;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Telemetry;

/**
 * An engine of this process on a thread of its own, joined to the generator by two rings in memory. As the queue of a
 * network card does, a full ring loses what comes, the flood's frames and the clients' alike.
 */
public final class RingTarget implements LoadTarget
{
    /** Room for some 14,000 frames each way: the engine may be kept from its CPU for a few milliseconds. */
    public static final int RING_BYTES = 1 << 20;

    private static final int MTU_BYTES = 1_500;

    private final Consumer<EngineConfig> setup;
    private Supplier<Telemetry> telemetry = Telemetry::inMemory;
    private final UnaryOperator<Link> decoration;
    private final int cpu;
    private Link clientsEnd;
    private EngineUnderLoad engine;

    /**
     * @param setup changes what the engine is made of: settings (those with room for the plan's connections are there
     *              already), policies, defences, its name. Counters are the target's.
     * @param cpu   of the engine's thread, or {@link LoadRun#ANY_CPU}.
     */
    public RingTarget(final Consumer<EngineConfig> setup, final int cpu)
    {
        this(setup, UnaryOperator.identity(), cpu);
    }

    /**
     * @param decoration put around the engine's end of the link, a capture or faults.
     */
    public RingTarget(final Consumer<EngineConfig> setup, final UnaryOperator<Link> decoration, final int cpu)
    {
        this.setup = setup;
        this.decoration = decoration;
        this.cpu = cpu;
    }

    /** What the engine lets be seen of itself; called once for each run. In memory if not set. */
    public RingTarget telemetry(final Supplier<Telemetry> value)
    {
        telemetry = value;
        return this;
    }

    @Override
    public String describe()
    {
        return "engine in this process, over rings of " + (RING_BYTES >> 10) + " KiB";
    }

    @Override
    public void open(final LoadPlan plan)
    {
        final RingLink[] ends = RingLink.pair(RING_BYTES, MTU_BYTES);
        clientsEnd = ends[0];
        engine = new EngineUnderLoad(decoration.apply(ends[1]), telemetry.get(), plan, setup, cpu);
    }

    @Override
    public Link link()
    {
        return clientsEnd;
    }

    @Override
    public EstablishedFeed established()
    {
        return engine.feed();
    }

    @Override
    public TargetCounters counters()
    {
        return engine.counters();
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
    }
}
