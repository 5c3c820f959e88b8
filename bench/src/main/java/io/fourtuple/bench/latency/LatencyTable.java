package io.fourtuple.bench.latency;

import java.util.Locale;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.cycle.Json;

/** Percentiles of histograms of nanoseconds, as rows of a table in microseconds and as JSON in nanoseconds. */
public final class LatencyTable
{
    /** The head of the table. */
    public static final String HEAD = String.format(Locale.ROOT, "  %-28s %9s %9s %9s %9s %9s %9s  us", "",
        "p50", "p90", "p99", "p99.9", "p99.99", "max");

    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    private static final String[] NAMES = {"p50", "p90", "p99", "p99_9", "p99_99"};

    private LatencyTable()
    {
    }

    public static String row(final String name, final Histogram histogram)
    {
        final StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "  %-28s", name));
        for (final double percentile : PERCENTILES)
        {
            row.append(String.format(Locale.ROOT, " %,9.2f", histogram.getValueAtPercentile(percentile) / 1e3));
        }
        return row.append(String.format(Locale.ROOT, " %,9.1f", histogram.getMaxValue() / 1e3)).toString();
    }

    public static Json json(final Histogram histogram)
    {
        final Json json = new Json().put("count", histogram.getTotalCount());
        for (int i = 0; i < PERCENTILES.length; i++)
        {
            json.put(NAMES[i] + "_ns", histogram.getValueAtPercentile(PERCENTILES[i]));
        }
        return json.put("max_ns", histogram.getMaxValue());
    }
}
