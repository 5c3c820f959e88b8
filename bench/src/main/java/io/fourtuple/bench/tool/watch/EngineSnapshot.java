package io.fourtuple.bench.tool.watch;

import java.util.List;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.CounterValues;
import io.fourtuple.telemetry.LatencyReading;

/** All of an engine's counters and latencies at one time. */
final class EngineSnapshot
{
    private final long[] values = new long[Counter.ALL.size()];
    private final long nowNs;
    private final long nowEpochMs;
    private final EngineLiveness life;
    private final List<LatencyReading> latencies;

    private EngineSnapshot(
        final EngineLiveness life, final List<LatencyReading> latencies, final long nowNs, final long nowEpochMs)
    {
        this.life = life;
        this.latencies = latencies;
        this.nowNs = nowNs;
        this.nowEpochMs = nowEpochMs;
    }

    /**
     * @param nowNs      by a clock that only moves on, for rates.
     * @param nowEpochMs the time of day.
     */
    static EngineSnapshot of(
        final CounterValues counters,
        final EngineLiveness life,
        final List<LatencyReading> latencies,
        final long nowNs,
        final long nowEpochMs)
    {
        final EngineSnapshot reading = new EngineSnapshot(life, List.copyOf(latencies), nowNs, nowEpochMs);
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

    /** Each latency of the engine's own latest interval, and of all its time. */
    List<LatencyReading> latencies()
    {
        return latencies;
    }

    EngineLiveness life()
    {
        return life;
    }
}
