package io.fourtuple.bench.load.resilience;

import java.util.List;
import java.util.Locale;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.LatencyTable;

/**
 * Outcome of the real clients in a step.
 *
 * @param intended    handshakes.
 * @param established of these.
 * @param lost        of the others, those that the link lost a frame of.
 * @param latencies   from the intended time to ESTABLISHED, ns, of those that were.
 */
record ClientOutcome(long intended, long established, long lost, Histogram latencies)
{
    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;

    static ClientOutcome of(final List<TimeSlice> slices)
    {
        final Histogram sum = new Histogram(HIGHEST_NS, DIGITS);
        long intended = 0;
        long established = 0;
        long lost = 0;
        for (final TimeSlice slice : slices)
        {
            intended += slice.intended();
            established += slice.established();
            lost += slice.lost();
            sum.add(slice.latencies());
        }
        return new ClientOutcome(intended, established, lost, sum);
    }

    /** Percent of all that were intended. */
    double percent()
    {
        return percent(established, intended);
    }

    /** Percent of those that the link lost nothing of. */
    double percentOfReached()
    {
        return percent(established, intended - lost);
    }

    private static double percent(final long part, final long all)
    {
        return all == 0 ? Double.NaN : 100.0 * part / all;
    }

    /** Ms, not a number if none was established. */
    double ms(final double percentile)
    {
        return latencies.getTotalCount() == 0 ? Double.NaN : latencies.getValueAtPercentile(percentile) / 1e6;
    }

    /** A percentage as text: never 100 for anything that is less. */
    static String text(final double percent)
    {
        if (Double.isNaN(percent))
        {
            return "-";
        }
        return percent == 100 ? "100" : String.format(Locale.ROOT, "%.2f", Math.floor(percent * 100) / 100);
    }

    Json json()
    {
        return new Json().put("intended", intended).put("established", established).put("lost_at_link", lost)
            .put("percent", percent()).put("percent_of_those_that_reached", percentOfReached())
            .put("syn_to_established", LatencyTable.json(latencies));
    }
}
