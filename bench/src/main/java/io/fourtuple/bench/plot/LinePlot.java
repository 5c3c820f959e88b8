package io.fourtuple.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over two axes, as SVG. Colours and dashes tell lines that coincide; marks show what was measured. */
public final class LinePlot
{
    private static final int WIDTH = 960;
    private static final int HEIGHT = 560;
    private static final int LEFT = 90;
    private static final int RIGHT = 230;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final int LEGEND_STEP = 22;
    private static final int SMALLEST_MARK = 3;
    private static final int MARK_STEP = 2;
    private static final int MARK_SIZES = 4;
    /** Okabe and Ito's, which the colour-blind can tell apart. */
    private static final String[] COLOURS =
        {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"};
    private static final String[] DASHES = {"none", "10 6", "none", "none", "4 6", "2 8", "none"};

    private final String title;
    private final Axis xAxis;
    private final Axis yAxis;
    private final List<Series> lines = new ArrayList<>();
    private boolean hasMarks;

    /**
     * @param title above the plot.
     * @param xAxis from left to right.
     * @param yAxis from bottom to top.
     */
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

    /**
     * @param name   for the legend.
     * @param points x and y; those that have no place on the axes are left out.
     */
    public void line(final String name, final List<double[]> points)
    {
        lines.add(new Series(name, points));
    }

    /**
     * @return the whole file.
     */
    public String svg()
    {
        fit(xAxis, 0);
        fit(yAxis, 1);
        final int height = height();
        final StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" " +
            "font-family=\"sans-serif\" font-size=\"13\">%n<title>%s</title>%n" +
            "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n", WIDTH, height, WIDTH, height, escape(title)));
        text(svg, LEFT, TOP - 20, "start", title);
        axes(svg);
        for (int i = 0; i < lines.size(); i++)
        {
            draw(svg, i);
        }
        return svg.append("</svg>\n").toString();
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

    /** The usual one, unless there are more lines than the legend has room for beside it. */
    private int height()
    {
        return Math.max(HEIGHT, TOP + BOTTOM + lines.size() * LEGEND_STEP);
    }

    private void axes(final StringBuilder svg)
    {
        for (final Axis.Tick tick : xAxis.ticks())
        {
            final double x = x(tick.place());
            grid(svg, x, TOP, x, HEIGHT - BOTTOM);
            text(svg, x, HEIGHT - BOTTOM + 20, "middle", tick.label());
        }
        for (final Axis.Tick tick : yAxis.ticks())
        {
            final double y = y(tick.place());
            grid(svg, LEFT, y, WIDTH - RIGHT, y);
            text(svg, LEFT - 8, y + 4, "end", tick.label());
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 15, "middle", xAxis.name());
        svg.append(String.format(
            Locale.ROOT, "<g transform=\"translate(20 %d) rotate(-90)\">", (TOP + HEIGHT - BOTTOM) / 2));
        text(svg, 0, 0, "middle", yAxis.name());
        svg.append("</g>\n");
    }

    private void draw(final StringBuilder svg, final int i)
    {
        final String colour = COLOURS[i % COLOURS.length];
        // Colours and dashes that come round together would make two lines of many look the same.
        final String dash = DASHES[(i + i / DASHES.length) % DASHES.length];
        final String style = String.format(Locale.ROOT,
            "fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"", colour, dash);
        // Rings of different size stay visible around each other where lines coincide.
        polylines(svg, lines.get(i), style, colour, SMALLEST_MARK + MARK_STEP * (i % MARK_SIZES));
        final int y = TOP + 10 + i * LEGEND_STEP;
        final int x = WIDTH - RIGHT + 15;
        svg.append(String.format(Locale.ROOT, "<path %s d=\"M%d %dh30\"/>%n", style, x, y));
        text(svg, x + 38, y + 4, "start", lines.get(i).name());
    }

    /** One for each stretch without a gap; a mark shows a point that has no neighbour, too. */
    private void polylines(
        final StringBuilder svg, final Series line, final String style, final String colour, final int radius)
    {
        final StringBuilder marks = new StringBuilder();
        final StringBuilder points = new StringBuilder();
        for (final double[] point : line.points())
        {
            if (hasPlace(point))
            {
                final double x = x(xAxis.place(point[0]));
                final double y = y(yAxis.place(point[1]));
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
                marks.append(String.format(Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
                    x, y, radius, colour));
            }
            else
            {
                polyline(svg, points, style);
            }
        }
        polyline(svg, points, style);
        svg.append(hasMarks ? marks : "");
    }

    private static void polyline(final StringBuilder svg, final StringBuilder points, final String style)
    {
        if (!points.isEmpty())
        {
            svg.append(String.format("<polyline %s points=\"%s\"/>%n", style, points));
            points.setLength(0);
        }
    }

    private static void grid(
        final StringBuilder svg, final double x1, final double y1, final double x2, final double y2)
    {
        svg.append(String.format(Locale.ROOT, "<path stroke=\"#ddd\" d=\"M%.1f %.1fL%.1f %.1f\"/>%n", x1, y1, x2, y2));
    }

    private static void text(
        final StringBuilder svg, final double x, final double y, final String anchor, final String text)
    {
        svg.append(String.format(
            Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escape(text)));
    }

    private static double x(final double place)
    {
        return LEFT + place * (WIDTH - LEFT - RIGHT);
    }

    private static double y(final double place)
    {
        return HEIGHT - BOTTOM - place * (HEIGHT - TOP - BOTTOM);
    }

    private static String escape(final String text)
    {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
