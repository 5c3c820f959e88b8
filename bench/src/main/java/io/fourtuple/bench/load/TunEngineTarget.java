package io.fourtuple.bench.load;

import java.util.function.Consumer;

import io.fourtuple.link.Link;
import io.fourtuple.loop.EngineConfig;

/**
 * An engine of this process on a TUN device of its own, in a network namespace where the kernel forwards between it and the
 * device of the clients.
 */
public final class TunEngineTarget implements LoadTarget
{
    private final Consumer<EngineConfig> setup;
    private final int cpu;

    /**
     * @param setup gives the engine its settings, policies and defences; counters and name are the target's.
     * @param cpu   of the engine's thread, or {@link LoadRun#ANY_CPU}.
     */
    public TunEngineTarget(final Consumer<EngineConfig> setup, final int cpu)
    {
        this.setup = setup;
        this.cpu = cpu;
    }

    @Override
    public String describe()
    {
        return "engine over TUN";
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
