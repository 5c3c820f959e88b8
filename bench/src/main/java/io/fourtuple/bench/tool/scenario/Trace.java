package io.fourtuple.bench.tool.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All events of a scenario, in order: the source of ladders. */
final class Trace
{
    private final List<TraceEvent> events = new ArrayList<>();
    private final Map<Integer, String> folds = new LinkedHashMap<>();
    private final VirtualClock clock;
    private final long startNs;
    private int fold;
    private boolean isFolding;

    /** Begins now. */
    Trace(final VirtualClock clock)
    {
        this.clock = clock;
        startNs = clock.nanoTime();
    }

    /** Seconds since the beginning, as ladders have them. */
    String seconds(final long timeNs)
    {
        return String.format(Locale.ROOT, "%.3f", (timeNs - startNs) / 1e9);
    }

    /** Events from here on share a line; with the same summary as before, the same line. */
    void fold(final String summary)
    {
        if (!isFolding || !summary.equals(folds.get(fold)))
        {
            folds.put(++fold, summary);
        }
        isFolding = true;
    }

    /** Each event has its own line again. */
    void unfold()
    {
        isFolding = false;
    }

    void departure(final TracedSegment flight)
    {
        add(TraceEvent.Kind.DEPARTURE, flight.from, flight, "", "");
    }

    void arrival(final TracedSegment flight)
    {
        add(TraceEvent.Kind.ARRIVAL, flight.to, flight, "", "");
    }

    void call(final ScenarioHost host, final String text)
    {
        add(TraceEvent.Kind.CALL, host, null, text, "");
    }

    void state(final ScenarioHost host, final String state, final String text)
    {
        add(TraceEvent.Kind.STATE, host, null, text, state);
    }

    void remark(final String text)
    {
        add(TraceEvent.Kind.REMARK, null, null, text, "");
    }

    private void add(
        final TraceEvent.Kind kind, final ScenarioHost host, final TracedSegment flight, final String text, final String state)
    {
        events.add(new TraceEvent(clock.nanoTime(), kind, host, flight, text, state, isFolding ? fold : 0));
    }

    List<TraceEvent> events()
    {
        return Collections.unmodifiableList(events);
    }

    String foldSummary(final int number)
    {
        return folds.get(number);
    }

    /** How many segments were sent. */
    long segments()
    {
        return events.stream().filter(event -> event.kind() == TraceEvent.Kind.DEPARTURE).count();
    }
}
