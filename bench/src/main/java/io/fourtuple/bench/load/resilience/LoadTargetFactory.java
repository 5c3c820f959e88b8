package io.fourtuple.bench.load.resilience;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.fourtuple.bench.load.client.KernelTarget;
import io.fourtuple.bench.load.client.LoadPlan;
import io.fourtuple.bench.load.client.LoadRun;
import io.fourtuple.bench.load.client.LoadTarget;
import io.fourtuple.bench.load.client.MachineFloor;
import io.fourtuple.bench.load.client.RingTarget;
import io.fourtuple.bench.load.client.TunEngineTarget;
import io.fourtuple.bench.load.client.WarmUp;
import io.fourtuple.config.Settings;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.Telemetry;

/** Makes targets of the load generator's: an engine over rings or TUN, or the kernel. */
final class LoadTargetFactory implements TargetFactory
{
    private static final long WARM_UP_NS = TimeUnit.SECONDS.toNanos(2);

    private final LoadPlan plan;
    private final UnaryOperator<Settings> settings;
    private final BacklogRoom backlog;
    private final int generatorCpu;
    private final int targetCpu;
    private final BooleanSupplier isStopped;
    private final Function<String, Telemetry> telemetry;

    /**
     * @param options      whose backlog and settings the listeners get.
     * @param generatorCpu of the clients' thread, or {@link LoadRun#ANY_CPU}.
     * @param targetCpu    of the engine's or the accepting thread, or {@link LoadRun#ANY_CPU}.
     * @param isStopped    whether the user wants an end; asked now and then.
     * @param telemetry    made for each engine that is measured, by its name.
     */
    LoadTargetFactory(
        final ResilienceOptions options, final int generatorCpu, final int targetCpu, final BooleanSupplier isStopped,
        final Function<String, Telemetry> telemetry)
    {
        this.telemetry = telemetry;
        this.isStopped = isStopped;
        this.plan = LoadPlan.defaults();
        this.backlog = options.backlog();
        this.settings = options.settings();
        this.generatorCpu = generatorCpu;
        this.targetCpu = targetCpu;
    }

    @Override
    public String floor()
    {
        return MachineFloor.measure(generatorCpu);
    }

    @Override
    public String clients()
    {
        return String.format(Locale.ROOT, "clients: from %s to %s, nothing said, first FIN by the %s; a SYN is sent " +
            "again after 1 s, given up after %.0f s; flood from %s", plan.sources(), plan.destination(),
            plan.close().name().toLowerCase(Locale.ROOT), plan.patienceNs() / 1e9, plan.flood().sources());
    }

    @Override
    public <T> T with(final TargetChoice choice, final Function<TargetUnderTest, T> work)
    {
        // The memory of the target before is given back only when the collector finds it.
        System.gc();
        warmUp(choice);
        final EngineConfig[] engine = new EngineConfig[1];
        try (LoadTarget target = target(choice, engine))
        {
            target.open(plan);
            final Supplier<Map<String, Long>> counters = target instanceof KernelTarget kernel ?
                () -> kernel.network().nstat() : () -> byName(engine[0].counters());
            return work.apply(new LoadTargetUnderTest(choice.medium(), target, new LoadRun(target, generatorCpu), plan,
                setUp(target, backlog), counters, isStopped));
        }
    }

    /** On an engine that is thrown away: what is compiled while the first flood runs is not the target's fault. */
    private void warmUp(final TargetChoice choice)
    {
        if (choice.medium() != Transport.LINUX)
        {
            WarmUp.engine(config -> setUp(config, choice, new EngineConfig[1]),
                plan.withFlood(plan.flood().then(WARM_UP_NS, 1)), WARM_UP_NS, generatorCpu, targetCpu);
        }
    }

    private LoadTarget target(final TargetChoice choice, final EngineConfig[] engine)
    {
        final Supplier<Telemetry> seen = () -> telemetry.apply(engineName(choice));
        return switch (choice.medium())
        {
            case RINGS -> new RingTarget(config -> setUp(config, choice, engine), targetCpu).telemetry(seen);
            case TUN -> new TunEngineTarget(config -> setUp(config, choice, engine), targetCpu).telemetry(seen);
            case LINUX -> new KernelTarget(sysctls(choice), backlog.listener(), targetCpu);
        };
    }

    private void setUp(final EngineConfig config, final TargetChoice choice, final EngineConfig[] engine)
    {
        final Settings all = backlog.applyTo(settings.apply(config.settings()));
        config.settings(all).synDefence(choice.newDefence(all)).name(engineName(choice));
        engine[0] = config;
    }

    /** As in {@code rings-hybrid}. */
    private static String engineName(final TargetChoice choice)
    {
        return choice.name().replace(' ', '-');
    }

    private Map<String, String> sysctls(final TargetChoice choice)
    {
        final Map<String, String> sysctls = new LinkedHashMap<>(backlog.sysctls());
        sysctls.put("tcp_syncookies", choice.defence());
        return sysctls;
    }

    private static String setUp(final LoadTarget target, final BacklogRoom backlog)
    {
        return target instanceof KernelTarget ? target.describe() : target.describe() + ", " + backlog.text();
    }

    private static Map<String, Long> byName(final Counters counters)
    {
        final Map<String, Long> values = new LinkedHashMap<>();
        for (final Counter counter : Counter.values())
        {
            values.put(counter.label(), counters.get(counter));
        }
        return values;
    }
}
