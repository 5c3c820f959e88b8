package io.fourtuple.bench.watch;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.CounterValues;

/** All of an engine's counters at one time. */
final class Reading
{
    private final long[] values = new long[Counter.ALL.size()];
    private final long nowNs;
    private final long nowEpochMs;
    private final Life life;

    private Reading(final Life life, final long nowNs, final long nowEpochMs)
    {
        this.life = life;
        this.nowNs = nowNs;
        this.nowEpochMs = nowEpochMs;
    }

    /**
     * @param counters   to be read.
     * @param life       of the engine at that time.
     * @param nowNs      by a clock that only moves on, for rates.
     * @param nowEpochMs the time of day.
     */
    static Reading of(final CounterValues counters, final Life life, final long nowNs, final long nowEpochMs)
    {
        final Reading reading = new Reading(life, nowNs, nowEpochMs);
        for (final Counter counter : Counter.ALL)
        {
            reading.values[counter.ordinal()] = counters.get(counter);
        }
        return reading;
    }

    long value(final Counter counter)
    {
        return values[counter.ordinal()];
    }

    long nowNs()
    {
        return nowNs;
    }

    long nowEpochMs()
    {
        return nowEpochMs;
    }

    Life life()
    {
        return life;
    }
}
