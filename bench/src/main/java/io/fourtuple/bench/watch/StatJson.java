package io.fourtuple.bench.watch;

import java.time.Instant;

import io.fourtuple.bench.cycle.Json;
import io.fourtuple.telemetry.Counter;

/** An engine's counters and rates as one JSON object in one line. */
final class StatJson
{
    private StatJson()
    {
    }

    static String of(final Identity identity, final Rates rates)
    {
        final Reading now = rates.now();
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
            .put("counters", counters)
            .put("per_second", perSecond)
            .toString();
    }
}
