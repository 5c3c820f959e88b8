package io.fourtuple.bench.load.resilience;

import io.fourtuple.bench.base.Range;

/**
 * How long everything takes, in seconds.
 *
 * @param warmUp        before the ceiling is sought, and before each target's steps, by a load that does not count.
 * @param ceilingRounds whose median is the ceiling.
 * @param ceilingRound  each of these.
 * @param step          each rate of the flood.
 * @param recovery      watched after the flood.
 */
public record Timing(int warmUp, int ceilingRounds, int ceilingRound, int step, int recovery)
{
    /** For a real run. */
    public static final Timing FULL = new Timing(3, 5, 2, 5, 10);
    /** To see that it works. */
    public static final Timing QUICK = new Timing(2, 3, 1, 1, 2);

    /** Checks the ranges. */
    public Timing
    {
        Range.check("warm-up", warmUp, 0, 60);
        Range.check("--ceiling-rounds", ceilingRounds, 1, 99);
        Range.check("ceiling round", ceilingRound, 1, 60);
        Range.check("--seconds", step, 1, 600);
        Range.check("--recovery", recovery, 1, 600);
    }

    /** How long all will take, starting and handshakes that time out not counted. */
    int seconds(final int media, final int choices, final int steps)
    {
        return media * (warmUp + ceilingRounds * ceilingRound) + choices * (warmUp + steps * step + recovery);
    }
}
