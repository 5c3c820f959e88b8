package io.fourtuple.bench.tool.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import io.fourtuple.bench.measure.goodput.GoodputBenchmark;
import io.fourtuple.bench.measure.goodput.GoodputEngine;
import io.fourtuple.bench.measure.goodput.GoodputOptions;
import io.fourtuple.bench.measure.goodput.GoodputResults;
import io.fourtuple.bench.tool.option.BenchOptions;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.EngineSetupOptions;
import io.fourtuple.bench.tool.option.JsonOption;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.option.Recording;
import io.fourtuple.bench.tool.session.StopSignal;
import io.fourtuple.bench.tool.terminal.ProgressLine;
import io.fourtuple.bench.tool.terminal.Terminal;
import io.fourtuple.link.PathOption;
import io.fourtuple.link.PathPlan;
import io.fourtuple.tun.TunException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Goodput over bad networks, beside Linux. */
@Command(
    name = "goodput",
    header = "Goodput over bad networks, beside Linux.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Measures how many bytes a second one TCP flow carries over an emulated network: from Linux to Linux, from the engine " +
        "to Linux and from Linux to the engine, over each combination of loss, round-trip time and reordering. The network " +
        "has a bottleneck with a queue of one bandwidth-delay product, the same each way. Each byte is checked.",
        "Linux's sides are kernels of network namespaces of their own behind TUN devices; nothing of the machine's network is " +
        "touched. Needs root. The default grid takes about 35 minutes."},
    footer = {
        "",
        "Examples:",
        "  sudo fourtuple bench goodput",
        "  sudo fourtuple bench goodput --loss 0,1 --rtt 20 --reorder 0 --seconds 10 --repeats 5",
        "  sudo fourtuple bench goodput --congestion reno --rate 20m --record",
        "  sudo fourtuple bench goodput --loss 1 --rtt 100 --reorder 1 --set tcp_sack=0 --svg goodput.svg",
        "Exit status 1 if a share is missed: in each cell the engine's goodput must be 95 %% of Linux's or more, as sender and " +
        "as receiver, and the median of the cells above 100 %%; or if a flow broke, or the run was stopped."})
final class BenchGoodputCommand implements Callable<Integer>
{
    @Option(names = "--loss", paramLabel = "PERCENT", split = ",", defaultValue = "0,0.1,1,3,10",
        description = "Frames lost each way, in per cent, with commas between. Default: 0,0.1,1,3,10.")
    private List<Double> losses;

    @Option(names = "--rtt", paramLabel = "MS", split = ",", defaultValue = "1,20,100",
        description = "Round-trip times without the queues, in milliseconds. Default: 1,20,100.")
    private List<Integer> rttsMs;

    @Option(names = "--reorder", paramLabel = "PERCENT", split = ",", defaultValue = "0,1,5",
        description = "Frames out of order, in per cent. Default: 0,1,5.")
    private List<Double> reorders;

    @Option(names = "--reorder-by", paramLabel = "TIME", defaultValue = "0",
        description = "By how much frames out of order are held back, as 2ms. Default: 0, which lets them skip the delay, as " +
            "netem does.")
    private String reorderBy;

    @Option(names = "--rate", paramLabel = "BITS", defaultValue = "100m", description = "The bottleneck's. Default: 100m.")
    private String rate;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "5",
        description = "Of a measurement, from the SYN on. Default: 5.")
    private double seconds;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "3",
        description = "Repetitions of each measurement; their median counts. Default: 3.")
    private int repeats;

    @Option(names = "--congestion", paramLabel = "NAME", defaultValue = "cubic",
        description = "Linux's congestion control: cubic, reno, or another that the kernel has; the engine's is " +
            "newreno beside reno, else cubic. Default: cubic.")
    private String congestion;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
        description = "Decides which frames are lost in the first repetition. Default: 1.")
    private long seed;

    @Option(names = "--set", paramLabel = "NAME=VALUE",
        description = "Changes a setting of the engine, as in tcp_sack=0; repeatable.")
    private List<String> assignments = List.of();

    @Option(names = "--svg", paramLabel = "FILE", description = "Plots the engine's share of Linux's goodput over the loss.")
    private Path svg;

    @Mixin
    private JsonOption json;

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final GoodputOptions options = CliException.checked(() -> new GoodputOptions(
            new GoodputOptions.Grid(losses, rttsMs, reorders), value("--rate", PathOption.RATE, rate),
            value("--reorder-by", PathOption.REORDER_BY, reorderBy), seconds, repeats, congestion, seed,
            EngineSetupOptions.with(GoodputEngine.settings(congestion), assignments)));
        json.validate();
        BenchOptions.requireFolder("--svg", svg);
        return record.run(spec, recording -> measure(options, recording));
    }

    /** Read as the emulated network's own plans are. */
    private static long value(final String option, final PathOption path, final String text)
    {
        try
        {
            return PathPlan.parse(path.key() + "=" + text).get(path);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new IllegalArgumentException(option + ": " + ex.getMessage(), ex);
        }
    }

    private int measure(final GoodputOptions options, final Recording recording)
    {
        final StopSignal stop = StopSignal.installed();
        final PrintWriter out = recording.out();
        final GoodputResults results;
        try (ProgressLine progress = new ProgressLine(Terminal.of(spec.commandLine().getErr()), System::nanoTime))
        {
            results = new GoodputBenchmark(options, out, text ->
            {
                if (progress.isDue())
                {
                    progress.show(text);
                }
            }, stop::isRaised).run();
        }
        catch (final TunException | IllegalStateException ex)
        {
            throw new CliException(CliException.FAILURE, ex.getMessage());
        }
        return keep(results, recording);
    }

    private int keep(final GoodputResults results, final Recording recording)
    {
        json.write(results.json());
        if (!results.isComplete())
        {
            recording.discard("stopped before the end");
            return CliException.FAILURE;
        }
        recording.result(results.json());
        results.record(recording.run());
        write(results.svg(), svg);
        write(results.svg(), recording.fileOr("goodput.svg", null));
        return results.verdict().isFail() ? CliException.FAILURE : 0;
    }

    private static void write(final String text, final Path file)
    {
        if (file != null)
        {
            try
            {
                Files.writeString(file, text);
            }
            catch (final IOException ex)
            {
                throw new CliException(CliException.FAILURE, "--svg: cannot write " + file + ": " + ex);
            }
        }
    }
}
