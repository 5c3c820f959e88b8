package io.fourtuple.bench.tool.session;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.load.client.CloseKind;
import io.fourtuple.bench.load.client.Criterion;
import io.fourtuple.bench.load.client.FloodPlan;
import io.fourtuple.bench.load.client.KernelTarget;
import io.fourtuple.bench.load.client.LoadPlan;
import io.fourtuple.bench.load.client.LoadRecord;
import io.fourtuple.bench.load.client.LoadResult;
import io.fourtuple.bench.load.client.LoadRow;
import io.fourtuple.bench.load.client.LoadRun;
import io.fourtuple.bench.load.client.LoadTarget;
import io.fourtuple.bench.load.client.LoadVerdict;
import io.fourtuple.bench.load.client.MachineFloor;
import io.fourtuple.bench.load.client.RingTarget;
import io.fourtuple.bench.load.client.RowText;
import io.fourtuple.bench.load.client.TunEngineTarget;
import io.fourtuple.bench.load.client.WarmUp;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.CommandText;
import io.fourtuple.bench.tool.option.EngineSetupOptions;
import io.fourtuple.bench.tool.option.LoadOptions;
import io.fourtuple.bench.tool.option.LoadOptions.Target;
import io.fourtuple.bench.tool.option.MemoryShortage;
import io.fourtuple.bench.tool.option.Recording;
import io.fourtuple.bench.tool.option.TelemetryOption;
import io.fourtuple.config.Settings;
import io.fourtuple.link.FaultPlan;
import io.fourtuple.link.Link;
import io.fourtuple.link.PcapWriter;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.tun.TunException;
import picocli.CommandLine;

/**
 * Runs a plan of {@code load} or {@code flood} from its options to its verdict.
 * <pre>
 *   plan ── floor ── target opened ── ceiling, if the rate is a share of it ── rows ── summary ── verdict ── files
 * </pre>
 */
public final class LoadSession
{
    private static final long CEILING_NS = TimeUnit.SECONDS.toNanos(4);
    private static final int WARM_UP_IN_FLIGHT = 64;
    private static final double WARM_UP_RATE = 10_000;

    private final LoadOptions options;
    private final String command;
    private final Recording recording;
    private final PrintWriter out;
    private final PrintWriter err;
    private final StopSignal stop;
    private final TargetLatencies latencies;
    /** Telemetry of the target's engine, once it is open; null for a kernel. */
    private Telemetry telemetry;

    public LoadSession(final LoadOptions options, final CommandLine commandLine, final Recording recording)
    {
        this.options = options;
        this.recording = recording;
        command = CommandText.of(commandLine.getCommandSpec().root().commandLine().getParseResult().originalArgs());
        out = recording.out();
        err = commandLine.getErr();
        latencies = new TargetLatencies(options.latency(), new ErrorPrinter(err));
        stop = StopSignal.installed();
    }

    /** Runs the plan; its rate is replaced if {@code --rate} is a share of the ceiling. Returns the exit status. */
    public int run(final LoadPlan wanted)
    {
        final List<Criterion> criteria = options.criteria();
        final double percent = options.ceilingPercent();
        final long warmUpNs = options.warmUpNs();
        final int[] cpus = options.cpus();
        final LoadTarget target = target(cpus[1]);
        final LoadRecord record = new LoadRecord();
        try (latencies; target; LoadFiles files = new LoadFiles(options, recording))
        {
            out.println(HostInfo.describe());
            line("floor: %s", MachineFloor.measure(cpus[0]));
            if (warmUpNs > 0 && wanted.flood().isFlood() && options.target() != Target.KERNEL)
            {
                line("warming up, the flood too, on an engine that is thrown away: %.1f s", warmUpNs / 1e9);
                WarmUp.engine(config -> setUp(config, latencies.thrownAway()), wanted, warmUpNs, cpus[0], cpus[1]);
            }
            open(target, wanted);
            final LoadRun run = new LoadRun(target, cpus[0]);
            stopOnSignal(run);
            warmUp(run, wanted, warmUpNs);
            final LoadPlan plan = percent == 0 ? wanted : wanted.withRate(percent / 100 * ceiling(run, wanted));
            latencies.begin(files.engineLog(), plan.intervalNs(), telemetry);
            final LoadResult result = run.run(plan, rows(files, record));
            new LoadSummary(out, options.target() == Target.ENGINE).print(result);
            final LoadVerdict verdict = verdict(result, criteria, target);
            files.write(result, verdict, describe(target, cpus), latencies.json());
            record.record(result, verdict, recording.run());
            latencies.record(recording.run());
            if (result.wasStopped())
            {
                recording.discard("stopped before its time");
            }
            return verdict.isPassed() && !result.wasStopped() ? 0 : CliException.FAILURE;
        }
        catch (final IllegalStateException | TunException ex)
        {
            throw new CliException(CliException.FAILURE, ex.getMessage());
        }
        catch (final IllegalArgumentException ex)
        {
            throw new CliException(CliException.USAGE, ex.getMessage());
        }
        catch (final OutOfMemoryError ex)
        {
            throw MemoryShortage.of(ex, "fewer connections (--concurrent, --rate, --patience)");
        }
    }

    private void open(final LoadTarget target, final LoadPlan wanted)
    {
        target.open(wanted);
        latencies.open(telemetry);
        line("target: %s at %s%s", target.describe(), wanted.destination(), defences());
        if (telemetry != null)
        {
            out.println(TelemetryOption.describeByName(telemetry));
            out.println(options.latency().describe("row"));
        }
        line("load: %s", describe(wanted));
    }

    /** Where latencies were recorded the engine is ended for it: only then are counts and counters of one moment. */
    private LoadVerdict verdict(final LoadResult result, final List<Criterion> criteria, final LoadTarget target)
    {
        final LoadVerdict verdict = new LoadVerdict(result, criteria);
        if (!latencies.isOff())
        {
            target.close();
            latencies.close();
            latencies.describe().forEach(out::println);
            latencies.judge(verdict);
        }
        verdict.lines().forEach(out::println);
        out.flush();
        return verdict;
    }

    private LoadTarget target(final int cpu)
    {
        final EngineSetupOptions link = options.link();
        if (options.target() == Target.KERNEL)
        {
            link.requireNone("the kernel");
            return new KernelTarget(options.sysctls(), options.backlog(), cpu);
        }
        link.validate();
        final FaultPlan plan = link.faultPlan();
        final PcapWriter capture = link.openCapture(new ErrorPrinter(err));
        final UnaryOperator<Link> decoration = end -> EngineSetupOptions.decorate(end, capture, plan);
        return options.target() == Target.ENGINE ?
            new RingTarget(this::setUp, decoration, cpu).telemetry(this::newTelemetry) :
            new TunEngineTarget(this::setUp, decoration, cpu).telemetry(this::newTelemetry);
    }

    private Telemetry newTelemetry()
    {
        telemetry = options.link().telemetry().create("target", err);
        return telemetry;
    }

    private void setUp(final EngineConfig config)
    {
        setUp(config, latencies.recorders());
    }

    /** Applies the options to an engine. */
    private void setUp(final EngineConfig config, final LatencyRecorders recorders)
    {
        final EngineSetupOptions link = options.link();
        final Settings settings = link.settings(config.settings());
        config.settings(settings)
            .timeWaitPolicy(link.timeWaitPolicy(settings))
            .synDefence(link.synDefence(settings))
            .latencies(recorders);
    }

    /** @return lines with the engine's TIME_WAIT policy and SYN defence. */
    private String defences()
    {
        if (options.target() == Target.KERNEL)
        {
            return "";
        }
        final Settings settings = options.link().settings(Settings.defaults());
        return String.format("%n%s%n%s", options.link().describeTimeWait(settings),
            options.link().describeDefence(settings));
    }

    private Json describe(final LoadTarget target, final int[] cpus)
    {
        final Json json = new Json().put("command", command).put("description", target.describe())
            .put("generator_cpu", cpus[0])
            .put("target_cpu", cpus[1]).put("warm_up_s", options.warmUpNs() / 1e9);
        if (options.target() == Target.KERNEL)
        {
            return json.put("backlog", options.backlog()).put("sysctls", options.link().assignments());
        }
        final Settings settings = options.link().settings(Settings.defaults());
        return json.put("time_wait", options.link().describeTimeWait(settings))
            .put("syn_defence", options.link().describeDefence(settings))
            .put("settings", options.link().assignments());
    }

    /** By a closed loop, which can be no overload; not where it would fill the server's TIME_WAIT. */
    private void warmUp(final LoadRun run, final LoadPlan wanted, final long durationNs)
    {
        if (durationNs > 0)
        {
            line("warming up: %.1f s", durationNs / 1e9);
            final LoadPlan plan = wanted.withDurationNs(durationNs).withFlood(FloodPlan.NONE).withConcurrent(0);
            run.run(plan.close() == CloseKind.SERVER ?
                plan.withRate(Math.min(WARM_UP_RATE, plan.ratePerSecond())) : plan.withInFlight(WARM_UP_IN_FLIGHT),
                row -> { });
        }
    }

    private String describe(final LoadPlan plan)
    {
        final String pace = !plan.isOpenLoop() ? "closed loop, " + plan.inFlight() + " under way" :
            options.ceilingPercent() > 0 ?
                String.format(Locale.ROOT, "%.0f %% of the ceiling", options.ceilingPercent()) :
            plan.isRamp() ?
                String.format(Locale.ROOT, "%,.0f to %,.0f/s", plan.ratePerSecond(), plan.endRatePerSecond()) :
            String.format(Locale.ROOT, "%,.0f/s", plan.ratePerSecond());
        return String.format(Locale.ROOT, "%s for %.1f s, %d kept open, payload %s, closed by %s, patience %.1f s", pace,
            plan.durationNs() / 1e9, plan.concurrent(), plan.payload(), plan.close().name().toLowerCase(Locale.ROOT),
            plan.patienceNs() / 1e9);
    }

    private void stopOnSignal(final LoadRun run)
    {
        final Thread thread = new Thread(() ->
        {
            while (!stop.await(TimeUnit.HOURS.toNanos(1)))
            {
                Thread.onSpinWait();
            }
            run.stop();
        }, "stop");
        thread.setDaemon(true);
        thread.start();
    }

    private double ceiling(final LoadRun run, final LoadPlan plan)
    {
        line("finding the ceiling by a closed loop: %d s", CEILING_NS / 1_000_000_000L);
        final LoadPlan closed = plan.withInFlight(options.inFlight()).withDurationNs(CEILING_NS)
            .withIntervalNs(TimeUnit.SECONDS.toNanos(1)).withFlood(FloodPlan.NONE);
        final double perSecond = LoadSummary.ceiling(run.run(closed, row -> { }));
        if (perSecond <= 0)
        {
            throw new CliException(CliException.FAILURE, "no connection was established: there is no ceiling");
        }
        line("ceiling: %,.0f connections/s opened and closed, %d under way", perSecond, options.inFlight());
        return perSecond;
    }

    private Consumer<LoadRow> rows(final LoadFiles files, final LoadRecord record)
    {
        out.println(RowText.legend());
        out.println(RowText.head());
        out.flush();
        return row ->
        {
            out.println(RowText.row(row));
            out.flush();
            record.row(row);
            files.row(row);
        };
    }

    private void line(final String format, final Object... values)
    {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
