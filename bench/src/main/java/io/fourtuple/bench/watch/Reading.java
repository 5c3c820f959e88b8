package io.fourtuple.bench.watch;

import io.fourtuple.telemetry.Counter;

/** All of an engine's counters at one time. */
final class Reading
{
    private static final Counter[] COUNTERS = Counter.values();

    private final long[] values = new long[COUNTERS.length];
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
     * @param engine     to be read.
     * @param nowNs      by a clock that only moves on, for rates.
     * @param nowEpochMs the time of day.
     */
    static Reading of(final WatchedEngine engine, final long nowNs, final long nowEpochMs)
    {
        final Reading reading = new Reading(engine.life(), nowNs, nowEpochMs);
        for (final Counter counter : COUNTERS)
        {
            reading.values[counter.ordinal()] = engine.value(counter);
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
