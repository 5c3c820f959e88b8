package io.fourtuple.bench.publish.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTextAndEscapingTest
{
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ns | 436 | 436 ns", "ns | 12.5 | 12.5 ns", "ns | 999.4 | 999 ns", "ns | 999.6 | 1.00 µs",
        "ns | 3158015 | 3.16 ms", "ns | 0 | 0 ns", "us | 3 | 3.00 µs", "ms | 1234 | 1.23 s", "s | 75.5 | 75.5 s",
        "s | 12345 | 12,345 s",
        "1/s | 1121692.4 | 1,121,692 1/s", "bytes | 48 | 48 bytes",
        "% | 99.95 | 99.95 %", "% | 99.99999 | 99.9999 %", "% | 100 | 100 %",
        "% | 57.3 | 57.3 %", "ms | 99.97 | 100 ms", "bytes | 0.004 | 0.00 bytes",
        "x | -12.34 | -12.3 x", "µs | 5 | 5.00 µs"})
    void shouldSayAValueWithItsUnit(final String unit, final double value, final String expected)
    {
        assertEquals(expected, Unit.of(unit).text(value));
    }

    @Test
    void shouldSayNothingOfWhatIsNoNumber()
    {
        assertEquals("–", Unit.NS.text(Double.NaN));
        assertEquals("–", Unit.number(Double.POSITIVE_INFINITY));
        assertEquals(Optional.empty(), Unit.time("minutes"));
    }

    @Test
    void shouldLabelRunsByWhatTellsThemApart()
    {
        assertEquals(List.of("33d9fc1", "7ab01c2"),
            RunLabels.of(List.of("2026-11-21_33d9fc1_cycle_held-1m", "2026-11-22_7ab01c2_cycle_held-1m")));
        assertEquals(List.of("2026-11-21", "2026-11-22"),
            RunLabels.of(List.of("2026-11-21_33d9fc1_cycle", "2026-11-22_33d9fc1_cycle")));
        assertEquals(List.of("a held-1m", "b held-0"), RunLabels.of(List.of("x_a_held-1m", "x_b_held-0")));
        assertEquals(List.of("load rate-20k", "load rate-50k", "cycle held-0"), RunLabels.of(List.of(
            "2026-11-21_33d9fc1_load_rate-20k", "2026-11-21_33d9fc1_load_rate-50k",
            "2026-11-22_33d9fc1_cycle_held-0")));
        assertEquals(List.of("run1", "run1 #2"), RunLabels.of(List.of("run1", "run1")));
        assertEquals(List.of("one", "2026 two"), RunLabels.of(List.of("one", "2026_two")));
        assertEquals(40, RunLabels.of(List.of("x".repeat(99))).getFirst().length());
    }

    @Test
    void shouldThinALineAndKeepItsPeaks()
    {
        final List<double[]> points = IntStream.range(0, 10_000)
            .mapToObj(i -> new double[]{i, i == 7_777 ? 1e6 : i == 3_333 ? -5 : 10}).toList();
        final List<double[]> thinned = MinMaxDecimation.thin(points, 1_000);
        assertTrue(thinned.size() <= 1_000, () -> "size=" + thinned.size());
        assertEquals(1e6, thinned.stream().mapToDouble(point -> point[1]).max().orElseThrow());
        assertEquals(-5, thinned.stream().mapToDouble(point -> point[1]).min().orElseThrow());
        for (int i = 1; i < thinned.size(); i++)
        {
            assertTrue(thinned.get(i - 1)[0] < thinned.get(i)[0], "x falls at " + i);
        }
        assertEquals(points, MinMaxDecimation.thin(points, 10_000));
    }

    @Test
    void shouldEscapeEveryTextAndAttribute()
    {
        final Html html = new Html();
        html.in("a", () -> html.text("<b>&\u0000\u202e\ud800x"), "title", "\"><script>'");
        assertEquals("<a title=\"&quot;&gt;&lt;script&gt;&#39;\">&lt;b&gt;&amp;���x</a>\n", html.toString());
    }

    @Test
    void shouldLeaveNoWayOutOfTheScriptElement()
    {
        final PlotLine line = new PlotLine("</script><!--\u2028\"", 0, PlotLine.Dash.SOLID,
            List.of(new double[]{0.1, 123_456_789}, new double[]{0.2, Double.NaN}));
        final PlotFigure figure = new PlotFigure("id", "t", "", PlotFigure.X.SECONDS, 1, Unit.NS, true, List.of(line));
        final String json = FigureJson.of(List.of(figure));
        assertEquals("[{\"id\":\"id\",\"percentiles\":false,\"xMax\":1,\"unit\":\"ns\",\"time\":true,\"log\":true," +
            "\"lines\":[{\"name\":\"\\u003c/script\\u003e\\u003c!--\\u2028\\\"\",\"colour\":\"c0\"," +
            "\"dash\":\"solid\",\"points\":[0.1,123457000,0.2,null]}]}]", json);
    }

    @Test
    void shouldFailWithoutABrowserOnlyWhereItIsRequired()
    {
        assertTrue(ChromiumCondition.decide(Optional.of("none"), false).isDisabled());
        final IllegalStateException ex = assertThrows(
            IllegalStateException.class, () -> ChromiumCondition.decide(Optional.of("no chromium"), true));
        assertEquals("FOURTUPLE_REQUIRE_CHROMIUM=1, but the page cannot be tested: no chromium", ex.getMessage());
    }
}
