package io.fourtuple.bench.publish.plot;

import java.util.List;

/**
 * One line of a plot.
 *
 * @param name   for the legend.
 * @param points x and y; those that have no place on the axes are left out, and the line has a gap there.
 * @param colour as SVG has it.
 * @param dashes as SVG has them.
 */
record Series(String name, List<double[]> points, String colour, String dashes)
{
    Series
    {
        points = List.copyOf(points);
    }
}
