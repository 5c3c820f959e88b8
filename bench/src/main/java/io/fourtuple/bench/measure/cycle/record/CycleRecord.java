package io.fourtuple.bench.measure.cycle.record;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.fourtuple.bench.base.Spread;
import io.fourtuple.bench.measure.cycle.CycleHarness;
import io.fourtuple.bench.measure.cycle.CycleOptions;
import io.fourtuple.bench.publish.record.Direction;
import io.fourtuple.bench.publish.record.Metric;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;
import io.fourtuple.telemetry.Latency;

/** The record of a run of {@link CycleHarness}. */
public final class CycleRecord
{
    private CycleRecord()
    {
    }

    /** Fills the record of a harness that has run. */
    public static void fill(final CycleOptions options, final CycleHarness harness, final RunRecord run)
    {
        final double allocated = Spread.of(harness.samples().get("allocated_bytes_per_cycle")).median();
        run.title(title(options))
            .metric(timed(harness, "open and close", "ns_per_cycle"))
            .metric(timed(harness, "handshake", "ns_handshake"))
            .metric(timed(harness, "close", "ns_close"))
            .metric(Metric.of("connections opened and closed", "1/s", Direction.HIGHER,
                harness.samples().get("per_second")))
            .verdict(RunVerdict.of(List.of(
                new RunVerdict.Criterion("answers and counts", "all right", "all right", true),
                new RunVerdict.Criterion("allocated by a cycle", "< 0.01 bytes",
                    String.format(Locale.ROOT, "%.4f bytes", allocated), allocated < 0.01))));
        // An engine for none has its least size, which says nothing of a connection.
        if (options.idle() > 0)
        {
            run.metric(Metric.of("memory of a connection", "bytes", Direction.LOWER, harness.bytesPerConnection()));
        }
    }

    /** All that tells it from another run of this benchmark. */
    private static String title(final CycleOptions options)
    {
        return String.format(Locale.ROOT, "open and close beside %,d idle connections%s%s%s%s", options.idle(),
            options.batch() == CycleOptions.USUAL_BATCH ? "" : ", batches of " + options.batch(),
            options.telemetry() ? ", records in a file" : "",
            options.latencies().isEmpty() ? "" : ", latencies recorded: " + names(options.latencies()),
            options.verify() ? "" : ", checksums not verified");
    }

    private static String names(final Set<Latency> latencies)
    {
        return latencies.equals(EnumSet.allOf(Latency.class)) ? "all" :
            latencies.stream().map(Latency::label).collect(Collectors.joining(","));
    }

    /** With the driver's own smallest figure as the floor. */
    private static Metric timed(final CycleHarness harness, final String name, final String key)
    {
        return Metric.withFloor(name, "ns", Direction.LOWER, Spread.of(harness.floorSamples().get(key)).min(),
            harness.samples().get(key));
    }
}
