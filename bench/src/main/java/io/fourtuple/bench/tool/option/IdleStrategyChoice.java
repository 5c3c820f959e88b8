package io.fourtuple.bench.tool.option;

import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** The idle strategy of a loop: its way to wait when it finds no work. */
public enum IdleStrategyChoice
{
    /** Never lets go of its CPU: the fastest, and always 100 % busy. */
    SPIN,
    /** Lets others run first: fast, and 100 % busy when alone. */
    YIELD,
    /** Spins while there is traffic, then sleeps longer and longer, to 1 ms at most: 1 to 3 % of a CPU when idle. */
    BACKOFF,
    /** Sleeps 1 ms at once: for machines with other things to do. */
    SLEEP;

    private static final long MAX_SPINS = 10_000;
    private static final long MAX_YIELDS = 100;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long MAX_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    public IdleStrategy strategy()
    {
        return switch (this)
        {
            case SPIN -> new BusySpinIdleStrategy();
            case YIELD -> new YieldingIdleStrategy();
            case BACKOFF -> new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS);
            case SLEEP -> new SleepingIdleStrategy(MAX_PARK_NS);
        };
    }
}
