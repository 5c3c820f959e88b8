package io.fourtuple.telemetry;

/**
 * One latency of a telemetry file, all of one moment.
 *
 * @param label        as {@link Latency#label()}.
 * @param begunEpochMs beginning of the latest interval, in milliseconds since 1970.
 * @param endedEpochMs its end.
 * @param interval     the values of the interval.
 * @param total        all values so far.
 */
public record LatencyReading(
    String label, long begunEpochMs, long endedEpochMs, HistogramSummary interval, HistogramSummary total)
{
}
