package io.fourtuple.bench.tool.command;

import java.util.concurrent.Callable;

import io.fourtuple.bench.measure.cycle.CycleHarness;
import io.fourtuple.bench.measure.cycle.CycleOptions;
import io.fourtuple.bench.measure.cycle.record.CycleRecord;
import io.fourtuple.bench.tool.option.BenchOptions;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.LatencyRecordingOption;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.option.Recording;
import io.fourtuple.bench.tool.option.RoundOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Cycles of open and close a second, beside connections that stay open. */
@Command(
    name = "cycle",
    header = "Connections opened and closed a second, one thread.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
        "Opens and closes connections in memory, by wire bytes with valid checksums, on one thread, beside " +
        "connections that stay open. No network, no root.",
        "Prints the floor (the driver against a link of fixed answers), then verifies every checksum and count, " +
        "opens the idle connections, and measures: the median and the extremes of the rounds. 4-tuples are used twice only " +
        "after 4.2 billion connections (64512 ports of 65536 addresses)."},
    footer = {
        "",
        "Examples:",
        "  fourtuple bench cycle",
        "  fourtuple bench cycle --latency all     the cost of recording latencies",
        "  fourtuple bench cycle --telemetry       the cost of a telemetry file",
        "  fourtuple bench cycle --idle 10m --batch 32 --json cycle-10m.json",
        "  FOURTUPLE_MEMORY=22g fourtuple bench cycle --idle 200m --rounds 3",
        "Exit status 1 if an answer or a count is wrong, or a cycle allocates."})
final class BenchCycleCommand implements Callable<Integer>
{
    @Option(
        names = "--latency",
        paramLabel = "all|off|NAME,...",
        description = "Latencies that the engine records meanwhile, to measure the cost of recording. Default: off.")
    private String latency;

    @Option(
        names = "--telemetry",
        description = "Keeps the engine's records in a telemetry file, as serve and demo do, to measure the cost of that.")
    private boolean telemetry;

    @Option(names = "--no-verify", description = "Leaves out the verification of checksums.")
    private boolean noVerify;

    @Mixin
    private BenchOptions options;

    @Mixin
    private final RoundOptions rounds = new RoundOptions(0, 3);

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final CycleOptions cycle =
            CliException.checked(() -> new CycleOptions(
                rounds.idle(), rounds.batch(), rounds.seconds(), rounds.rounds(), !noVerify,
                LatencyRecordingOption.parse("--latency", latency), telemetry));
        options.validate();
        return record.run(spec, recording -> measure(cycle, recording));
    }

    private int measure(final CycleOptions cycle, final Recording recording)
    {
        final CycleHarness harness = new CycleHarness(cycle, recording.out());
        final int status = options.run(recording, harness::run, harness::json);
        CycleRecord.fill(cycle, harness, recording.run());
        return status;
    }
}
