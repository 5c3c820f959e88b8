package io.fourtuple.bench.tool.watch;

import java.util.concurrent.TimeUnit;

import io.fourtuple.telemetry.Counter;

/**
 * Changes of counters from one reading to the next, per second. The first reading has none before it: its rates are NaN.
 */
final class CounterRates
{
    private final EngineSnapshot before;
    private final EngineSnapshot now;

    /** @param before null if there was none. */
    CounterRates(final EngineSnapshot before, final EngineSnapshot now)
    {
        this.before = before;
        this.now = now;
    }

    EngineSnapshot now()
    {
        return now;
    }

    /** Length of the interval; 0 if there is none. */
    double seconds()
    {
        return before == null ? 0 : (now.nowNs() - before.nowNs()) / (double)TimeUnit.SECONDS.toNanos(1);
    }

    /** How much a counter grew in the interval; a gauge may have fallen. */
    long change(final Counter counter)
    {
        return before == null ? 0 : now.value(counter) - before.value(counter);
    }

    /** Not a number if there is no interval. */
    double perSecond(final Counter counter)
    {
        final double seconds = seconds();
        return seconds <= 0 ? Double.NaN : change(counter) / seconds;
    }
}
