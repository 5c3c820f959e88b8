package io.fourtuple.bench.publish.page;

import java.util.List;

/**
 * One line of a figure.
 *
 * @param name   for the legend.
 * @param colour which of the {@link Palette}'s.
 * @param dash   how it is drawn.
 * @param points x and y, x rising; y is NaN at a gap.
 */
record PlotLine(String name, int colour, Dash dash, List<double[]> points)
{
    /** How a line is drawn. */
    enum Dash
    {
        SOLID("none"), DASHED("8 5"), DOTTED("2 4");

        private final String svg;

        Dash(final String svg)
        {
            this.svg = svg;
        }

        /** As SVG has it. */
        String svg()
        {
            return svg;
        }
    }

    PlotLine
    {
        points = List.copyOf(points);
    }
}
