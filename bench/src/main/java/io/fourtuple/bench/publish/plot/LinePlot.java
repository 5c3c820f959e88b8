package io.fourtuple.bench.publish.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines over two axes, as SVG. Colours and dashes tell lines that coincide; marks show what was measured. The legend is
 * beside the plot, or below it, where long names have room.
 */
public final class LinePlot
{
    /** Okabe and Ito's, which the colour-blind can tell apart; a dark grey for their black. */
    public static final List<String> COLOURS =
        List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#4d4d4d");

    private static final int WIDTH = 960;
    private static final int HEIGHT = 560;
    private static final int LEFT = 90;
    private static final int RIGHT = 230;
    private static final int SLIM_RIGHT = 60;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final int LEGEND_STEP = 22;
    private static final int SMALLEST_MARK = 3;
    private static final int MARK_STEP = 2;
    private static final int MARK_SIZES = 4;
    private static final int LEGEND_COLUMNS = 2;
    private static final int HALF_WIDTH_NAME = 48;
    private static final int LONGEST_TEXT = 100;
    private static final String[] DASHES = {"none", "10 6", "none", "none", "4 6", "2 8", "none"};

    private final String title;
    private final Axis xAxis;
    private final Axis yAxis;
    private final List<Series> lines = new ArrayList<>();
    private boolean hasMarks;
    private boolean hasLegendBelow;

    public LinePlot(final String title, final Axis xAxis, final Axis yAxis)
    {
        this.title = title;
        this.xAxis = xAxis;
        this.yAxis = yAxis;
    }

    /** Puts a mark at each point, too. */
    public LinePlot withMarks()
    {
        hasMarks = true;
        return this;
    }

    /** Puts the legend below the plot, in two columns, instead of beside it. */
    public LinePlot withLegendBelow()
    {
        hasLegendBelow = true;
        return this;
    }

    /**
     * A line whose colour and dashes follow from how many there were before it.
     *
     * @param name   for the legend.
     * @param points x and y; those that have no place on the axes are left out.
     */
    public void line(final String name, final List<double[]> points)
    {
        final int i = lines.size();
        // Colours and dashes that come round together would make two lines of many look the same.
        line(name, points, COLOURS.get(i % COLOURS.size()), DASHES[(i + i / DASHES.length) % DASHES.length]);
    }

    /**
     * @param name   for the legend.
     * @param points x and y; those that have no place on the axes are left out.
     * @param colour as SVG has it.
     * @param dashes as SVG has them, {@code none} for a solid line.
     */
    public void line(final String name, final List<double[]> points, final String colour, final String dashes)
    {
        lines.add(new Series(name, points, colour, dashes));
    }

    /** @return the whole file. */
    public String svg()
    {
        fit(xAxis, 0);
        fit(yAxis, 1);
        final SvgCanvas svg = new SvgCanvas();
        svg.group("font-size='16' font-weight='bold'", () ->
            svg.text(LEFT, TOP - 20, shortened(title), "text-anchor='start'"));
        axes(svg);
        for (int i = 0; i < lines.size(); i++)
        {
            draw(svg, i);
        }
        return svg.file(WIDTH, height(), title, "font-family='sans-serif' font-size='13'", "");
    }

    private void fit(final Axis axis, final int coordinate)
    {
        axis.fit(lines.stream().flatMap(line -> line.points().stream()).filter(this::hasPlace)
            .mapToDouble(point -> point[coordinate]));
    }

    private boolean hasPlace(final double[] point)
    {
        return xAxis.has(point[0]) && yAxis.has(point[1]);
    }

    /** The usual one, unless there are more lines than the legend has room for beside it, or it is below. */
    private int height()
    {
        final int rows = (lines.size() + legendColumns() - 1) / legendColumns();
        return hasLegendBelow ? HEIGHT + 10 + rows * LEGEND_STEP :
            Math.max(HEIGHT, TOP + BOTTOM + lines.size() * LEGEND_STEP);
    }

    /** Columns of the legend below: two, unless a name is too long for half the width. */
    private int legendColumns()
    {
        return lines.stream().allMatch(line -> line.name().length() <= HALF_WIDTH_NAME) ? LEGEND_COLUMNS : 1;
    }

    /** Where the plot ends on its right. */
    private int rightEnd()
    {
        return WIDTH - (hasLegendBelow ? SLIM_RIGHT : RIGHT);
    }

    private void axes(final SvgCanvas svg)
    {
        for (final Axis.Tick tick : xAxis.ticks())
        {
            final double x = x(tick.place());
            grid(svg, tick, x, TOP, x, HEIGHT - BOTTOM);
            text(svg, x, HEIGHT - BOTTOM + 20, "middle", tick.label());
        }
        for (final Axis.Tick tick : yAxis.ticks())
        {
            final double y = y(tick.place());
            grid(svg, tick, LEFT, y, rightEnd(), y);
            text(svg, LEFT - 8, y + 4, "end", tick.label());
        }
        text(svg, (LEFT + rightEnd()) / 2.0, HEIGHT - 15, "middle", xAxis.name());
        svg.group("transform='translate(20 " + (TOP + HEIGHT - BOTTOM) / 2 + ") rotate(-90)'",
            () -> text(svg, 0, 0, "middle", yAxis.name()));
    }

    private void draw(final SvgCanvas svg, final int i)
    {
        final Series line = lines.get(i);
        final String style =
            "fill='none' stroke='" + line.colour() + "' stroke-width='2' stroke-dasharray='" + line.dashes() + "'";
        // Rings of different size stay visible around each other where lines coincide.
        polylines(svg, line, style, SMALLEST_MARK + MARK_STEP * (i % MARK_SIZES));
        final int columns = legendColumns();
        final int columnWidth = (rightEnd() - LEFT) / columns;
        final int x = hasLegendBelow ? LEFT + i % columns * columnWidth : WIDTH - RIGHT + 15;
        final int y = hasLegendBelow ? HEIGHT + 10 + i / columns * LEGEND_STEP : TOP + 10 + i * LEGEND_STEP;
        svg.path("M" + x + " " + y + "h30", style);
        text(svg, x + 38, y + 4, "start", shortened(line.name()));
    }

    /** One for each stretch without a gap; a mark shows a point that has no neighbour, too. */
    private void polylines(
        final SvgCanvas svg, final Series line, final String style, final int radius)
    {
        final StringBuilder points = new StringBuilder();
        final List<Runnable> marks = new ArrayList<>();
        for (final double[] point : line.points())
        {
            if (hasPlace(point))
            {
                final double x = x(xAxis.place(point[0]));
                final double y = y(yAxis.place(point[1]));
                points.append(SvgCanvas.format("%.1f,%.1f ", x, y));
                marks.add(() -> svg.circle(x, y, radius, "fill='none' stroke='" + line.colour() + "' stroke-width='2'"));
            }
            else
            {
                polyline(svg, points, style);
            }
        }
        polyline(svg, points, style);
        if (hasMarks)
        {
            marks.forEach(Runnable::run);
        }
    }

    private static void polyline(final SvgCanvas svg, final StringBuilder points, final String style)
    {
        if (!points.isEmpty())
        {
            svg.polyline(points.toString(), style);
            points.setLength(0);
        }
    }

    private static void grid(
        final SvgCanvas svg, final Axis.Tick tick, final double x1, final double y1, final double x2,
        final double y2)
    {
        svg.line(x1, y1, x2, y2, "stroke='" + (tick.label().isEmpty() ? "#f2f2f2" : "#ddd") + "'");
    }

    private static void text(
        final SvgCanvas svg, final double x, final double y, final String anchor, final String text)
    {
        if (!text.isEmpty())
        {
            svg.text(x, y, text, "text-anchor='" + anchor + "'");
        }
    }

    private double x(final double place)
    {
        return LEFT + place * (rightEnd() - LEFT);
    }

    private static double y(final double place)
    {
        return HEIGHT - BOTTOM - place * (HEIGHT - TOP - BOTTOM);
    }

    private static String shortened(final String text)
    {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }
}
