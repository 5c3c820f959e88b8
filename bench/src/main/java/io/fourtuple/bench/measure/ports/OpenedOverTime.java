package io.fourtuple.bench.measure.ports;

import java.util.ArrayList;
import java.util.List;

/** How many connections were opened by what time: a point each time that either has grown by a hundredth. */
final class OpenedOverTime
{
    private static final double STEP = 1.01;
    private static final long FIRST_NS = 1_000_000;

    /**
     * @param atNs   since the start.
     * @param opened by then.
     */
    record Point(long atNs, long opened)
    {
        @Override
        public String toString()
        {
            return "[" + atNs + ", " + opened + "]";
        }
    }

    private final List<Point> points = new ArrayList<>();
    private Point latest = new Point(0, 0);
    private long nextNs = FIRST_NS;
    private long nextOpened = 1;

    /** The time before a point is kept too where time was skipped, so that a wait is seen as one. */
    void at(final long ns, final long opened)
    {
        if (ns >= nextNs || opened >= nextOpened)
        {
            if (latest.opened > 0 && ns >= latest.atNs * STEP)
            {
                add(latest);
            }
            add(new Point(ns, opened));
            nextNs = Math.max(FIRST_NS, (long)(ns * STEP) + 1);
            nextOpened = (long)(opened * STEP) + 1;
        }
        latest = new Point(ns, opened);
    }

    private void add(final Point point)
    {
        if (points.isEmpty() || !points.getLast().equals(point))
        {
            points.add(point);
        }
    }

    /** All points, the last one included. */
    List<Point> points()
    {
        add(latest);
        return points;
    }
}
