package io.fourtuple.bench.publish.record;

import java.util.Map;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.base.Json;

/**
 * Interruptions of an idle spinning thread by the machine: how late the thread saw times {@link IdleJitter#PERIOD_NS}
 * apart, and the longest gap between two looks at the clock. In nanoseconds; NaN where unknown.
 *
 * @param seconds watched.
 * @param p50     of the lateness.
 * @param p99     of the lateness.
 * @param p999    of the lateness, 99.9 %.
 * @param max     of the lateness.
 * @param maxGap  longest gap.
 */
public record JitterSummary(double seconds, double p50, double p99, double p999, double max, double maxGap)
{
    static JitterSummary of(final double seconds, final Histogram lateness, final Histogram gaps)
    {
        return new JitterSummary(seconds, lateness.getValueAtPercentile(50), lateness.getValueAtPercentile(99),
            lateness.getValueAtPercentile(99.9), lateness.getMaxValue(), gaps.getMaxValue());
    }

    Map<String, Object> toMap()
    {
        return new Json()
            .putDigits("seconds", seconds)
            .putDigits("lateness_p50_ns", p50)
            .putDigits("lateness_p99_ns", p99)
            .putDigits("lateness_p99.9_ns", p999)
            .putDigits("lateness_max_ns", max)
            .putDigits("longest_gap_ns", maxGap)
            .members();
    }

    static JitterSummary fromJson(final JsonObject json)
    {
        return new JitterSummary(json.number("seconds"), json.number("lateness_p50_ns"),
            json.number("lateness_p99_ns"), json.number("lateness_p99.9_ns"), json.number("lateness_max_ns"),
            json.number("longest_gap_ns"));
    }
}
