package io.fourtuple.bench.base;

import org.HdrHistogram.Histogram;

/** Latencies in nanoseconds, a histogram for each second of a run. One thread writes; made before the run. */
public final class Latencies
{
    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram[] seconds;
    private long startNs;

    public Latencies(final int seconds)
    {
        this.seconds = new Histogram[seconds];
        for (int i = 0; i < seconds; i++)
        {
            this.seconds[i] = new Histogram(HIGHEST_NS, DIGITS);
        }
    }

    /** A histogram of nanoseconds up to a minute, three digits. */
    public static Histogram newHistogram()
    {
        return new Histogram(HIGHEST_NS, DIGITS);
    }

    /** Forgets everything; the first second begins at this time. */
    public void start(final long nowNs)
    {
        startNs = nowNs;
        for (final Histogram second : seconds)
        {
            second.reset();
        }
    }

    /**
     * @param intendedNs when it should have begun; says which second it belongs to.
     * @param nowNs      when it was done.
     */
    public void record(final long intendedNs, final long nowNs)
    {
        final int second = (int)((intendedNs - startNs) / SECOND_NS);
        seconds[Math.max(0, Math.min(second, seconds.length - 1))]
            .recordValue(Math.max(0, Math.min(HIGHEST_NS, nowNs - intendedNs)));
    }

    Histogram second(final int second)
    {
        return seconds[second];
    }

    int seconds()
    {
        return seconds.length;
    }

    public Histogram total()
    {
        final Histogram total = newHistogram();
        for (final Histogram second : seconds)
        {
            total.add(second);
        }
        return total;
    }
}
