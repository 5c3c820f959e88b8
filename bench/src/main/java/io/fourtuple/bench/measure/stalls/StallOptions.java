package io.fourtuple.bench.measure.stalls;

import io.fourtuple.bench.base.Range;
import io.fourtuple.bench.measure.cycle.CycleOptions;

/**
 * Options of one run.
 *
 * @param idle    connections that stay open during churn.
 * @param count   connections that expire together, and that the growing engine has room for.
 * @param batch   frames the engine takes at a time.
 * @param seconds of churn in each round.
 * @param rounds  measured ones.
 */
public record StallOptions(long idle, long count, int batch, int seconds, int rounds)
{
    private static final long MAX_COUNT = 100_000_000;

    /** Checks the ranges. */
    public StallOptions
    {
        Range.check("--idle", idle, 0, MAX_COUNT);
        Range.check("--count", count, 1, MAX_COUNT);
        Range.check("--batch", batch, 1, CycleOptions.MAX_BATCH);
        Range.check("--seconds", seconds, 1, 3_600);
        Range.check("--rounds", rounds, 1, 1_000);
    }
}
