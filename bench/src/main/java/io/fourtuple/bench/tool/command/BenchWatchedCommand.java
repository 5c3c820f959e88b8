package io.fourtuple.bench.tool.command;

import java.util.concurrent.Callable;

import io.fourtuple.bench.measure.observer.WatchedBenchmark;
import io.fourtuple.bench.measure.observer.WatchedOptions;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.RecordOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The cost to an engine of being watched. */
@Command(
    name = "watched",
    header = "The cost to an engine that stat and ss read.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Runs demo in a process of its own and measures its handshakes a second in turns: alone, while stat and ss read " +
        "its telemetry each second, and while the same programs read a copy. The readers have the machine's last CPU for " +
        "themselves, the engine has the others. No root needed."},
    footer = {
        "",
        "Examples:",
        "  fourtuple bench watched",
        "  fourtuple bench watched --pairs 9 --seconds 8 --record",
        "",
        "Exit status 1 if the engine that is read is slower, on the median of the turns, by more than the turns alone differ",
        "(the lowest and the highest left out), or if there are fewer than five turns, or the turns alone differ by more",
        "than 10 %%."})
final class BenchWatchedCommand implements Callable<Integer>
{
    @Option(names = "--pairs", paramLabel = "N", defaultValue = "5", description = "Turns. Default: 5.")
    private int pairs;

    @Option(
        names = "--seconds",
        paramLabel = "N",
        defaultValue = "4",
        description = "Seconds of each of a turn's three measurements. Default: 4.")
    private int seconds;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "8", description = "Seconds before the first turn. Default: 8.")
    private int warmUp;

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final WatchedOptions options = CliException.checked(() -> new WatchedOptions(pairs, seconds, warmUp));
        return record.run(spec, recording ->
        {
            final WatchedBenchmark benchmark = new WatchedBenchmark(options, recording.out());
            try
            {
                final boolean passed = benchmark.run();
                benchmark.record(recording.run());
                recording.result(benchmark.json());
                return passed ? 0 : CliException.FAILURE;
            }
            catch (final IllegalStateException ex)
            {
                throw new CliException(CliException.FAILURE, "FAIL: " + ex.getMessage());
            }
        });
    }
}
