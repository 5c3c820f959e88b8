package io.fourtuple.bench.base;

import java.util.Arrays;
import java.util.Locale;

/**
 * Median and extremes of several rounds.
 *
 * @param median the middle one, or the mean of the two in the middle.
 * @param min    the smallest.
 * @param max    the largest.
 */
public record Spread(double median, double min, double max)
{
    /** @param rounds one value or more. */
    public static Spread of(final double... rounds)
    {
        final double[] sorted = rounds.clone();
        Arrays.sort(sorted);
        final int middle = sorted.length / 2;
        final double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /**
     * @param decimals digits behind the point.
     * @return as in {@code 412.3 [405.1..440.0]}.
     */
    public String text(final int decimals)
    {
        final String number = "%,." + decimals + "f";
        return String.format(Locale.ROOT, number + " [" + number + ".." + number + "]", median, min, max);
    }

    /** For a result file. */
    public Json json()
    {
        return new Json().put("median", median).put("min", min).put("max", max);
    }
}
