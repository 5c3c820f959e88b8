package io.fourtuple.bench.tool.watch;

import java.time.Instant;

import io.fourtuple.bench.base.Json;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.HistogramSummary;
import io.fourtuple.telemetry.LatencyReading;

/** An engine's counters, rates and latencies as one JSON object in one line. */
final class StatJson
{
    private StatJson()
    {
    }

    static String of(final EngineIdentity identity, final CounterRates rates)
    {
        final EngineSnapshot now = rates.now();
        final Json counters = new Json();
        final Json perSecond = new Json();
        for (final Counter counter : Counter.ALL)
        {
            counters.put(counter.label(), now.value(counter));
            if (counter.kind() != Counter.Kind.GAUGE)
            {
                perSecond.put(counter.label(), rates.perSecond(counter));
            }
        }
        final Json states = new Json();
        StateGauges.all().forEach((state, gauge) -> states.put(state.label(), now.value(gauge)));
        return new Json()
            .put("time", Instant.ofEpochMilli(now.nowEpochMs()).toString())
            .put("engine", identity.name())
            .put("pid", identity.pid())
            .put("started", Instant.ofEpochMilli(identity.startEpochMs()).toString())
            .put("state", now.life().label())
            .put("since", Instant.ofEpochMilli(now.life().sinceEpochMs()).toString())
            .put("interval_s", rates.seconds())
            .put("loop_busy", StatText.busy(rates))
            .put("connections", states)
            .put("latencies_ns", latencies(now))
            .put("counters", counters)
            .put("per_second", perSecond)
            .toString();
    }

    private static Json latencies(final EngineSnapshot now)
    {
        final Json latencies = new Json();
        for (final LatencyReading reading : now.latencies())
        {
            latencies.put(reading.label(), new Json()
                .put("begun", Instant.ofEpochMilli(reading.begunEpochMs()).toString())
                .put("ended", Instant.ofEpochMilli(reading.endedEpochMs()).toString())
                .put("interval", figures(reading.interval()))
                .put("total", figures(reading.total())));
        }
        return latencies;
    }

    private static Json figures(final HistogramSummary figures)
    {
        return new Json()
            .put("count", figures.count())
            .put("sum", figures.sum())
            .put("p50", figures.p50())
            .put("p90", figures.p90())
            .put("p99", figures.p99())
            .put("p99.9", figures.p999())
            .put("p99.99", figures.p9999())
            .put("max", figures.max());
    }
}
