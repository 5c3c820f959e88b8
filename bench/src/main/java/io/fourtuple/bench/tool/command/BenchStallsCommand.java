package io.fourtuple.bench.tool.command;

import java.util.List;
import java.util.concurrent.Callable;

import io.fourtuple.bench.measure.stalls.StallHarness;
import io.fourtuple.bench.measure.stalls.StallOptions;
import io.fourtuple.bench.tool.option.BenchOptions;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.option.RoundOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The longest cycles of the loop, and whether the machine explains them. */
@Command(
    name = "stalls",
    header = "The loop's longest cycles in bad moments.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Times every cycle of the loop in memory: under churn, when a million connections in TIME_WAIT end at the " +
        "same time or evenly over one second (by a clock that jumps; the time measured is real), while a new engine " +
        "is filled up, when a million half-open connections are given up at the same time, and while SYNs are answered " +
        "by cookies. Prints the memory of an entry, too.",
        "After each round the machine is watched alone for twice as long, by a thread on the same CPU that only reads " +
        "the clock. Cycles over a millisecond are listed with the engine's work in them."},
    footer = {
        "",
        "Examples:",
        "  fourtuple bench stalls",
        "  fourtuple bench stalls --idle 10m --count 10m --seconds 10 --json stalls.json",
        "  fourtuple bench stalls --only expiry-in-a-second --count 10m",
        "  fourtuple bench stalls --only half-open,half-open-ipv6,cookies --rounds 1",
        "Exit status 1 if the machine's own gaps don't explain the cycles over 1 ms, or an answer or a count is " +
        "wrong. They don't if so many have a probability below 1 %% (a binomial test), or if the longest has: it is " +
        "7.04 times as long as the machine's longest gap (for which it is then watched 10 s more), or 7.04 ms where " +
        "the machine has no gap of 1 ms. So a single stall of 8 ms fails on a quiet machine; on a noisy one, which has " +
        "gaps of 10 ms itself, one of 71 ms does."})
final class BenchStallsCommand implements Callable<Integer>
{
    @Option(
        names = "--count",
        paramLabel = "N",
        defaultValue = "1m",
        converter = BenchOptions.Number.class,
        description = "Connections that end together, and that a new engine is filled with; a tenth of the SYNs that " +
            "are answered by cookies. Default: 1m.")
    private long count;

    @Option(
        names = "--only",
        paramLabel = "NAME",
        split = ",",
        description = "Measures only these: churn, expiry, expiry-in-a-second, growth, half-open, " +
            "half-open-ipv6, cookies. Default: all.")
    private List<String> only = List.of();

    @Mixin
    private BenchOptions options;

    @Mixin
    private final RoundOptions rounds = new RoundOptions(100_000, 2);

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final StallOptions stalls =
            CliException.checked(() -> new StallOptions(
                rounds.idle(), count, rounds.batch(), rounds.seconds(), rounds.rounds()));
        for (final String name : only)
        {
            if (!StallHarness.names().contains(name))
            {
                throw new CliException(CliException.USAGE, "--only must be of " +
                    String.join(", ", StallHarness.names()) + ": --only=" + name);
            }
        }
        options.validate();
        return record.run(spec, recording ->
        {
            final StallHarness harness = new StallHarness(stalls, only, recording.out());
            final int status = options.run(recording, harness::run, harness::json);
            if (recording.isOn())
            {
                harness.record(recording.run(), recording.folder());
            }
            return status;
        });
    }
}
