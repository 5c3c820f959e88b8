package io.fourtuple.bench.exhaustion;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over two logarithmic axes, as SVG: as much of plotting as a result needs. Dashes tell lines that coincide. */
final class LogPlot
{
    private static final int WIDTH = 960;
    private static final int HEIGHT = 560;
    private static final int LEFT = 90;
    private static final int RIGHT = 230;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final int LEGEND_STEP = 22;
    /** Okabe and Ito's, which the colour-blind can tell apart. */
    private static final String[] COLOURS =
        {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"};
    private static final String[] DASHES = {"none", "10 6", "none", "none", "4 6", "2 8", "none"};

    private record Line(String name, List<double[]> points)
    {
    }

    private final String title;
    private final String xName;
    private final String yName;
    private final List<Line> lines = new ArrayList<>();
    private int xFrom;
    private int xTo;
    private int yFrom;
    private int yTo;

    LogPlot(final String title, final String xName, final String yName)
    {
        this.title = title;
        this.xName = xName;
        this.yName = yName;
    }

    /**
     * @param points x and y; those that are not above 0 have no place on the axes and are left out.
     */
    void line(final String name, final List<double[]> points)
    {
        lines.add(new Line(name, points.stream().filter(point -> point[0] > 0 && point[1] > 0).toList()));
    }

    String svg()
    {
        xFrom = decade(0, false);
        xTo = Math.max(xFrom + 1, decade(0, true));
        yFrom = decade(1, false);
        yTo = Math.max(yFrom + 1, decade(1, true));
        final StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" " +
            "font-family=\"sans-serif\" font-size=\"13\">%n<title>%s</title>%n" +
            "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n", WIDTH, HEIGHT, WIDTH, HEIGHT, escape(title)));
        text(svg, LEFT, TOP - 20, "start", title);
        axes(svg);
        for (int i = 0; i < lines.size(); i++)
        {
            draw(svg, i);
        }
        return svg.append("</svg>\n").toString();
    }

    private int decade(final int axis, final boolean isLast)
    {
        final var logs = lines.stream().flatMap(line -> line.points.stream())
            .mapToDouble(point -> Math.log10(point[axis]));
        return (int)(isLast ? Math.ceil(logs.max().orElse(1)) : Math.floor(logs.min().orElse(0)));
    }

    private void axes(final StringBuilder svg)
    {
        for (int decade = xFrom; decade <= xTo; decade++)
        {
            final double x = x(Math.pow(10, decade));
            grid(svg, x, TOP, x, HEIGHT - BOTTOM);
            text(svg, x, HEIGHT - BOTTOM + 20, "middle", number(decade));
        }
        for (int decade = yFrom; decade <= yTo; decade++)
        {
            final double y = y(Math.pow(10, decade));
            grid(svg, LEFT, y, WIDTH - RIGHT, y);
            text(svg, LEFT - 8, y + 4, "end", number(decade));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 15, "middle", xName);
        svg.append(String.format(
            Locale.ROOT, "<g transform=\"translate(20 %d) rotate(-90)\">", (TOP + HEIGHT - BOTTOM) / 2));
        text(svg, 0, 0, "middle", yName);
        svg.append("</g>\n");
    }

    private void draw(final StringBuilder svg, final int i)
    {
        final Line line = lines.get(i);
        final String style = String.format(Locale.ROOT,
            "fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"",
            COLOURS[i % COLOURS.length], DASHES[i % DASHES.length]);
        svg.append("<polyline ").append(style).append(" points=\"");
        for (final double[] point : line.points)
        {
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point[0]), y(point[1])));
        }
        final int y = TOP + 10 + i * LEGEND_STEP;
        final int x = WIDTH - RIGHT + 15;
        svg.append(String.format(Locale.ROOT, "\"/>%n<path %s d=\"M%d %dh30\"/>%n", style, x, y));
        text(svg, x + 38, y + 4, "start", line.name);
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

    private static String number(final int decade)
    {
        return decade < 0 ? String.format(Locale.ROOT, "%." + -decade + "f", Math.pow(10, decade)) :
            String.format(Locale.ROOT, "%,.0f", Math.pow(10, decade));
    }

    private double x(final double value)
    {
        return LEFT + (Math.log10(value) - xFrom) / (xTo - xFrom) * (WIDTH - LEFT - RIGHT);
    }

    private double y(final double value)
    {
        return HEIGHT - BOTTOM - (Math.log10(value) - yFrom) / (yTo - yFrom) * (HEIGHT - TOP - BOTTOM);
    }

    private static String escape(final String text)
    {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
