package io.fourtuple.bench.load.client;

import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.fourtuple.link.Link;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Telemetry;

/** A target that is an engine of this process; a subclass makes the link that leads to it. */
public abstract class EngineTarget implements LoadTarget
{
    private final Consumer<EngineConfig> setup;
    private final UnaryOperator<Link> decoration;
    private final int cpu;
    private Supplier<Telemetry> telemetry = Telemetry::inMemory;
    private EngineUnderLoad engine;

    /**
     * @param setup      changes what the engine is made of: settings (those with room for the plan's connections are
     *                   there already), policies, defences, its name. Counters are the target's.
     * @param decoration put around the engine's end of the link, a capture or faults.
     * @param cpu        of the engine's thread, or {@link LoadRun#ANY_CPU}.
     */
    EngineTarget(final Consumer<EngineConfig> setup, final UnaryOperator<Link> decoration, final int cpu)
    {
        this.setup = setup;
        this.decoration = decoration;
        this.cpu = cpu;
    }

    /** Sets what the engine's records lie in; called once for each run. In memory if not set. */
    public EngineTarget telemetry(final Supplier<Telemetry> value)
    {
        telemetry = value;
        return this;
    }

    final Telemetry newTelemetry()
    {
        return telemetry.get();
    }

    /**
     * Starts the engine.
     *
     * @param link   its end, not decorated yet.
     * @param before told of the configuration before {@code setup} is.
     */
    final void start(
        final Link link, final Telemetry seen, final LoadPlan plan, final Consumer<EngineConfig> before)
    {
        engine = new EngineUnderLoad(decoration.apply(link), seen, plan, before.andThen(setup), cpu);
    }

    @Override
    public final EstablishedFeed established()
    {
        return engine.feed();
    }

    @Override
    public TargetCounters counters()
    {
        return engine.counters();
    }

    @Override
    public final long cpuNs()
    {
        return engine.cpuNs();
    }

    @Override
    public final void check()
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
