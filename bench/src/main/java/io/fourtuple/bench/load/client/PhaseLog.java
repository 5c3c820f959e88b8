package io.fourtuple.bench.load.client;

import java.util.List;

import org.HdrHistogram.Histogram;

/** Counts and histograms of a run, phase by phase: those of a connection belong to the phase of its intended time. */
final class PhaseLog
{
    /** More phases than this have histograms of two digits, 30 KB instead of 220. */
    private static final int MANY = 16;

    private final long[] endNs;
    private final LoadCounts[] counts;
    private final Histogram[] synAcks;
    private final Histogram[] established;

    PhaseLog(final List<FloodPlan.Step> phases)
    {
        endNs = new long[phases.size()];
        counts = new LoadCounts[endNs.length];
        synAcks = new Histogram[endNs.length];
        established = new Histogram[endNs.length];
        final int digits = phases.size() > MANY ? 2 : 3;
        long ns = 0;
        for (int i = 0; i < endNs.length; i++)
        {
            ns += phases.get(i).durationNs();
            endNs[i] = ns;
            counts[i] = new LoadCounts();
            synAcks[i] = new Histogram(LoadInterval.HIGHEST_NS, digits);
            established[i] = new Histogram(LoadInterval.HIGHEST_NS, digits);
        }
    }

    int phases()
    {
        return endNs.length;
    }

    /**
     * @param ns   from the run's start.
     * @param from a phase that has begun by then.
     * @return the phase of that time, or the last one.
     */
    int phaseOf(final long ns, final int from)
    {
        int phase = from;
        while (phase < endNs.length - 1 && ns >= endNs[phase])
        {
            phase++;
        }
        return phase;
    }

    long endNs(final int phase)
    {
        return endNs[phase];
    }

    LoadCounts counts(final int phase)
    {
        return counts[phase];
    }

    Histogram synAcks(final int phase)
    {
        return synAcks[phase];
    }

    Histogram established(final int phase)
    {
        return established[phase];
    }

    /** Adds up all phases. */
    void sumInto(final LoadCounts sum)
    {
        sum.clear();
        for (final LoadCounts phase : counts)
        {
            sum.add(phase);
        }
    }
}
