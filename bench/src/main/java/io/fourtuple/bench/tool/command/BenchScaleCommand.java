package io.fourtuple.bench.tool.command;

import java.util.List;
import java.util.concurrent.Callable;

import io.fourtuple.bench.base.Range;
import io.fourtuple.bench.base.WrongAnswerException;
import io.fourtuple.bench.measure.cycle.CycleOptions;
import io.fourtuple.bench.measure.cycle.ScaleHarness;
import io.fourtuple.bench.measure.cycle.record.ScaleRecord;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.JsonOption;
import io.fourtuple.bench.tool.option.MemoryShortage;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.option.Recording;
import io.fourtuple.bench.tool.option.RoundOptions;
import io.fourtuple.tun.CpuPinning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Connections a second of several loops, and of one, in memory. */
@Command(
    name = "scale",
    header = "Two loops against one.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Opens and closes connections in memory, as bench cycle does, with one loop and with several, each on a CPU " +
        "and with a table and a driver of its own, and prints the ratio. The drivers' cost is measured in the same " +
        "circumstances, with a null engine, and subtracted.",
        "Exit status 1 if an answer or a count is wrong."},
    footer = {
        "",
        "Examples:",
        "  fourtuple bench scale",
        "  fourtuple bench scale --loops 2 --idle 1m --json scale.json"})
final class BenchScaleCommand implements Callable<Integer>
{
    @Option(names = "--loops", paramLabel = "N", defaultValue = "2", description = "Loops, a CPU each. Default: 2.")
    private int loops;

    @Mixin
    private JsonOption json;

    @Mixin
    private final RoundOptions rounds = new RoundOptions(0, 1);

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final CycleOptions options = CliException.checked(() ->
        {
            Range.check("--loops", loops, 2, 1_024);
            return new CycleOptions(rounds.idle(), rounds.batch(), rounds.seconds(), rounds.rounds(), true);
        });
        json.validate();
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
            json.write(harness.json());
            recording.result(harness.json());
            ScaleRecord.fill(options, loops, harness, recording.run());
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
    }
}
