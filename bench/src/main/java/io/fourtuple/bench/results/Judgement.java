package io.fourtuple.bench.results;

import java.util.Locale;

/**
 * What two samples of one figure say.
 *
 * <pre>
 *   fewer than five samples of either                       CANNOT_TELL, unless all are equal: SAME
 *   intervals apart, by the threshold or more               BETTER or WORSE
 *   intervals apart, by less                                SAME: it counts for nothing
 *   intervals overlap, a change of 5 % would have shown     SAME
 *   intervals overlap, it might not                         CANNOT_TELL
 * </pre>
 * Found with 1,000 pairs of synthetic runs of each kind ({@code ComparisonTruthTest}), at 5, 10 and 30 samples a run:
 * <pre>
 *                                      equal, called different     5 % apart, told so      the latter by Student's mean
 *   normal, spread 1 %                 1.2   0.3   0.1 %           99   100   100 %        99   100   100 %
 *   skewed, spread 2 %                 1.2   0.3   0.1 %           79    93   100 %        77    94   100 %
 *   one of ten samples 30 % higher     1.2   0.2   0.3 %           59    76   100 %        37    32    26 %
 *   two humps 2 % apart                0.5   0.0   0.7 %          100   100   100 %       100   100   100 %
 * </pre>
 * The bootstrap of the median finds as much (99 % of the skewed at 10) at 0.5 to 1.6 % of false alarms, and needs a
 * seed. What is not found is called CANNOT_TELL, hardly ever SAME.
 * <p>
 * All that holds for one figure and independent samples. Samples of one process share its compiled code and its minute,
 * so two runs of the same code can differ by more than either's samples do: several runs a side tell that.
 *
 * @param result     what it comes to.
 * @param a          of the first run.
 * @param b          of the second.
 * @param change     of the median, from first to second, as a share of the first; NaN if that is 0.
 * @param resolution the largest change that the samples leave possible, as a share.
 * @param reason     in a few words, empty if there is nothing to add.
 */
record Judgement(
    Result result, MedianInterval a, MedianInterval b, double change, double resolution, String reason)
{
    /** If a larger change than this could hide in the samples, they don't show that nothing changed. */
    static final double COARSEST = 0.05;

    enum Result
    {
        WORSE, BETTER, SAME, CANNOT_TELL;

        String text()
        {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * @param threshold least change that counts, as a share.
     */
    static Judgement of(final Figure first, final Figure second, final double threshold)
    {
        final MedianInterval a = MedianInterval.of(first.samples());
        final MedianInterval b = MedianInterval.of(second.samples());
        final double change = a.median() == b.median() ? 0 :
            a.median() == 0 ? Double.NaN : (b.median() - a.median()) / Math.abs(a.median());
        final double widest = Math.max(Math.abs(b.high() - a.low()), Math.abs(a.high() - b.low()));
        final double resolution = widest == 0 ? 0 : widest / Math.abs(a.median());
        if (resolution == 0)
        {
            return new Judgement(Result.SAME, a, b, 0, 0, "");
        }
        if (!a.isSure() || !b.isSure())
        {
            return new Judgement(Result.CANNOT_TELL, a, b, change, resolution,
                "too few samples: " + a.samples() + " and " + b.samples() + ", " + MedianInterval.FEWEST +
                    " are needed");
        }
        if (a.overlaps(b))
        {
            return resolution <= COARSEST ? new Judgement(Result.SAME, a, b, change, resolution, "") :
                new Judgement(Result.CANNOT_TELL, a, b, change, resolution, String.format(Locale.ROOT,
                    "the samples spread too much: a change of up to %.0f %% could hide", 100 * resolution));
        }
        if (Math.abs(change) < threshold)
        {
            return new Judgement(Result.SAME, a, b, change, resolution, "below the threshold");
        }
        final boolean isHigher = b.median() > a.median();
        return new Judgement(isHigher == (first.better() == Better.HIGHER) ? Result.BETTER : Result.WORSE, a, b,
            change, resolution, "");
    }
}
