package io.fourtuple.bench.stalls;

import org.HdrHistogram.Histogram;

/**
 * Whether the machine's own jitter explains the long cycles. The engine worked for {@code t}, the machine was watched
 * alone for {@code t'}; if only the machine makes cycles long, each long one of both lies in the engine's time with the
 * probability {@code t / (t + t')}. So many or more in the engine's time as there were has then a binomial probability;
 * where that is below 1 %, the engine is to blame. Asked for 1 ms, and for each doubling of it up to 256 ms, as a few
 * very long cycles must not hide behind many of a millisecond.
 *
 * @param thresholdNs the length at which the engine looks worst.
 * @param cycles      of the engine that were longer.
 * @param gaps        of the machine alone that were longer.
 * @param probability of so many cycles or more, by the machine's jitter only.
 */
record Verdict(long thresholdNs, long cycles, long gaps, double probability)
{
    /** Below this the machine is no explanation. */
    static final double LEAST_PROBABILITY = 0.01;

    private static final int DOUBLINGS = 8;

    static Verdict of(final Histogram cycles, final long cyclesNs, final Histogram gaps, final long gapsNs)
    {
        Verdict worst = null;
        for (int i = 0; i <= DOUBLINGS; i++)
        {
            final long threshold = CycleTimes.STALL_NS << i;
            final long longCycles = above(cycles, threshold);
            final long longGaps = above(gaps, threshold);
            final double probability =
                tail(longCycles, longCycles + longGaps, cyclesNs / (double)(cyclesNs + gapsNs));
            if (worst == null || probability < worst.probability)
            {
                worst = new Verdict(threshold, longCycles, longGaps, probability);
            }
        }
        return worst;
    }

    boolean isExplained()
    {
        return probability >= LEAST_PROBABILITY;
    }

    private static long above(final Histogram histogram, final long thresholdNs)
    {
        return histogram.getMaxValue() <= thresholdNs ? 0 :
            histogram.getCountBetweenValues(histogram.nextNonEquivalentValue(thresholdNs), histogram.getMaxValue());
    }

    /** Probability of {@code least} or more out of {@code all}, each with probability {@code share}. */
    static double tail(final long least, final long all, final double share)
    {
        if (least == 0)
        {
            return 1;
        }
        double logChoose = 0;
        double sum = 0;
        for (long i = 0; i <= all; i++)
        {
            if (i >= least)
            {
                sum += Math.exp(logChoose + i * Math.log(share) + (all - i) * Math.log1p(-share));
            }
            logChoose += Math.log(all - i) - Math.log(i + 1);
        }
        return Math.min(1, sum);
    }
}
