package io.fourtuple.bench.tool.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The height of each event in a drawing. Time runs down: short times to scale, long ones cut short and marked. Events of
 * one moment share a height, unless they are on the same side.
 */
final class SvgLayout
{
    /**
     * A piece of time that is not to scale.
     *
     * @param y       its middle.
     * @param seconds its length.
     */
    record Gap(double y, double seconds)
    {
    }

    private static final double PX_PER_MS = 2.6;
    private static final double LEAST_STEP = 24;
    private static final double MOST_STEP = 56;
    private static final double ROW = 18;
    private static final double BANNER = 34;
    /** Longer than this is marked as not to scale. */
    private static final long LONG_NS = 150 * VirtualClock.MS;

    private final Map<TraceEvent, Double> heights = new IdentityHashMap<>();
    private final Map<Packet, Double> departures = new HashMap<>();
    private final List<TraceEvent> shown = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    /** Sides on which something stands at the present height. */
    private final Set<Boolean> taken = new HashSet<>();
    private double y;
    private long lastNs = TracedSegment.NEVER;

    SvgLayout(final Trace trace, final double top)
    {
        y = top;
        int fold = 0;
        for (final TraceEvent event : trace.events())
        {
            if (event.fold() == 0 || event.fold() != fold)
            {
                fold = event.fold();
                shown.add(event);
                place(event);
            }
        }
    }

    private void place(final TraceEvent event)
    {
        if (event.fold() != 0 || event.kind() == TraceEvent.Kind.REMARK)
        {
            banner(event);
            return;
        }
        if (lastNs != TracedSegment.NEVER && event.timeNs() > lastNs)
        {
            step(event.timeNs() - lastNs);
        }
        lastNs = event.timeNs();
        if (!taken.add(event.host().isLeft()))
        {
            y += ROW;
            taken.clear();
            taken.add(event.host().isLeft());
        }
        heights.put(event, y);
        if (event.kind() == TraceEvent.Kind.DEPARTURE)
        {
            departures.put(event.flight().packet, y);
        }
    }

    private void banner(final TraceEvent event)
    {
        y += BANNER;
        heights.put(event, y);
        y += BANNER;
        taken.clear();
        lastNs = TracedSegment.NEVER;
    }

    private void step(final long ns)
    {
        final double step = Math.max(LEAST_STEP, Math.min(MOST_STEP, ns / (double)VirtualClock.MS * PX_PER_MS));
        if (ns > LONG_NS)
        {
            gaps.add(new Gap(y + step / 2, ns / 1e9));
        }
        y += step;
        taken.clear();
    }

    /** The events drawn, in order; the first event of a fold stands for all of it. */
    List<TraceEvent> shown()
    {
        return shown;
    }

    List<Gap> gaps()
    {
        return gaps;
    }

    double y(final TraceEvent event)
    {
        return heights.get(event);
    }

    /** Where a segment left, or null if that is not drawn. */
    Double departure(final Packet packet)
    {
        return departures.get(packet);
    }

    double bottom()
    {
        return y + ROW;
    }
}
