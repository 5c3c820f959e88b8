package io.fourtuple.bench.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import io.fourtuple.bench.cycle.CycleOptions;
import io.fourtuple.bench.cycle.ScaleHarness;
import io.fourtuple.bench.cycle.WrongAnswerException;
import io.fourtuple.tun.CpuPinning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much more several loops do than one, in memory. */
@Command(
    name = "scale",
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

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final CycleOptions options = BenchOptions.checked(() ->
        {
            CycleOptions.within("--loops", loops, 2, 1_024);
            return new CycleOptions(held, batch, seconds, rounds, true);
        });
        BenchOptions.requireFolder("--json", json);
        final List<Integer> allowed = CpuPinning.allowedCpus();
        if (allowed.size() < loops)
        {
            throw new CliException(
                CliException.USAGE, "each loop needs a CPU of its own: --loops=" + loops + " allowed=" + allowed);
        }
        final ScaleHarness harness =
            new ScaleHarness(options, allowed.subList(0, loops), CpuPinning::pin, spec.commandLine().getOut());
        try
        {
            harness.run();
            if (json != null)
            {
                harness.json().write(json);
            }
            return 0;
        }
        catch (final WrongAnswerException ex)
        {
            throw new CliException(CliException.FAILURE, "FAIL: " + ex.getMessage());
        }
        catch (final OutOfMemoryError ex)
        {
            throw new CliException(CliException.FAILURE, "not enough memory: " + ex.getMessage() +
                "; FOURTUPLE_MEMORY=8g sets more, fewer connections need less");
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.FAILURE, "--json: cannot write " + json + ": " + ex);
        }
    }
}
