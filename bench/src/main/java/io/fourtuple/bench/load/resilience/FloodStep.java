package io.fourtuple.bench.load.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * One rate of the flood, real clients beside it.
 *
 * @param multiple       of the ceiling.
 * @param realPerSecond  real handshakes intended each second, from the first to the last.
 * @param floodPerSecond SYNs intended each second while there is a flood.
 * @param floodSeconds   how long that is, from the start.
 * @param afterSeconds   how long real clients go on after it.
 */
record FloodStep(double multiple, double realPerSecond, double floodPerSecond, int floodSeconds, int afterSeconds)
{
    /** Real clients come at this share of the ceiling. */
    static final double REAL_SHARE = 0.5;

    private static final long TENTH_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int FLOOD_SLICES = 50;
    private static final int AFTER_SLICES = 200;

    /**
     * From no flood, which says what is normal, to the largest, whose end is followed by the recovery.
     *
     * @param ceiling   real handshakes a second.
     * @param multiples of it; 0 is always gone through.
     */
    static List<FloodStep> plan(final double ceiling, final List<Double> multiples, final Timing timing)
    {
        final TreeSet<Double> rising = new TreeSet<>(multiples);
        rising.add(0.0);
        final List<FloodStep> steps = new ArrayList<>();
        for (final double multiple : rising)
        {
            final int after = multiple == rising.last() && multiple > 0 ? timing.recovery() : 0;
            steps.add(new FloodStep(multiple, ceiling * REAL_SHARE, ceiling * multiple, timing.step(), after));
        }
        return steps;
    }

    /** Length of the slices while there is a flood. */
    long floodSliceNs()
    {
        return sliceNs(floodSeconds, FLOOD_SLICES);
    }

    /** Length of the slices after it. */
    long afterSliceNs()
    {
        return sliceNs(afterSeconds, AFTER_SLICES);
    }

    /** A tenth of a second, or as many of these as keep their number, and that of their histograms, small. */
    private static long sliceNs(final int seconds, final int most)
    {
        final int tenths = 10 * seconds;
        return TENTH_NS * Math.max(1, (tenths + most - 1) / most);
    }

    int seconds()
    {
        return floodSeconds + afterSeconds;
    }
}
