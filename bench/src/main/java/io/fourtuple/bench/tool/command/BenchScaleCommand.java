package io.fourtuple.bench.tool.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import io.fourtuple.bench.base.Range;
import io.fourtuple.bench.base.WrongAnswerException;
import io.fourtuple.bench.measure.cycle.CycleOptions;
import io.fourtuple.bench.measure.cycle.ScaleHarness;
import io.fourtuple.bench.publish.record.Direction;
import io.fourtuple.bench.publish.record.Metric;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;
import io.fourtuple.bench.tool.option.BenchOptions;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.option.Recording;
import io.fourtuple.bench.tool.session.MemoryShortage;
import io.fourtuple.tun.CpuPinning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much more several loops do than one, in memory. */
@Command(
    name = "scale",
    header = "Two loops against one.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Opens and closes connections in memory, as bench cycle does, with one loop and with several, each on a CPU " +
        "and with a table and a driver of its own, and prints the ratio. The drivers' cost is measured in the same " +
        "circumstances, with a null engine, and taken off.",
        "Exit status 1 if an answer or a count is wrong."},
    footer = {
        "",
        "Examples:",
        "  fourtuple bench scale",
        "  fourtuple bench scale --loops 2 --held 1m --json scale.json"})
final class BenchScaleCommand implements Callable<Integer>
{
    @Option(names = "--loops", paramLabel = "N", defaultValue = "2", description = "Loops, a CPU each. Default: 2.")
    private int loops;

    @Option(names = "--held", paramLabel = "N", defaultValue = "0", converter = BenchOptions.Number.class,
        description = "Connections that stay open in each loop, as in 1m. Default: 0.")
    private long held;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "32",
        description = "Connections opened and closed together, 1 to 4096. Default: 32.")
    private int batch;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "1",
        description = "Of each part of a round; a round has two for each loop and two for all. Default: 1.")
    private int seconds;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Measured ones. Default: 5.")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the result as JSON, too.")
    private Path json;

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final CycleOptions options = BenchOptions.checked(() ->
        {
            Range.check("--loops", loops, 2, 1_024);
            return new CycleOptions(held, batch, seconds, rounds, true);
        });
        BenchOptions.requireFolder("--json", json);
        final List<Integer> allowed = CpuPinning.allowedCpus();
        if (allowed.size() < loops)
        {
            throw new CliException(
                CliException.USAGE, "each loop needs a CPU of its own: --loops=" + loops + " allowed=" + allowed);
        }
        return record.run(spec, recording -> measure(options, allowed.subList(0, loops), recording));
    }

    private int measure(final CycleOptions options, final List<Integer> cpus, final Recording recording)
    {
        final ScaleHarness harness = new ScaleHarness(options, cpus, CpuPinning::pin, recording.out());
        try
        {
            harness.run();
            if (json != null)
            {
                harness.json().write(json);
            }
            recording.result(harness.json());
            record(harness, recording.run());
            return 0;
        }
        catch (final WrongAnswerException ex)
        {
            throw new CliException(CliException.FAILURE, "FAIL: " + ex.getMessage());
        }
        catch (final OutOfMemoryError ex)
        {
            throw MemoryShortage.of(ex, "fewer connections");
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.FAILURE, "--json: cannot write " + json + ": " + ex);
        }
    }

    private void record(final ScaleHarness harness, final RunRecord run)
    {
        run.title(String.format(Locale.ROOT, "%d loops against one, %,d held by each", loops, held))
            .metric(Metric.of("ratio of all loops to one", "times", Direction.HIGHER, harness.samples().get("ratio")))
            .metric(Metric.of("one loop", "1/s", Direction.HIGHER, harness.samples().get("one_per_second")))
            .metric(Metric.of("all loops", "1/s", Direction.HIGHER, harness.samples().get("all_per_second")))
            .verdict(RunVerdict.of(List.of(
                new RunVerdict.Criterion("answers and counts", "all right", "all right", true))));
    }
}
