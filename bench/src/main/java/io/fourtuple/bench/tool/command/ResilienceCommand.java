package io.fourtuple.bench.tool.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.fourtuple.bench.load.client.LoadRun;
import io.fourtuple.bench.load.resilience.BacklogRoom;
import io.fourtuple.bench.load.resilience.Expectation;
import io.fourtuple.bench.load.resilience.ResilienceHarness;
import io.fourtuple.bench.load.resilience.ResilienceOptions;
import io.fourtuple.bench.load.resilience.TargetChoice;
import io.fourtuple.bench.load.resilience.Timing;
import io.fourtuple.bench.load.resilience.Transport;
import io.fourtuple.bench.tool.option.BenchOptions;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.EngineSetupOptions;
import io.fourtuple.bench.tool.option.OutFolder;
import io.fourtuple.bench.tool.option.PinnedThread;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.option.Recording;
import io.fourtuple.bench.tool.option.TelemetryOption;
import io.fourtuple.bench.tool.session.StopSignal;
import io.fourtuple.bench.tool.session.TunProbe;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.tun.TunException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Real clients under a SYN flood, with the engine's defences and the kernel's. */
@Command(
    name = "resilience",
    header = "Real clients under rising floods, defence by defence.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "The whole procedure of RFC 9411 and RFC 3511 5.5 in one go: finds how many real handshakes a second a " +
        "target completes (the ceiling), runs real clients at half of that rate, raises a SYN flood beside them in " +
        "steps to ten times the ceiling, then stops it and watches until all is normal again; for each defence.",
        "Without root: engines in this process, over rings in memory. With --kernel, as root: engines over a TUN " +
        "device, too, and the Linux kernel's own listener over the same kind of device with tcp_syncookies 0, 1 and " +
        "2, in network namespaces that are made for it and are gone afterwards.",
        "The clients' times count from when each handshake was to begin. Handshakes that lost a frame on the way to " +
        "the target are told apart from those that the target failed."},
    footer = {
        "",
        "Examples:",
        "  fourtuple resilience --quick",
        "  fourtuple resilience --defences backlog,hybrid,cookies-freebsd --out results",
        "  sudo fourtuple resilience --kernel --out results",
        "  fourtuple resilience --defences hybrid --expect 'reached>=100%%' --expect 'recovery<2s'",
        "  fourtuple stat                          in a second terminal: the engine that is measured now",
        "  sudo fourtuple resilience --over tun,linux --defences hybrid --steps 0,1,10 --seconds 10",
        "Ctrl-C ends it with the table of the targets measured so far, a second Ctrl-C at once.",
        "Writes into --out: resilience.json, resilience.md, completed.svg, p99.svg.",
        "Exit status 1 if counters do not add up, a target failed, or --expect is missed."})
final class ResilienceCommand implements Callable<Integer>
{
    private static final List<String> DEFENCES = List.of("backlog", "cache", "hybrid", "cookies-always");
    private static final List<String> QUICK_DEFENCES = List.of("backlog", "hybrid");
    private static final List<Double> STEPS = List.of(0.0, 0.1, 0.3, 1.0, 3.0, 10.0);
    private static final List<Double> QUICK_STEPS = List.of(0.0, 1.0, 10.0);
    private static final List<String> SYNCOOKIES = List.of("0", "1", "2");

    @Option(names = "--defences", paramLabel = "NAME", split = ",",
        description = "Defences of the engine, with commas between: backlog, cache, hybrid, cookies-linux, cookies-freebsd, " +
            "cookies-always, or the full name of a class of your own that implements SynDefence, found by " +
            "FOURTUPLE_CLASSPATH. Default: backlog,cache,hybrid,cookies-always; with --quick: backlog,hybrid.")
    private List<String> defences = List.of();

    @Option(names = "--kernel",
        description = "The same as --over rings,tun,linux. Needs root.")
    private boolean kernel;

    @Option(names = "--over", paramLabel = "MEDIUM", split = ",",
        description = "rings: the engine in memory; tun: the engine over TUN; linux: the kernel over TUN. " +
            "Default: rings.")
    private List<Transport> media = List.of();

    @Option(names = "--steps", paramLabel = "MULTIPLE", split = ",",
        description = "Rates of the flood as multiples of the ceiling. Default: 0,0.1,0.3,1,3,10; with --quick: " +
            "0,1,10.")
    private List<Double> steps = List.of();

    @Option(names = "--seconds", paramLabel = "N", description = "Seconds of each step. Default: 5; with --quick: 1.")
    private Integer seconds;

    @Option(names = "--recovery", paramLabel = "N",
        description = "Seconds watched after the flood. Default: 10; with --quick: 2.")
    private Integer recovery;

    @Option(names = "--ceiling", paramLabel = "N", defaultValue = "0", converter = BenchOptions.Number.class,
        description = "Real handshakes a second, as in 40k, instead of those found. All rates follow from it.")
    private long ceiling;

    @Option(names = "--backlog", paramLabel = "N", defaultValue = "4096",
        description = "Backlog of every listener, and somaxconn. Default: 4096, which is Linux's somaxconn.")
    private int backlog;

    @Option(names = "--max-syn-backlog", paramLabel = "N",
        description = "tcp_max_syn_backlog, whose last quarter is for known peers where there are no cookies. " +
            "Default: four times the backlog, so that this is full first.")
    private Integer maxSynBacklog;

    @Option(names = "--quick", description = "Short steps, few of them, two defences: to see that it works.")
    private boolean quick;

    @Option(names = {"--set", "--sysctl"}, paramLabel = "NAME=VALUE",
        description = "Changes a setting of the engine, as in syn_source_limit=100; repeatable.")
    private List<String> assignments = List.of();

    @Option(names = "--expect", paramLabel = "CRITERION",
        description = "A criterion that each target must meet at every step, as established>=99.9%%, reached>=100%%, p99<5ms, " +
            "max<50ms, recovery<2s; repeatable. Exit status 1 if one is missed. Default: fewer than 1 of 100,000 fail " +
            "without a flood (RFC 9411); failures during a flood are the measurement.")
    private List<String> expected = List.of();

    @Option(names = "--out", paramLabel = "DIR", description = "Writes the results there: a new folder, or an empty one.")
    private Path folder;

    @Option(names = "--cpu", paramLabel = "N", description = "CPU of the clients. Default: the highest.")
    private Integer cpu;

    @Option(names = "--target-cpu", paramLabel = "N",
        description = "CPU of the engine, or of the thread that accepts from the kernel. Default: the highest but one.")
    private Integer targetCpu;

    @Mixin
    private TelemetryOption telemetry;

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final ResilienceOptions options = CliException.checked(() -> new ResilienceOptions(choices(),
            steps.isEmpty() ? quick ? QUICK_STEPS : STEPS : steps, timing(), ceiling, backlog(), this::settings,
            expected.stream().map(Expectation::parse).toList()));
        settings(Settings.defaults());
        final int[] cpus = cpus();
        makeFolder();
        requireTun(options.choices());
        return record.run(spec, recording -> measure(options, cpus, recording));
    }

    private int measure(final ResilienceOptions options, final int[] cpus, final Recording recording)
    {
        final StopSignal stop = StopSignal.installed();
        final PrintWriter err = spec.commandLine().getErr();
        if (options.choices().stream().anyMatch(choice -> choice.medium() != Transport.LINUX))
        {
            recording.out().println(telemetry.describeEach(err));
        }
        final ResilienceHarness harness = ResilienceHarness.of(options, cpus[0], cpus[1], stop::isRaised,
            name -> telemetry.create(name, err), recording.out());
        final boolean passed = harness.run();
        write(harness);
        if (stop.isRaised())
        {
            recording.discard("stopped before the end");
        }
        else if (recording.isOn())
        {
            keep(harness, recording);
        }
        return passed ? 0 : CliException.FAILURE;
    }

    private List<TargetChoice> choices()
    {
        final List<Transport> over = !media.isEmpty() ? media : kernel ? List.of(Transport.values()) : List.of(Transport.RINGS);
        final List<String> names = !defences.isEmpty() ? defences : quick ? QUICK_DEFENCES : DEFENCES;
        final List<TargetChoice> choices = new ArrayList<>();
        for (final Transport medium : over)
        {
            (medium == Transport.LINUX ? SYNCOOKIES : names).forEach(name -> choices.add(new TargetChoice(medium, name)));
        }
        return choices.stream().distinct().toList();
    }

    private BacklogRoom backlog()
    {
        return maxSynBacklog == null ? BacklogRoom.of(backlog) : new BacklogRoom(backlog, maxSynBacklog);
    }

    private Timing timing()
    {
        final Timing base = quick ? Timing.QUICK : Timing.FULL;
        return new Timing(base.warmUp(), base.ceilingRounds(), base.ceilingRound(),
            seconds == null ? base.step() : seconds, recovery == null ? base.recovery() : recovery);
    }

    private Settings settings(final Settings defaults)
    {
        final Settings settings = EngineSetupOptions.with(defaults, assignments);
        assignments.stream().map(EngineSetupOptions::withoutPrefix)
            .forEach(plain -> requireOther(plain.substring(0, plain.indexOf('='))));
        return settings;
    }

    /** These are the procedure's own. */
    private static void requireOther(final String name)
    {
        final Map<String, String> own = Map.of(
            Setting.SOMAXCONN.key(), "--backlog", Setting.TCP_MAX_SYN_BACKLOG.key(), "--max-syn-backlog",
            Setting.SYN_DEFENCE.key(), "--defences", Setting.TCP_SYNCOOKIES.key(), "--defences");
        if (own.containsKey(name))
        {
            throw new CliException(CliException.USAGE, "--set " + name + ": " + own.get(name) + " sets it here");
        }
    }

    /** A machine that gives no TUN device says so at once, not after the targets over rings. */
    private static void requireTun(final List<TargetChoice> choices)
    {
        if (choices.stream().anyMatch(choice -> choice.medium().isOverTun()))
        {
            try
            {
                TunProbe.run();
            }
            catch (final TunException ex)
            {
                throw new CliException(
                    CliException.FAILURE, "--kernel, --over tun and --over linux: " + ex.getMessage());
            }
        }
    }

    /** CPUs of the clients and of the target. */
    private int[] cpus()
    {
        final List<Integer> allowed = PinnedThread.allowedCpus();
        if (cpu == null && targetCpu == null && allowed.size() < 2)
        {
            return new int[]{LoadRun.ANY_CPU, LoadRun.ANY_CPU};
        }
        final int clients = cpu != null ? cpu : allowed.getLast();
        final int target = targetCpu != null ? targetCpu :
            allowed.stream().filter(number -> number != clients).reduce((low, high) -> high).orElse(LoadRun.ANY_CPU);
        if (clients == target || !allowed.contains(clients) || target != LoadRun.ANY_CPU && !allowed.contains(target))
        {
            throw new CliException(CliException.USAGE, "--cpu and --target-cpu must be two of " + allowed + ": --cpu=" +
                clients + " --target-cpu=" + target);
        }
        return new int[]{clients, target};
    }

    private void makeFolder()
    {
        if (folder != null)
        {
            OutFolder.requireNew(folder);
            OutFolder.make("--out", folder);
        }
    }

    private static void keep(final ResilienceHarness harness, final Recording recording)
    {
        harness.record(recording.run(), recording.folder());
        try
        {
            harness.write(recording.folder(), recording.run().command());
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.FAILURE, "--record: cannot write the results: " + ex);
        }
    }

    private void write(final ResilienceHarness harness)
    {
        if (folder != null)
        {
            try
            {
                harness.write(folder, "fourtuple " +
                    String.join(" ", spec.root().commandLine().getParseResult().originalArgs()));
                spec.commandLine().getOut().println("written into " + folder + ": resilience.md, resilience.json, " +
                    "completed.svg, p99.svg");
            }
            catch (final IOException ex)
            {
                throw new CliException(CliException.FAILURE, "--out: cannot write into " + folder + ": " + ex);
            }
        }
    }
}
