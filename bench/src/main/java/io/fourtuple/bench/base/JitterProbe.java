package io.fourtuple.bench.base;

import org.HdrHistogram.Histogram;

/**
 * What the machine takes for itself: a thread that does nothing but look at the clock, and what it misses. Two ways to
 * see it: the gaps between two looks, and how late each of a load's intended times is seen, which is what the load
 * itself would have suffered from an engine that takes no time at all.
 */
public final class JitterProbe
{
    private final Histogram gaps = Latencies.newHistogram();
    private final Histogram lateness = Latencies.newHistogram();

    /**
     * Spins, and adds what it sees to what it has seen before.
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
