package io.fourtuple.bench.measure.ports;

import java.util.Locale;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.TextTable;

/** Real time of single connect calls; two looks at the clock, about 50 ns, are in each. */
final class ConnectCost
{
    /** One in so many connects that succeed is timed: timing all would slow them down. */
    static final int SAMPLED = 16;

    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram fresh = new Histogram(HIGHEST_NS, DIGITS);
    private final Histogram again = new Histogram(HIGHEST_NS, DIGITS);
    private final Histogram kept = new Histogram(HIGHEST_NS, DIGITS);
    private final Histogram searched = new Histogram(HIGHEST_NS, DIGITS);

    /** One that got a port, before all had been used once or after. */
    void succeeded(final long ns, final boolean isFirstRound)
    {
        (isFirstRound ? fresh : again).recordValue(Math.min(ns, HIGHEST_NS));
    }

    /** One that got none, having searched or knowing still. */
    void failed(final long ns, final boolean hasSearched)
    {
        (hasSearched ? searched : kept).recordValue(Math.min(ns, HIGHEST_NS));
    }

    private static String text(final Histogram histogram)
    {
        return histogram.getTotalCount() == 0 ? "-" : String.format(Locale.ROOT, "%,d: %,d / %,d / %,d",
            histogram.getTotalCount(), histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(99),
            histogram.getMaxValue());
    }

    static TextTable table()
    {
        return new TextTable().left("connects timed: p50/99/max ns").right("first round of ports").right("later")
            .right("no port, searched").right("no port, known");
    }

    String[] row(final String name)
    {
        return new String[]{name, text(fresh), text(again), text(searched), text(kept)};
    }

    Json json()
    {
        return new Json().put("fresh", json(fresh)).put("again", json(again))
            .put("failed_searched", json(searched)).put("failed_known", json(kept));
    }

    private static Json json(final Histogram histogram)
    {
        return new Json().put("count", histogram.getTotalCount())
            .put("p50_ns", histogram.getValueAtPercentile(50)).put("p99_ns", histogram.getValueAtPercentile(99))
            .put("max_ns", histogram.getMaxValue()).put("total_ns", total(histogram));
    }

    private static long total(final Histogram histogram)
    {
        return histogram.getTotalCount() == 0 ? 0 : (long)(histogram.getMean() * histogram.getTotalCount());
    }
}
