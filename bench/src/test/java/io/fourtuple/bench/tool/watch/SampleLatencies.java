package io.fourtuple.bench.tool.watch;

import java.util.List;

import io.fourtuple.telemetry.HistogramSummary;
import io.fourtuple.telemetry.LatencyReading;

/** Latencies for tests: of two seconds, in which nothing was recorded of one of the two. */
final class SampleLatencies
{
    private static final HistogramSummary TOTAL =
        new HistogramSummary(1_000, 2_000_000, 1_000, 2_000, 3_000, 4_000, 5_000_000, 1_234_567_800);

    static final List<LatencyReading> SOME = List.of(
        new LatencyReading("syn-to-syn-ack", 1_000, 3_000,
            new HistogramSummary(100, 200_000, 1_250, 2_000, 3_000, 4_000, 5_000, 6_000), TOTAL),
        new LatencyReading("cycle", 1_000, 3_000, new HistogramSummary(0, 0, 0, 0, 0, 0, 0, 0), TOTAL));

    private SampleLatencies()
    {
    }
}
