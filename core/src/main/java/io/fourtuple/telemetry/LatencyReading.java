package io.fourtuple.telemetry;

/**
 * What a telemetry file tells of one latency, all of one moment.
 *
 * @param label        as {@link Latency#label()}.
 * @param begunEpochMs when the latest interval began, in milliseconds since 1970.
 * @param endedEpochMs when it ended.
 * @param interval     what was recorded in it.
 * @param total        what was recorded so far.
 */
public record LatencyReading(
    String label, long begunEpochMs, long endedEpochMs, HistogramSummary interval, HistogramSummary total)
{
}
