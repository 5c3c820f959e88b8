package io.fourtuple.bench.publish.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;

/** Figures as the page's script reads them, safe inside a {@code script} element whatever their names are. */
final class FigureJson
{
    private static final double DIGITS = 5;

    private FigureJson()
    {
    }

    static String of(final List<PlotFigure> figures)
    {
        try
        {
            return JSON.std.asString(figures.stream().map(FigureJson::map).toList())
                // No way out of the element, and no line ends that old scripts did not know.
                .replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
                .replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static Map<String, Object> map(final PlotFigure figure)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", figure.id());
        map.put("percentiles", figure.x() == PlotFigure.X.PERCENTILES);
        map.put("xMax", rounded(figure.xMax()));
        map.put("unit", figure.unit().symbol());
        map.put("time", figure.unit().isTime());
        map.put("log", figure.isLog());
        map.put("lines", figure.lines().stream().map(FigureJson::map).toList());
        return map;
    }

    private static Map<String, Object> map(final PlotLine line)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", line.name());
        map.put("colour", Palette.name(line.colour()));
        map.put("dash", line.dash().name().toLowerCase(Locale.ROOT));
        final List<Object> points = new ArrayList<>();
        line.points().forEach(point ->
        {
            points.add(rounded(point[0]));
            points.add(rounded(point[1]));
        });
        map.put("points", points);
        return map;
    }

    /** As many digits as anybody can see; whole numbers without a point; null for a gap. */
    private static Object rounded(final double value)
    {
        if (!Double.isFinite(value))
        {
            return null;
        }
        if (value == 0)
        {
            return 0L;
        }
        final double unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - DIGITS);
        // Divided and not multiplied where the unit is a fraction, which no double is exactly.
        final double rounded = unit < 1 ? Math.round(value / unit) / (double)Math.round(1 / unit) :
            Math.round(value / unit) * unit;
        return rounded == Math.rint(rounded) && Math.abs(rounded) < 1L << 53 ? (Object)(long)rounded : rounded;
    }
}
