package io.fourtuple.bench.publish.page;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import javax.imageio.ImageIO;
import javax.swing.JComponent;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.FloatSize;

import io.fourtuple.bench.publish.plot.Axis;
import io.fourtuple.bench.publish.plot.LinePlot;

/** A figure on paper, as SVG and PNG, and a histogram as HdrHistogram's own plotter reads it. */
final class PlotFiles
{
    /** Pixels for one unit of the SVG: sharp in print. */
    private static final int PNG_SCALE = 2;
    private static final int TICKS_PER_HALF_DISTANCE = 5;
    private static final double NS_PER_US = 1e3;
    private static final String SI = "kMG";

    static
    {
        // Pictures are drawn in memory: a screen that is named but cannot be reached must not matter.
        System.setProperty("java.awt.headless", "true");
    }

    private PlotFiles()
    {
    }

    /** The whole file. */
    static String svg(final PlotFigure figure)
    {
        final Axis x = figure.x() == PlotFigure.X.PERCENTILES ? Axis.percentiles("percentile", figure.xMax()) :
            Axis.linearFromZero("seconds", Unit::number);
        final String name = figure.unit().isTime() ? "time" : figure.unit().symbol();
        final Axis y = figure.isLog() ? Axis.log(name, value -> tick(figure.unit(), value)) :
            Axis.linearFromZero(name, value -> tick(figure.unit(), value));
        final LinePlot plot = new LinePlot(figure.title(), x, y).withLegendBelow();
        figure.lines().forEach(
            line -> plot.line(line.name(), line.points(), Palette.svg(line.colour()), line.dash().svg()));
        return plot.svg();
    }

    /** {@code 10 µs}; {@code 50 k} where the unit stands at the axis. */
    private static String tick(final Unit unit, final double value)
    {
        if (unit.isTime())
        {
            return value == 0 ? "0" : unit.text(value).replaceFirst("\\.0+ ", " ");
        }
        final int thousands = value < 1_000 ? 0 : Math.min(SI.length(), (int)(Math.log10(value * 1.0001) / 3));
        final String number = String.format(Locale.ROOT, "%.6g", value / Math.pow(1_000, thousands));
        final String plain = number.contains("e") ? number : number.replaceFirst("\\.?0+$", "");
        return thousands == 0 ? plain : plain + " " + SI.charAt(thousands - 1);
    }

    /**
     * Writes a PNG.
     *
     * @param svg what it is of.
     * @throws IOException        if it cannot be written.
     * @throws BadReportException if this Java has no fonts, or cannot draw at all.
     */
    static void png(final String svg, final Path file) throws IOException
    {
        try
        {
            final BufferedImage image = image(svg);
            if (!ImageIO.write(image, "png", file.toFile()))
            {
                throw new BadReportException("this Java writes no PNG");
            }
        }
        catch (final OutOfMemoryError | StackOverflowError ex)
        {
            throw ex;
        }
        // A JDK without fonts or its drawing library, as in a small container, throws what it likes, Error itself too.
        catch (final RuntimeException | Error ex)
        {
            throw new BadReportException(
                ("this Java cannot draw; fontconfig and a font may be missing: " + ex).replaceAll("\\s+", " "));
        }
    }

    private static BufferedImage image(final String svg)
    {
        final SVGDocument document = new SVGLoader().load(
            new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)), null, LoaderContext.createDefault());
        final FloatSize size = document.size();
        final BufferedImage image = new BufferedImage((int)Math.ceil(size.width * PNG_SCALE),
            (int)Math.ceil(size.height * PNG_SCALE), BufferedImage.TYPE_INT_RGB);
        final Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(PNG_SCALE, PNG_SCALE);
        document.render((JComponent)null, graphics);
        graphics.dispose();
        return image;
    }

    /**
     * Writes percentiles as HistogramLogProcessor does, times in microseconds; the last line, a comment, says the unit.
     *
     * @throws IOException if it cannot be written.
     */
    static void hgrm(final ReportHistogram histogram, final Path file) throws IOException
    {
        final Unit unit = histogram.unit();
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8))
        {
            histogram.logged().total().outputPercentileDistribution(
                out, TICKS_PER_HALF_DISTANCE, unit.isTime() ? NS_PER_US / unit.ns() : 1.0);
            // In one line, whatever the name has.
            out.println(("#[Values in " + (unit.isTime() ? "us" : unit.symbol()) + ", " + histogram.name() + "]")
                .replaceAll("\\p{Cntrl}", " "));
            if (out.checkError())
            {
                throw new IOException("cannot write " + file);
            }
        }
    }
}
