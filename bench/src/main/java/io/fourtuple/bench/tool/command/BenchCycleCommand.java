package io.fourtuple.bench.tool.command;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import io.fourtuple.bench.base.Spread;
import io.fourtuple.bench.measure.cycle.CycleHarness;
import io.fourtuple.bench.measure.cycle.CycleOptions;
import io.fourtuple.bench.publish.record.Direction;
import io.fourtuple.bench.publish.record.Metric;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;
import io.fourtuple.bench.tool.option.BenchOptions;
import io.fourtuple.bench.tool.option.LatencyOption;
import io.fourtuple.bench.tool.option.RecordOptions;
import io.fourtuple.bench.tool.option.Recording;
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
        "opens the held connections, and measures: the median and the extremes of the rounds. 4-tuples are used twice only " +
        "after 4.2 billion connections (64512 ports of 65536 addresses)."},
    footer = {
        "",
        "Examples:",
        "  fourtuple bench cycle",
        "  fourtuple bench cycle --latency all     what recording costs",
        "  fourtuple bench cycle --telemetry       what it costs to be seen",
        "  fourtuple bench cycle --held 10m --batch 32 --json cycle-10m.json",
        "  FOURTUPLE_MEMORY=22g fourtuple bench cycle --held 200m --rounds 3",
        "Exit status 1 if an answer or a count is wrong, or a cycle allocates."})
final class BenchCycleCommand implements Callable<Integer>
{
    @Option(
        names = "--held",
        paramLabel = "N",
        defaultValue = "0",
        converter = BenchOptions.Number.class,
        description = "Connections that stay open, as in 10m. Default: 0.")
    private long held;

    @Option(
        names = "--batch",
        paramLabel = "N",
        defaultValue = "32",
        description = "Connections opened and closed together, 1 to 4096. Default: 32.")
    private int batch;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "3", description = "Of each round. Default: 3.")
    private int seconds;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Measured ones. Default: 5.")
    private int rounds;

    @Option(
        names = "--latency",
        paramLabel = "all|off|NAME,...",
        description = "Latencies that the engine records meanwhile, to see what that costs. Default: off.")
    private String latency;

    @Option(
        names = "--telemetry",
        description = "The engine's records lie in a telemetry file, as those of serve and demo, to see what that costs.")
    private boolean telemetry;

    @Option(names = "--no-verify", description = "Leaves out the verification of checksums.")
    private boolean noVerify;

    @Mixin
    private BenchOptions options;

    @Mixin
    private RecordOptions record;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call()
    {
        final CycleOptions cycle =
            BenchOptions.checked(() -> new CycleOptions(
                held, batch, seconds, rounds, !noVerify, LatencyOption.parse("--latency", latency), telemetry));
        options.validate();
        return record.run(spec, recording -> measure(cycle, recording));
    }

    private int measure(final CycleOptions cycle, final Recording recording)
    {
        final CycleHarness harness = new CycleHarness(cycle, recording.out());
        final int status = options.run(recording, harness::run, harness::json);
        record(harness, recording.run());
        return status;
    }

    private void record(final CycleHarness harness, final RunRecord run)
    {
        final double[] allocated = harness.samples().get("allocated_bytes_per_cycle");
        final double median = Spread.of(allocated).median();
        run.title(title())
            .metric(timed(harness, "open and close", "ns_per_cycle"))
            .metric(timed(harness, "handshake", "ns_handshake"))
            .metric(timed(harness, "close", "ns_close"))
            .metric(Metric.of("connections opened and closed", "1/s", Direction.HIGHER,
                harness.samples().get("per_second")))
            .verdict(RunVerdict.of(List.of(
                new RunVerdict.Criterion("answers and counts", "all right", "all right", true),
                new RunVerdict.Criterion("allocated by a cycle", "< 0.01 bytes",
                    String.format(Locale.ROOT, "%.4f bytes", median), median < 0.01))));
        // An engine for none has its least size, which says nothing of a connection.
        if (held > 0)
        {
            run.metric(Metric.of("memory of a connection", "bytes", Direction.LOWER, harness.bytesPerConnection()));
        }
    }

    /** All that tells it from another run of this benchmark. */
    private String title()
    {
        return String.format(Locale.ROOT, "open and close beside %,d held connections%s%s%s%s", held,
            spec.commandLine().getParseResult().hasMatchedOption("--batch") ? ", batches of " + batch : "",
            telemetry ? ", records in a file" : "",
            latency == null || "off".equals(latency) ? "" : ", latencies recorded: " + latency,
            noVerify ? ", checksums not verified" : "");
    }

    /** With the driver's own smallest figure as the floor. */
    private static Metric timed(final CycleHarness harness, final String name, final String key)
    {
        return Metric.withFloor(name, "ns", Direction.LOWER, Spread.of(harness.floorSamples().get(key)).min(),
            harness.samples().get(key));
    }
}
