package io.fourtuple.bench.tool.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.measure.tun.HandshakeFrames;
import io.fourtuple.bench.measure.tun.TunBenchmark;
import io.fourtuple.bench.measure.tun.TunResult;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;
import io.fourtuple.bench.tool.option.BenchOptions;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.option.Recording;
import io.fourtuple.tun.CpuPinning;
import io.fourtuple.tun.TunException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Server-side handshakes a second over a TUN device, beside what a bare loop gets from the same device. */
@Command(
    name = "tun",
    header = "Over TUN, beside bare loops in C and Java.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Measures server-side handshakes a second over a TUN device in a network namespace of its own: a bare loop " +
        "in C and one in Java, which read twice and write once a handshake, the engine's link alone, and the engine, " +
        "in turns of about a millisecond. Another CPU fills the device's queue with raw frames, then the time to " +
        "empty it counts. Connections stay open.",
        "Needs root, two CPUs, and gcc for the floor in C. Exit status 1 if a count is wrong."},
    footer = {
        "",
        "Examples:",
        "  sudo fourtuple bench tun",
        "  sudo fourtuple bench tun --handshakes 2000000 --rounds 9 --json tun.json",
        "  sudo fourtuple bench tun --cpu 3 --load-cpu 5"})
final class BenchTunCommand implements Callable<Integer>
{
    private static final double C_GOAL = 0.80;
    private static final double JAVA_GOAL = 0.90;
    private static final int MAX_ROUNDS = 1_000;

    @Option(names = "--handshakes", paramLabel = "N", defaultValue = "200000",
        description = "Handshakes of a round, for each. Default: 200000.")
    private int handshakes;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5",
        description = "Rounds; their median counts. Default: 5.")
    private int rounds;

    @Option(names = "--warm-ups", paramLabel = "N", defaultValue = "2",
        description = "Rounds before those, which don't count. Default: 2.")
    private int warmUps;

    @Option(names = "--cpu", paramLabel = "N",
        description = "CPU of what is measured. Default: the last that this process may use.")
    private Integer cpu;

    @Option(names = "--load-cpu", paramLabel = "N", description = "CPU of the load. Default: the first.")
    private Integer loadCpu;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes every turn's figure to a file.")
    private Path json;

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        checkRange("--handshakes", handshakes, HandshakeFrames.DISTANCE, HandshakeFrames.MAX_HANDSHAKES);
        checkRange("--rounds", rounds, 1, MAX_ROUNDS);
        checkRange("--warm-ups", warmUps, 0, MAX_ROUNDS);
        final int[] cpus = cpus();
        BenchOptions.requireFolder("--json", json);
        return record.run(spec, recording -> measure(cpus, recording));
    }

    private int measure(final int[] cpus, final Recording recording)
    {
        final PrintWriter out = recording.out();
        final PrintWriter err = spec.commandLine().getErr();
        out.println(HostInfo.describe());
        out.flush();
        try
        {
            final TunBenchmark benchmark = new TunBenchmark(handshakes, folder(), cpus[0], cpus[1], line ->
            {
                err.println(line);
                err.flush();
            });
            final List<TunResult> results = benchmark.run(warmUps, rounds);
            report(out, results);
            writeJson(results);
            recording.result(json(results));
            record(results, recording.run());
            return 0;
        }
        catch (final TunException | IOException | IllegalStateException | IllegalArgumentException ex)
        {
            throw new CliException(CliException.FAILURE, ex.getMessage());
        }
    }

    private static void checkRange(final String option, final int value, final int min, final int max)
    {
        if (value < min || value > max)
        {
            throw new CliException(
                CliException.USAGE, option + " must be " + min + " to " + max + ": " + option + "=" + value);
        }
    }

    private int[] cpus()
    {
        final List<Integer> allowed = CpuPinning.allowedCpus();
        final int server = cpu == null ? allowed.get(allowed.size() - 1) : cpu;
        final int generator = loadCpu == null ? allowed.get(0) : loadCpu;
        if (server == generator)
        {
            throw new CliException(CliException.USAGE,
                "the load needs a CPU of its own: --cpu=" + server + " --load-cpu=" + generator + " allowed=" +
                allowed);
        }
        return new int[]{server, generator};
    }

    /** Beside the jar, where it was built; a temporary folder if that cannot be written. */
    private static Path folder() throws IOException
    {
        try
        {
            final Path jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isWritable(jar.getParent()))
            {
                return jar.resolveSibling("tun-floor");
            }
        }
        catch (final URISyntaxException ex)
        {
            throw new IOException("cannot find the jar's own folder: " + ex.getMessage(), ex);
        }
        return Files.createTempDirectory("fourtuple-tun-floor");
    }

    private void report(final PrintWriter out, final List<TunResult> results)
    {
        out.printf("server-side handshakes/s over TUN by the median turn: median [min..max] of %d rounds " +
            "of %,d each, turns of %d frames%n", rounds, handshakes, TunBenchmark.BURST);
        for (final TunResult result : results)
        {
            out.printf("  %-40s %,9.0f/s [%,.0f..%,.0f]  %,6.0f ns  mean %,.0f/s%n",
                result.title(), result.median(), result.min(), result.max(), 1e9 / result.median(),
                result.medianOfMeans());
        }
        final double engine = results.get(3).median();
        printShare(out, "the bare C loop", engine / results.get(0).median(), C_GOAL);
        printShare(out, "the bare Java loop", engine / results.get(1).median(), JAVA_GOAL);
    }

    private static void printShare(final PrintWriter out, final String floor, final double share, final double goal)
    {
        out.printf("the engine does %.1f %% of %s (goal: %.0f %%: %s)%n",
            100 * share, floor, 100 * goal, share >= goal ? "reached" : "MISSED");
    }

    private static void record(final List<TunResult> results, final RunRecord run)
    {
        run.title("server-side handshakes over a TUN device, beside bare loops");
        // What the page is about comes first.
        run.metric(results.get(3).metric());
        results.stream().limit(3).forEach(result -> run.metric(result.metric()));
        final double engine = results.get(3).median();
        run.verdict(RunVerdict.of(List.of(
            share("the bare C loop", engine / results.get(0).median(), C_GOAL),
            share("the bare Java loop", engine / results.get(1).median(), JAVA_GOAL))));
    }

    private static RunVerdict.Criterion share(final String floor, final double share, final double goal)
    {
        return new RunVerdict.Criterion("the engine's share of " + floor,
            String.format(Locale.ROOT, ">= %.0f %%", 100 * goal), String.format(Locale.ROOT, "%.1f %%", 100 * share),
            share >= goal);
    }

    private Json json(final List<TunResult> results)
    {
        final Json all = new Json().put("benchmark", "tun").put("at", Instant.now().toString())
            .put("machine", HostInfo.json()).put("handshakes", handshakes).put("rounds", rounds);
        for (final TunResult result : results)
        {
            all.put(result.title(), new Json().put("per_second_median", result.median())
                .put("min", result.min()).put("max", result.max())
                .put("per_second_mean", result.medianOfMeans()).put("rounds", result.perSecond()));
        }
        return all;
    }

    private void writeJson(final List<TunResult> results)
    {
        if (json == null)
        {
            return;
        }
        try
        {
            json(results).write(json);
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.USAGE, "--json: cannot write " + json + ": " + ex.getMessage());
        }
    }
}
