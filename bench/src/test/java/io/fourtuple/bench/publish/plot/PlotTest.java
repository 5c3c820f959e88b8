package io.fourtuple.bench.publish.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.DoubleStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class PlotTest
{
    private static Document parsed(final LinePlot plot) throws Exception
    {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new ByteArrayInputStream(plot.svg().getBytes(StandardCharsets.UTF_8)));
    }

    private static String points(final NodeList polylines, final int i)
    {
        return polylines.item(i).getAttributes().getNamedItem("points").getNodeValue().trim();
    }

    @Test
    void shouldDrawALineForEachSeriesWithinTheAxes() throws Exception
    {
        final LinePlot plot = new LinePlot("a < b & c", Axis.log("seconds"), Axis.log("connections"));
        plot.line("first", List.of(new double[]{0, 5}, new double[]{0.01, 5}, new double[]{1_000, 700}));
        plot.line("second", List.of(new double[]{1, 1}));
        final Document document = parsed(plot);
        assertEquals(2, document.getElementsByTagName("polyline").getLength());
        assertEquals("a < b & c", document.getElementsByTagName("title").item(0).getTextContent());
        final String points = points(document.getElementsByTagName("polyline"), 0);
        assertEquals(2, points.split(" ").length, points);
        // 0.01 is the first decade, 1,000 the last: left and right end.
        assertTrue(points.startsWith("90.0,"), points);
        assertTrue(points.split(" ")[1].startsWith("730.0,"), points);
    }

    @Test
    void shouldGiveZeroAPlaceOfItsOwnAndBreakALineAtAGap() throws Exception
    {
        final LinePlot plot = new LinePlot("t", Axis.logWithZero("x"), Axis.linear("y", 0, 100, 20)).withMarks();
        plot.line("one", List.of(new double[]{0, 100}, new double[]{10, 0}, new double[]{100, Double.NaN},
            new double[]{1_000, 50}));
        final Document document = parsed(plot);
        final NodeList polylines = document.getElementsByTagName("polyline");
        assertEquals(2, polylines.getLength());
        final String points = points(polylines, 0);
        assertTrue(points.startsWith("90.0,50.0 "), points);
        // The decades begin behind the place of 0, at 8 % of the width; nothing completed is the lowest line.
        assertEquals("141.2,500.0", points.split(" ")[1], points);
        assertEquals("730.0,275.0", points(polylines, 1));
        assertEquals(3, document.getElementsByTagName("circle").getLength());
    }

    @Test
    void shouldDrawLinesThatDifferWhenColoursComeRound() throws Exception
    {
        final LinePlot plot = new LinePlot("t", Axis.log("x"), Axis.log("y"));
        for (int i = 0; i < 30; i++)
        {
            plot.line("line " + i, List.of(new double[]{1, 1}));
        }
        final Document document = parsed(plot);
        final NodeList polylines = document.getElementsByTagName("polyline");
        assertEquals(30, polylines.getLength());
        final String first = look(polylines, 0);
        for (int i = 1; i < 8; i++)
        {
            assertTrue(!first.equals(look(polylines, i)), "line " + i + " looks like line 0: " + first);
        }
        final int height = Integer.parseInt(document.getDocumentElement().getAttribute("height"));
        assertTrue(height > 30 * 22, "legend of 30 lines needs more than " + height);
    }

    private static String look(final NodeList polylines, final int i)
    {
        return polylines.item(i).getAttributes().getNamedItem("stroke").getNodeValue() +
            polylines.item(i).getAttributes().getNamedItem("stroke-dasharray").getNodeValue();
    }

    @Test
    void shouldHaveATickForEachDecadeAndEachStep()
    {
        final Axis log = Axis.logWithZero("x");
        log.fit(DoubleStream.of(0, 0.5, 2_000));
        assertEquals(List.of("0", "0.1", "1", "10", "100", "1,000", "10,000"),
            log.ticks().stream().map(Axis.Tick::label).toList());
        assertEquals(1.0, log.ticks().getLast().place());
        assertEquals(List.of("0", "50", "100"),
            Axis.linear("y", 0, 100, 50).ticks().stream().map(Axis.Tick::label).toList());
    }

    @Test
    void shouldPutLettersOfPointsThatCoincideBesideEachOther()
    {
        final TextPlot plot = new TextPlot(Axis.logWithZero("flood, SYNs/s"), Axis.linear("% done", 0, 100, 50), 60, 5);
        plot.line("backlog", List.of(new double[]{0, 100}, new double[]{1_000, 0}));
        plot.line("cache", List.of(new double[]{0, 100}, new double[]{1_000, 100}, new double[]{2_000, Double.NaN}));
        final String[] lines = plot.text().split("\n");
        assertEquals("% done", lines[0]);
        assertTrue(lines[1].startsWith("      100 |ab "), lines[1]);
        assertTrue(lines[1].endsWith(" b"), lines[1]);
        assertTrue(lines[3].startsWith("       50 |"), lines[3]);
        assertTrue(lines[5].startsWith("        0 |") && lines[5].endsWith(" a"), lines[5]);
        assertEquals(lines[1].lastIndexOf('b'), lines[5].lastIndexOf('a'));
        assertTrue(lines[7].matches(" +0 +1,000 +10,000"), lines[7]);
        assertEquals("  a backlog   b cache", lines[9]);
        for (final String line : lines)
        {
            assertTrue(line.length() <= 60, line.length() + ": " + line);
        }
    }

    @Test
    void shouldStayWithinTheWidthHoweverManyLinesCoincide()
    {
        final TextPlot plot = new TextPlot(Axis.logWithZero("x"), Axis.log("y"), 100, 12);
        for (int i = 0; i < 40; i++)
        {
            plot.line("contender number " + i, List.of(new double[]{0, 1}, new double[]{100, 1}));
        }
        final String text = plot.text();
        text.lines().forEach(line -> assertTrue(line.length() <= 100, line.length() + ": " + line));
        assertTrue(text.contains("Z") || text.contains("N contender number 39"), text);
    }

    @Test
    void shouldRefuseAPlotTooSmallToBeRead()
    {
        final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class,
            () -> new TextPlot(Axis.log("x"), Axis.log("y"), 39, 5));
        assertTrue(ex.getMessage().contains("columns=39"), ex.getMessage());
    }
}
