package io.fourtuple.bench.load.client;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.fourtuple.loop.EngineConfig;

/**
 * Lets the JVM compile clients, flood, engine and its defence on a target that is thrown away, so that a measured one
 * begins empty: a flood's first second would otherwise be that of an interpreted engine, with the compiler's threads on
 * the same CPUs.
 */
public final class WarmUp
{
    private static final double CLIENTS_PER_SECOND = 20_000;
    private static final double FLOOD_PER_SECOND = 500_000;

    private WarmUp()
    {
    }

    /**
     * Half of the time clients alone, the other half with a flood beside them if the plan has one.
     *
     * @param setup        of the engine that is to be measured.
     * @param plan         whose addresses, payload, close kind and flood are taken, other rates.
     * @param durationNs   how long.
     * @param generatorCpu as for {@link LoadRun}.
     * @param targetCpu    as for {@link RingTarget}.
     */
    public static void engine(
        final Consumer<EngineConfig> setup,
        final LoadPlan plan,
        final long durationNs,
        final int generatorCpu,
        final int targetCpu)
    {
        final LoadPlan warm = plan.withRate(CLIENTS_PER_SECOND).withConcurrent(0).withDurationNs(durationNs)
            .withIntervalNs(TimeUnit.SECONDS.toNanos(1)).withPatienceNs(TimeUnit.MILLISECONDS.toNanos(100))
            .withFlood(!plan.flood().isFlood() ? FloodPlan.NONE :
                new FloodPlan(plan.flood().kind(), plan.flood().sources(), List.of())
                    .then(durationNs / 2, 0).then(durationNs, FLOOD_PER_SECOND));
        try (RingTarget target = new RingTarget(setup, targetCpu))
        {
            target.open(warm);
            new LoadRun(target, generatorCpu).run(warm, row -> { });
        }
    }
}
