package io.fourtuple.bench.publish.record;

import java.util.Arrays;
import java.util.List;

import org.apache.commons.math3.distribution.BinomialDistribution;

import io.fourtuple.bench.base.Spread;

/**
 * Where the median of what was sampled lies, by order statistics: of n samples the number below the true median is
 * binomial, whatever their distribution, so the k-th smallest and the k-th largest enclose it with a probability that
 * is known exactly. With five samples that are the smallest and the largest, and 93.75 %.
 * <pre>
 *   n        5      6..8   9..11   12..14   15..16   20      30
 *   k        1      1      2       3        4        6       10
 *   low ── x(k) ...... median ...... x(n+1-k) ── high        all of them hold the median in 93.75 % of cases or more
 * </pre>
 * No assumption on the distribution is made but that the samples are independent; neighbours' noise, which only ever
 * makes samples worse, moves one end and not the middle.
 *
 * @param median  of the samples.
 * @param low     lower end.
 * @param high    upper end.
 * @param samples how many; fewer than {@link #FEWEST} enclose nothing with enough confidence.
 */
record MedianInterval(double median, double low, double high, int samples)
{
    /** With fewer the smallest and the largest are too often on the same side of the median. */
    static final int FEWEST = 5;
    /** The least probability that the median lies inside. */
    static final double CONFIDENCE = 0.9375;

    static MedianInterval of(final List<Double> samples)
    {
        return of(samples.stream().mapToDouble(Double::doubleValue).toArray());
    }

    static MedianInterval of(final double... samples)
    {
        final double[] sorted = samples.clone();
        Arrays.sort(sorted);
        final int n = sorted.length;
        final int k = n < FEWEST ? 1 : rank(n);
        return new MedianInterval(Spread.of(sorted).median(), sorted[k - 1], sorted[n - k], n);
    }

    /** With the smallest and the largest for its ends, however many there are. */
    static MedianInterval extremes(final double... samples)
    {
        final Spread spread = Spread.of(samples);
        return new MedianInterval(spread.median(), spread.min(), spread.max(), samples.length);
    }

    /** The largest k with enough confidence. */
    static int rank(final int n)
    {
        final BinomialDistribution below = new BinomialDistribution(null, n, 0.5);
        int k = 1;
        while (1 - 2 * below.cumulativeProbability(k) >= CONFIDENCE)
        {
            k++;
        }
        return k;
    }

    boolean isSure()
    {
        return samples >= FEWEST;
    }

    boolean overlaps(final MedianInterval other)
    {
        return low <= other.high && other.low <= high;
    }
}
