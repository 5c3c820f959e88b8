package io.fourtuple.telemetry;

/**
 * A histogram in short. Nanoseconds, but for the count; all 0 if there were no values.
 *
 * @param count  values.
 * @param sum    of them, as exact as the histogram's mean.
 * @param p50    half of them are not greater.
 * @param p90    90 % of them are not greater.
 * @param p99    99 % of them are not greater.
 * @param p999   99.9 % of them are not greater.
 * @param p9999  99.99 % of them are not greater.
 * @param max    the greatest.
 */
public record HistogramSummary(long count, long sum, long p50, long p90, long p99, long p999, long p9999, long max)
{
}
