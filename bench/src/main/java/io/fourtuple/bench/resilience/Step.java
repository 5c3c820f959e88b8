package io.fourtuple.bench.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * One rate of the flood, real clients beside it.
 *
 * @param multiple       of the ceiling.
 * @param realPerSecond  real handshakes intended each second, from the first to the last.
 * @param floodPerSecond SYNs intended each second while there is a flood.
 * @param floodSeconds   how long that is, from the start.
 * @param afterSeconds   how long real clients go on after it.
 */
record Step(double multiple, double realPerSecond, double floodPerSecond, int floodSeconds, int afterSeconds)
{
    /** Real clients come at this share of the ceiling. */
    static final double REAL_SHARE = 0.5;

    /**
     * From no flood, which says what is normal, to the largest, whose end is followed by the recovery.
     *
     * @param ceiling   real handshakes a second.
     * @param multiples of it; 0 is always gone through.
     */
    static List<Step> plan(final double ceiling, final List<Double> multiples, final Timing timing)
    {
        final TreeSet<Double> rising = new TreeSet<>(multiples);
        rising.add(0.0);
        final List<Step> steps = new ArrayList<>();
        for (final double multiple : rising)
        {
            final int after = multiple == rising.last() && multiple > 0 ? timing.recovery() : 0;
            steps.add(new Step(multiple, ceiling * REAL_SHARE, ceiling * multiple, timing.step(), after));
        }
        return steps;
    }

    int seconds()
    {
        return floodSeconds + afterSeconds;
    }
}
