package io.fourtuple.bench.load;

import java.util.function.Consumer;

import io.fourtuple.link.Link;
import io.fourtuple.loop.EngineConfig;

/** An engine of this process on a thread of its own, joined to the generator by two rings in memory. */
public final class RingTarget implements LoadTarget
{
    private final Consumer<EngineConfig> setup;
    private final int cpu;

    /**
     * @param setup gives the engine its settings, policies and defences; counters and name are the target's.
     * @param cpu   of the engine's thread, or {@link LoadRun#ANY_CPU}.
     */
    public RingTarget(final Consumer<EngineConfig> setup, final int cpu)
    {
        this.setup = setup;
        this.cpu = cpu;
    }

    @Override
    public String describe()
    {
        return "engine over rings";
    }

    @Override
    public void open(final LoadPlan plan)
    {
        throw new UnsupportedOperationException("not yet: " + setup + cpu + plan);
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
