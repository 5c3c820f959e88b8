package io.fourtuple.loop;

import java.util.SplittableRandom;

import io.fourtuple.app.FourTuple;
import io.fourtuple.timewait.OverflowAction;
import io.fourtuple.timewait.TimeWaitAction;
import io.fourtuple.timewait.TimeWaitConnection;
import io.fourtuple.timewait.TimeWaitPolicy;
import io.fourtuple.wire.Segment;

/** A policy of a user's own that decides by the dice, each time anew. */
final class RandomPolicy implements TimeWaitPolicy
{
    private static final long[] HOLDS_MS =
        {Long.MIN_VALUE, -1, 0, 1, 8, 49, 50, 499, 500, 4_999, 5_000, 60_000, 61_000, 7_200_000, Long.MAX_VALUE};

    private final SplittableRandom random;

    RandomPolicy(final SplittableRandom random)
    {
        this.random = random;
    }

    @Override
    public long timeWaitMs(final TimeWaitConnection timeWait, final int rtoMs)
    {
        return HOLDS_MS[random.nextInt(HOLDS_MS.length)];
    }

    @Override
    public TimeWaitAction onSegment(final TimeWaitConnection timeWait, final Segment segment)
    {
        return TimeWaitAction.values()[random.nextInt(TimeWaitAction.values().length)];
    }

    @Override
    public boolean mayConnect(final TimeWaitConnection timeWait)
    {
        return random.nextBoolean();
    }

    @Override
    public boolean mayOpen(final FourTuple tuple, final Segment syn, final long nowNs)
    {
        return random.nextInt(10) != 0;
    }

    @Override
    public OverflowAction atLimit()
    {
        return random.nextBoolean() ? OverflowAction.EVICT_OLDEST : OverflowAction.REFUSE;
    }
}
