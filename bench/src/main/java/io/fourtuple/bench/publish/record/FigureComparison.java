package io.fourtuple.bench.publish.record;

import java.util.Arrays;
import java.util.Locale;

/**
 * Two sides compared by one figure: by the processes' medians if a side has several, else by the samples of the one
 * process that each has.
 *
 * <pre>
 *   several processes a side
 *   too few for any interval (fewer than four a side)       CANNOT_TELL, unless all are equal: SAME
 *   the interval has 0 outside, difference by threshold     BETTER or WORSE; from 0, whatever the threshold
 *   the interval ends within 5 % of 0 at both ends          SAME: no difference found within its farther end
 *   anything else                                           CANNOT_TELL
 *
 *   one process a side
 *   fewer than five samples of either                       CANNOT_TELL, unless all are equal: SAME
 *   intervals apart, by less than the threshold             SAME: it counts for nothing
 *   intervals apart, by less than processes may differ      CANNOT_TELL
 *   intervals apart, by more                                BETTER or WORSE
 *   intervals overlap, a change of 5 % would have shown     SAME, of these two runs
 *   intervals overlap, it might not                         CANNOT_TELL
 * </pre>
 * <b>Ratios.</b> Twice as much and half as much are as far from equal: differences are ratios, and the intervals are
 * those of their logarithms, so none ends below -100 %. Where a value is 0 or less there is no ratio; the difference is
 * a share of the first side's median then.
 * <p>
 * <b>Processes.</b> The difference is the median of all ratios of a process of the second side to one of the first
 * (Hodges and Lehmann), its interval are two of these ratios by rank, as {@link PermutationTest} has it: all intervals of a
 * comparison together hold in 95 % of comparisons, however many figures there are. Found with 1,000 comparisons of
 * synthetic sides of each kind, three figures each, five rounds a process with a spread of 1 %
 * ({@code ProcessTruthTest}), at 5, 7 and 10 processes a side:
 * <pre>
 *                                     equal sides, one or more   the first figure slower by
 *                                     of three called different  3 %              5 %              10 %: told so
 *   processes differ by 1 %           4.2  3.8  4.5 %            75   92   98 %   100 100  100 %   100  100  100 %
 *   by 2 %                            4.5  4.9  4.8 %            28   47   67 %    70  90   99 %   100  100  100 %
 *   by 1 %, and the machine drifts    4.5  4.5  3.8 %            20   28   36 %    52  66   78 %    95   98   99 %
 *   by 1 %, and it swings by 3 %      3.3  3.1  4.2 %            11   25   46 %    44  72   94 %   100  100  100 %
 *   by 1 %, one of ten by 30 %        3.6  3.9  4.4 %            44   51   78 %    57  58   86 %    57   58   86 %
 * </pre>
 * The first three columns are without a threshold, the others with one of 2 %. What was rejected, to pool the samples
 * of all processes as if they were independent, calls equal sides different in 14 to 33 % of these comparisons.
 * Equal is equal in spread, too: a side that only scatters more is called different more often than that, most of all
 * where it has fewer processes.
 * <p>
 * <b>One process.</b> Intervals of its samples ({@link MedianInterval}) tell that two runs differ, not that two
 * builds do: two processes of one build can differ by more than either's samples. Nothing in one process says by how
 * much, so the caller says what may be that, and what is less is not told. 1,000 pairs of synthetic runs of each kind
 * ({@code ComparisonTruthTest}), with nothing between processes, at 5, 10 and 30 samples a run:
 * <pre>
 *                                      equal, called different     5 % apart, told so      the latter by Student's mean
 *   normal, spread 1 %                 1.2   0.3   0.1 %           99   100   100 %        99   100   100 %
 *   skewed, spread 2 %                 1.2   0.3   0.1 %           79    93   100 %        77    94   100 %
 *   one of ten samples 30 % higher     1.2   0.2   0.3 %           59    76   100 %        37    32    26 %
 *   two humps 2 % apart                0.5   0.0   0.7 %          100   100   100 %       100   100   100 %
 * </pre>
 * The bootstrap of the median finds as much (99 % of the skewed at 10) at 0.5 to 1.6 % of false alarms, and needs a
 * seed. What is not found is called CANNOT_TELL, hardly ever SAME.
 *
 * @param result     what it comes to.
 * @param a          of the first side: where the median of the samples lies; of processes, median and extremes.
 * @param b          of the second.
 * @param difference from first to second.
 * @param tellable   the least difference that would have been told from values that scatter as these; NaN if none, or
 *                   if they are of one process.
 * @param reason     in a few words, empty if there is nothing to add.
 */
record FigureComparison(
    Result result, MedianInterval a, MedianInterval b, Difference difference, double tellable, String reason)
{
    /** If a larger change than this could hide, nothing shows that nothing changed. */
    static final double COARSEST = 0.05;
    /** Share of comparisons of equal sides with one difference or more that is called one. */
    static final double ALARMS = 0.05;

    enum Result
    {
        WORSE, BETTER, SAME, CANNOT_TELL
    }

    /**
     * Shares of the first side's value.
     *
     * @param estimate NaN if that is 0.
     * @param low      it is no less.
     * @param high     it is no more.
     */
    record Difference(double estimate, double low, double high)
    {
        /** From logarithms of ratios. */
        Difference ofLogarithms()
        {
            return new Difference(Math.expm1(estimate), Math.expm1(low), Math.expm1(high));
        }

        /** A figure that is never below 0 cannot fall by more than all of it, however its shares scatter. */
        Difference possible(final boolean isNeverNegative)
        {
            return isNeverNegative ?
                new Difference(Math.max(-1, estimate), Math.max(-1, low), Math.max(-1, high)) : this;
        }

        /**
         * How far the farther end lies from the estimate, as a share by which a figure rises: by ratios, as the
         * interval is, where there are any.
         */
        double halfWidth()
        {
            return low > -1 ? Math.max((1 + estimate) / (1 + low), (1 + high) / (1 + estimate)) - 1 :
                Math.max(estimate - low, high - estimate);
        }

        /** The largest possible difference, whatever its sign. */
        double farthest()
        {
            return Math.max(Math.abs(low), Math.abs(high));
        }
    }

    /** The largest change that is left possible, as a share. */
    double resolution()
    {
        return difference.farthest();
    }

    /**
     * By the samples of one process each.
     *
     * @param limits what counts.
     */
    static FigureComparison ofSamples(final ComparedFigure first, final ComparedFigure second, final Limits limits)
    {
        final MedianInterval a = MedianInterval.of(first.samples());
        final MedianInterval b = MedianInterval.of(second.samples());
        final Difference difference = difference(a, b);
        if (difference.farthest() == 0)
        {
            return new FigureComparison(Result.SAME, a, b, difference, Double.NaN, "");
        }
        if (!a.isSure() || !b.isSure())
        {
            return new FigureComparison(Result.CANNOT_TELL, a, b, difference, Double.NaN,
                "too few samples: " + a.samples() + " and " + b.samples() + ", " + MedianInterval.FEWEST +
                    " are needed");
        }
        final double size = Math.abs(difference.estimate());
        if (a.overlaps(b))
        {
            return difference.farthest() <= COARSEST ?
                new FigureComparison(Result.SAME, a, b, difference, Double.NaN, "") :
                new FigureComparison(Result.CANNOT_TELL, a, b, difference, Double.NaN, couldHide("samples", difference));
        }
        if (size < limits.threshold())
        {
            return new FigureComparison(Result.SAME, a, b, difference, Double.NaN, "below the threshold");
        }
        if (size < limits.processSpread())
        {
            return new FigureComparison(Result.CANNOT_TELL, a, b, difference, Double.NaN, String.format(Locale.ROOT,
                "these two processes differ, but two processes of one build may differ by up to %s",
                RunText.percent(limits.processSpread())));
        }
        return new FigureComparison(direction(first, b.median() > a.median()), a, b, difference, Double.NaN, "");
    }

    private static Difference difference(final MedianInterval a, final MedianInterval b)
    {
        final double widest = Math.max(Math.abs(b.high() - a.low()), Math.abs(a.high() - b.low()));
        if (widest == 0)
        {
            return new Difference(0, 0, 0);
        }
        if (a.low() > 0 && b.low() > 0)
        {
            return new Difference(b.median() / a.median() - 1, b.low() / a.high() - 1, b.high() / a.low() - 1);
        }
        final double base = Math.abs(a.median());
        return new Difference(a.median() == b.median() ? 0 : base == 0 ? Double.NaN : (b.median() - a.median()) / base,
            (b.low() - a.high()) / base, (b.high() - a.low()) / base).possible(a.low() >= 0 && b.low() >= 0);
    }

    /**
     * By the medians of several processes each.
     *
     * @param rank   of the ratios that enclose the true one, by {@link PermutationTest}; 0: there are too few processes.
     * @param limits what counts.
     */
    static FigureComparison ofProcesses(final ComparedFigure first, final ComparedFigure second, final int rank, final Limits limits)
    {
        final MedianInterval a = MedianInterval.extremes(first.medians());
        final MedianInterval b = MedianInterval.extremes(second.medians());
        final Difference difference = difference(first.medians(), second.medians(), Math.max(1, rank));
        if (difference.farthest() == 0)
        {
            return new FigureComparison(Result.SAME, a, b, difference, limits.threshold(), "");
        }
        if (rank == 0)
        {
            return new FigureComparison(Result.CANNOT_TELL, a, b, difference, Double.NaN,
                "too few processes: " + a.samples() + " and " + b.samples() + "; the interval spans all values");
        }
        final boolean isApart = difference.low() > 0 || difference.high() < 0;
        if (!Double.isFinite(difference.farthest()))
        {
            // Which way needs no share; any difference from nothing is above any share of it.
            return new FigureComparison(isApart ? direction(first, difference.low() > 0) : Result.CANNOT_TELL, a, b,
                difference, Double.NaN, "no share of 0 can be told");
        }
        final double tellable = Math.max(limits.threshold(), difference.halfWidth());
        if (isApart && Math.abs(difference.estimate()) >= limits.threshold())
        {
            return new FigureComparison(direction(first, difference.estimate() > 0), a, b, difference, tellable, "");
        }
        return difference.farthest() <= COARSEST ?
            new FigureComparison(Result.SAME, a, b, difference, tellable, isApart ? "below the threshold" : "") :
            new FigureComparison(Result.CANNOT_TELL, a, b, difference, tellable, couldHide("processes", difference));
    }

    /**
     * The middle difference of each of the second to each of the first, and the k-th from both ends. Ratios, whose middle
     * is that of their logarithms, unless there are values that have none.
     */
    private static Difference difference(final double[] a, final double[] b, final int k)
    {
        final boolean hasRatios = least(a) > 0 && least(b) > 0;
        final double base = Math.abs(MedianInterval.of(a).median());
        final double[] all = Arrays.stream(a).flatMap(one -> Arrays.stream(b).map(other ->
            one == other ? 0 : hasRatios ? Math.log(other / one) : (other - one) / base)).sorted().toArray();
        final Difference difference = new Difference(MedianInterval.of(all).median(), all[k - 1], all[all.length - k]);
        return hasRatios ? difference.ofLogarithms() : difference.possible(least(a) >= 0 && least(b) >= 0);
    }

    private static double least(final double[] values)
    {
        return Arrays.stream(values).min().orElse(Double.NaN);
    }

    private static Result direction(final ComparedFigure figure, final boolean isHigher)
    {
        return isHigher == (figure.better() == Direction.HIGHER) ? Result.BETTER : Result.WORSE;
    }

    private static String couldHide(final String what, final Difference difference)
    {
        return Double.isFinite(difference.farthest()) ?
            String.format(Locale.ROOT, "the %s spread too much: a change of up to %s could hide", what,
                RunText.percent(difference.farthest())) :
            "no share of 0 can be told";
    }
}
