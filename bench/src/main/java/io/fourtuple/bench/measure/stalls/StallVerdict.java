package io.fourtuple.bench.measure.stalls;

import org.HdrHistogram.Histogram;

/**
 * Whether the machine's own jitter explains the long cycles, by their number and by the length of the longest. The
 * engine worked for {@code t}, the machine was watched alone for {@code t'}.
 * <pre>
 *   number   if only the machine makes cycles long, each long one of both lies in the engine's time with the
 *            probability t / (t + t'): so many there, or more, have a binomial probability
 *   length   of a single cycle the number says nothing, however long it is (1/3, where t' is twice t). So the longest
 *            one is compared with the machine's longest gap, or 1 ms if that is longer. If gaps become rarer with the
 *            square of their length at least, the machine makes one of k times that length in the engine's time, before
 *            it has made one of its own in t', with the probability t / (t + k * k * t'); of 8 ms beside 1 ms: 1/129
 * </pre>
 * Where either is below 1 %, the engine is to blame. The number is asked of 1 ms, and of each doubling of it up to 256
 * ms, as a few very long cycles must not hide behind many of a millisecond. A noisy machine has long gaps of its own,
 * and the engine is blamed for what is longer by the same factor. If {@code t'} was short, a gap that the machine has
 * now and then may be missing: so before the engine is blamed for a length, the machine is watched for longer
 * ({@link #lookedAgain}).
 *
 * @param thresholdNs the length at which the engine looks worst by number.
 * @param cycles      of the engine that were longer.
 * @param gaps        of the machine alone that were longer.
 * @param probability of so many cycles or more, by the machine's jitter only.
 * @param length      of the longest.
 */
record StallVerdict(long thresholdNs, long cycles, long gaps, double probability, Length length)
{
    /** Below this the machine is no explanation. */
    static final double LEAST_PROBABILITY = 0.01;

    private static final int DOUBLINGS = 8;

    /**
     * The longest cycle beside the longest gap.
     *
     * @param cycleNs     of the engine.
     * @param gapNs       of the machine alone.
     * @param share       of the time that was the engine's.
     * @param probability of so long a cycle, by the machine's jitter only; 1 if it is no longer than 1 ms.
     */
    record Length(long cycleNs, long gapNs, double share, double probability)
    {
        static Length of(final long cycleNs, final long gapNs, final double share)
        {
            final double times = cycleNs / (double)Math.max(gapNs, CycleTimes.STALL_NS);
            return new Length(cycleNs, gapNs, share,
                cycleNs <= CycleTimes.STALL_NS ? 1 : Math.min(1, share / (share + times * times * (1 - share))));
        }

        boolean isExplained()
        {
            return probability >= LEAST_PROBABILITY;
        }
    }

    static StallVerdict of(final Histogram cycles, final long cyclesNs, final Histogram gaps, final long gapsNs)
    {
        final double share = cyclesNs / (double)(cyclesNs + gapsNs);
        final Length length = Length.of(cycles.lowestEquivalentValue(cycles.getMaxValue()), gaps.getMaxValue(), share);
        StallVerdict worst = null;
        for (int i = 0; i <= DOUBLINGS; i++)
        {
            final long threshold = CycleTimes.STALL_NS << i;
            final long longCycles = above(cycles, threshold);
            final long longGaps = above(gaps, threshold);
            final double probability = tail(longCycles, longCycles + longGaps, share);
            if (worst == null || probability < worst.probability)
            {
                worst = new StallVerdict(threshold, longCycles, longGaps, probability, length);
            }
        }
        return worst;
    }

    /**
     * The machine was watched alone again, because the length was not explained. The number is judged by the first look
     * only, since nobody looks again where the number is small.
     */
    StallVerdict lookedAgain(final Histogram more)
    {
        return new StallVerdict(thresholdNs, cycles, gaps, probability,
            Length.of(length.cycleNs, Math.max(length.gapNs, more.getMaxValue()), length.share));
    }

    boolean isExplained()
    {
        return isNumberExplained() && length.isExplained();
    }

    boolean isNumberExplained()
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
