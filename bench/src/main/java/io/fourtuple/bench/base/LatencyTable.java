package io.fourtuple.bench.base;

import java.util.Locale;

import org.HdrHistogram.Histogram;


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
            row.append(String.format(Locale.ROOT, " %9s", text("%,.2f",
                histogram, histogram.getValueAtPercentile(percentile))));
        }
        return row.append(String.format(Locale.ROOT, " %9s", text("%,.1f", histogram, histogram.getMaxValue())))
            .toString();
    }

    /** In microseconds; in whole ones where they are many, so that columns stay in line. */
    private static String text(final String format, final Histogram histogram, final long ns)
    {
        return histogram.getTotalCount() == 0 ? "-" :
            String.format(Locale.ROOT, ns >= 100_000_000 ? "%,.0f" : format, ns / 1e3);
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
