package io.fourtuple.bench.load.client;

import java.util.ArrayList;
import java.util.List;

/**
 * A flood beside the real clients: rates one after the other, from the run's start. Each step is a phase of the run
 * with a result of its own; what is left of the run's time behind the last step is a phase without a flood.
 *
 * @param kind    of the frames.
 * @param sources that they claim to be from; no client's.
 * @param steps   in order.
 */
public record FloodPlan(FloodKind kind, AddressRange sources, List<Step> steps)
{
    /** Spoofed sources where nothing else is said. */
    public static final AddressRange DEFAULT_SOURCES = AddressRange.parse("198.19.0.0/16");
    /** No flood. */
    public static final FloodPlan NONE = new FloodPlan(FloodKind.SYN, DEFAULT_SOURCES, List.of());

    /**
     * A rate for a while.
     *
     * @param durationNs above 0.
     * @param perSecond  frames, 0 or more.
     */
    public record Step(long durationNs, double perSecond)
    {
        /** Checks the ranges. */
        public Step
        {
            if (durationNs <= 0 || !(perSecond >= 0) || perSecond > 1e9)
            {
                throw new IllegalArgumentException("a step of a flood must last longer than 0 and have 0 to 10^9 " +
                    "frames a second: durationNs=" + durationNs + " perSecond=" + perSecond);
            }
        }
    }

    /** Takes a copy of the steps. */
    public FloodPlan
    {
        steps = List.copyOf(steps);
    }

    public FloodPlan withKind(final FloodKind value)
    {
        return new FloodPlan(value, sources, steps);
    }

    public FloodPlan withSources(final AddressRange value)
    {
        return new FloodPlan(kind, value, steps);
    }

    /** A further step behind those there are. */
    public FloodPlan then(final long durationNs, final double perSecond)
    {
        final List<Step> more = new ArrayList<>(steps);
        more.add(new Step(durationNs, perSecond));
        return new FloodPlan(kind, sources, more);
    }

    /** @return whether there is any flood at all. */
    public boolean isFlood()
    {
        return steps.stream().anyMatch(step -> step.perSecond > 0);
    }

    /**
     * @param runNs length of the run.
     * @return the phases that the run has: the steps, cut at its end, and what is left behind them.
     */
    public List<Step> phases(final long runNs)
    {
        final List<Step> phases = new ArrayList<>();
        long leftNs = runNs;
        for (final Step step : steps)
        {
            if (leftNs > 0)
            {
                phases.add(new Step(Math.min(leftNs, step.durationNs), step.perSecond));
                leftNs -= step.durationNs;
            }
        }
        if (leftNs > 0)
        {
            phases.add(new Step(leftNs, 0));
        }
        return phases;
    }
}
