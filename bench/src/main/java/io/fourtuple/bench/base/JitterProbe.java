package io.fourtuple.bench.base;

import org.HdrHistogram.Histogram;

/**
 * Measures how often the machine interrupts a thread that only looks at the clock. The probe records the gaps between two
 * looks, and how late it sees each of a load's intended times. That lateness is the latency that the load would show with
 * an engine that takes no time at all.
 */
public final class JitterProbe
{
    private final Histogram gaps = Latencies.newHistogram();
    private final Histogram lateness = Latencies.newHistogram();

    /**
     * Spins, and adds to the histograms.
     *
     * @param durationNs how long.
     * @param periodNs   of the load's times; 0 for none.
     */
    public void run(final long durationNs, final double periodNs)
    {
        final long startNs = System.nanoTime();
        long lastNs = startNs;
        long next = 0;
        while (lastNs - startNs < durationNs)
        {
            final long nowNs = System.nanoTime();
            gaps.recordValue(nowNs - lastNs);
            lastNs = nowNs;
            while (periodNs > 0 && startNs + (long)(next * periodNs) <= nowNs)
            {
                lateness.recordValue(nowNs - startNs - (long)(next * periodNs));
                next++;
            }
        }
    }

    /** Nanoseconds between two looks at the clock. */
    public Histogram gaps()
    {
        return gaps;
    }

    /** Nanoseconds between an intended time and the look that saw it. */
    public Histogram lateness()
    {
        return lateness;
    }
}
