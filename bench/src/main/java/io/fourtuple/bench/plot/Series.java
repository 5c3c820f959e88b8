package io.fourtuple.bench.plot;

import java.util.List;

/**
 * One line of a plot.
 *
 * @param name   for the legend.
 * @param points x and y; those that have no place on the axes are left out, and the line has a gap there.
 */
record Series(String name, List<double[]> points)
{
    Series
    {
        points = List.copyOf(points);
    }
}
