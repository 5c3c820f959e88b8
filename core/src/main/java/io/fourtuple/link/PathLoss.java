package io.fourtuple.link;

/**
 * Decides which frames an {@link EmulatedPath} loses: those of chosen numbers, the first n, some each by itself (Bernoulli), and
 * some in bursts (Gilbert and Elliott). A frame is lost if one of them says so.
 * <pre>
 *               ── p ──>
 *        good              bad          a frame of the good state is lost with 1-k, of the bad one with 1-h;
 *               <── r ──                then the state may change
 * </pre>
 */
final class PathLoss
{
    private final PathRandom bernoulli;
    private final PathRandom burst;
    private final PathRandom transition;
    private final long[] chosen;
    private final long first;
    private final long loss;
    private final boolean isBursty;
    private final long p;
    private final long r;
    private final long lossInBad;
    private final long lossInGood;
    private long number;
    private int nextChosen;
    private boolean isBad;

    PathLoss(final PathPlan plan, final long seed)
    {
        bernoulli = new PathRandom(seed, PathOption.LOSS.ordinal());
        burst = new PathRandom(seed, PathOption.GE_1_H.ordinal());
        transition = new PathRandom(seed, PathOption.GE_P.ordinal());
        chosen = plan.dropped();
        first = plan.get(PathOption.DROP_FIRST);
        loss = plan.get(PathOption.LOSS);
        isBursty = plan.isBursty();
        p = plan.get(PathOption.GE_P);
        r = plan.get(PathOption.GE_R);
        lossInBad = plan.get(PathOption.GE_1_H);
        lossInGood = plan.get(PathOption.GE_1_K);
    }

    /** @return whether the next frame is lost. Every model draws for each frame, also if another has decided already. */
    boolean isLost()
    {
        number++;
        final boolean isFirst = number <= first;
        final boolean isChosen = isChosen();
        final boolean isAlone = bernoulli.isDrawn(loss);
        final boolean isBurst = isBursty && isInBurst();
        return isFirst || isChosen || isAlone || isBurst;
    }

    private boolean isInBurst()
    {
        final boolean isLost = burst.isDrawn(isBad ? lossInBad : lossInGood);
        if (transition.isDrawn(isBad ? r : p))
        {
            isBad = !isBad;
        }
        return isLost;
    }

    private boolean isChosen()
    {
        boolean is = false;
        while (nextChosen < chosen.length && chosen[nextChosen] <= number)
        {
            is = chosen[nextChosen++] == number;
        }
        return is;
    }
}
