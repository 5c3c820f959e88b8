package io.fourtuple.bench.publish.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a browser. Screenshots are left in {@code target/report-screenshots}, to be looked at. */
@ExtendWith(ChromiumCondition.class)
class PageInChromiumTest
{
    private static final Path SCREENSHOTS = Path.of("target", "report-screenshots").toAbsolutePath();
    private static final String MARKER = "</script><script>document.title='taken'</script><img src=x onerror=alert(1)>";
    private static final String HALF = "\\ud800";

    @TempDir
    private static Path folder;
    private static Path one;
    private static Path three;
    private static Path compared;
    private static Chromium chromium;

    @BeforeAll
    static void makePages() throws IOException, InterruptedException
    {
        final Path first = SampleRuns.recorded(folder, "2026-11-21_33d9fc1_cycle_held-1m", 1, true);
        final Path second = SampleRuns.recorded(folder, "2026-11-21_33d9fc8_cycle_held-1m", 8, false);
        final Path third = SampleRuns.recorded(folder, "2026-11-22_33d9fc4_cycle_held-1m", 4, true);
        Files.createDirectories(SCREENSHOTS);
        one = page("one", first);
        three = page("three", first, second, third);
        final Path run = SampleRuns.comparison(Files.createDirectories(folder.resolve("ab")));
        compared = run.resolve("report.html");
        Report.of(List.of(run), Optional.empty(), Optional.empty()).write(compared);
        chromium = new Chromium();
    }

    private static Path page(final String name, final Path... runs) throws IOException
    {
        final Path page = folder.resolve(name + ".html");
        Report.of(List.of(runs), Optional.empty(), Optional.empty()).write(page);
        return page;
    }

    @AfterAll
    static void close() throws IOException
    {
        if (chromium != null)
        {
            chromium.close();
        }
    }

    private static Object js(final String expression) throws IOException, InterruptedException
    {
        return chromium.evaluate(expression);
    }

    private static String lines(final String figure) throws IOException, InterruptedException
    {
        return String.valueOf(js("document.getElementById('" + figure + "').dataset.lines"));
    }

    private static void assertQuiet(final Path page)
    {
        assertEquals(List.of(), chromium.complaints());
        assertEquals(List.of(page.toUri().toString()),
            chromium.requests().stream().filter(request -> !request.startsWith("data:")).toList());
    }

    @ParameterizedTest
    @CsvSource({"one,1280,false", "one,1280,true", "one,400,false", "one,400,true", "three,1600,false",
        "three,1280,true", "three,400,false"})
    void shouldDrawEveryFigureWithoutComplaintOrRequest(final String name, final int width, final boolean isDark)
        throws IOException, InterruptedException
    {
        final Path page = "one".equals(name) ? one : three;
        chromium.open(page, width, isDark);
        assertEquals(js("document.querySelectorAll('figure').length"),
            Integer.parseInt((String)js("document.documentElement.dataset.figures")));
        assertEquals(true, js("""
            Array.from(document.querySelectorAll('canvas')).every(canvas => canvas.width > 250 && canvas.height > 150 &&
            new Set(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).size > 20)"""));
        // Wider than the window only inside of what scrolls on its own.
        assertEquals(width, js("document.documentElement.scrollWidth"));
        assertEquals(isDark ? "rgb(20, 23, 26)" : "rgb(251, 251, 250)",
            js("getComputedStyle(document.body).backgroundColor"));
        chromium.screenshot(SCREENSHOTS.resolve(name + "-" + width + (isDark ? "-dark" : "-light") + ".png"));
        assertQuiet(page);
    }

    @ParameterizedTest
    @CsvSource({"1280,false", "1280,true", "400,false", "400,true"})
    void shouldShowAComparisonWithinTheWindow(final int width, final boolean isDark)
        throws IOException, InterruptedException
    {
        chromium.open(compared, width, isDark);
        assertEquals(width, js("document.documentElement.scrollWidth"));
        assertEquals(3, js("document.querySelectorAll('.compared tbody tr').length"));
        assertEquals(true, js("""
            (() => { const table = document.querySelector('.compared');
            return table.scrollWidth <= table.parentElement.clientWidth; })()"""), "all of it is seen at once");
        assertEquals(width > 560 ? "table-header-group" : "none",
            js("getComputedStyle(document.querySelector('.compared thead')).display"));
        chromium.screenshot(SCREENSHOTS.resolve("compared-" + width + (isDark ? "-dark" : "-light") + ".png"));
        assertQuiet(compared);
    }

    @Test
    void shouldDrawTheSeriesOfOneRunAndTheIdleMachine() throws IOException, InterruptedException
    {
        chromium.open(one, 1280, false);
        assertEquals("SYN to ESTABLISHED|SYN to SYN-ACK|idle machine", lines("percentiles"));
        assertEquals("max|p99|p50", lines("latency"));
        assertEquals("SYN to ESTABLISHED|SYN to SYN-ACK", lines("rate"));
        assertEquals("established per second", lines("series-established-per-second"));
        assertEquals("✓ PASS", js("document.querySelector('h1 + .badge').textContent"));
        assertTrue(Integer.parseInt((String)js("document.getElementById('percentiles').dataset.points")) > 100);
    }

    @Test
    void shouldLaySeveralRunsOverEachOther() throws IOException, InterruptedException
    {
        chromium.open(three, 1280, false);
        assertEquals("33d9fc1|33d9fc8|33d9fc4|idle machine, 33d9fc1|idle machine, 33d9fc8|" +
            "idle machine, 33d9fc4", lines("percentiles"));
        assertEquals(3, js("document.querySelectorAll('#percentiles-2 .legend button').length / 2"));
        assertEquals("✗ FAIL", js("document.querySelectorAll('.overview .badge')[1].textContent"));
        assertEquals(true, js("""
            Array.from(document.querySelectorAll('.differs th')).some(th => th.textContent === '≠ tcp_syncookies')"""));
    }

    @Test
    void shouldHideALineAndChangeTheAxis() throws IOException, InterruptedException
    {
        chromium.open(one, 1280, false);
        js("document.querySelector('#percentiles .legend button').click()");
        assertEquals("SYN to SYN-ACK|idle machine", lines("percentiles"));
        assertEquals("false", js("document.querySelector('#percentiles .legend button').ariaPressed"));
        js("document.querySelector('#percentiles .legend button').click()");
        assertEquals("SYN to ESTABLISHED|SYN to SYN-ACK|idle machine", lines("percentiles"));
        js("document.querySelector('#percentiles .buttons button').click()");
        assertEquals("linear", js("Chart.getChart(document.querySelector('#percentiles canvas')).scales.y.type"));
        assertQuiet(one);
    }

    @Test
    void shouldFollowTheColoursThatAreChosenWhileItIsOpen() throws IOException, InterruptedException
    {
        chromium.open(one, 1280, false);
        final String colours = """
            (() => { const chart = Chart.getChart(document.querySelector('#series-established-per-second canvas'));
            const point = chart.getDatasetMeta(0).data[0].options;
            return [chart.getDatasetMeta(0).dataset.options.borderColor, point.backgroundColor, point.borderColor,
            chart.options.scales.x.grid.color].join(' '); })()""";
        assertEquals("#0072b2 #0072b2 #0072b2 #dfe2e5", js(colours));
        chromium.media("", true);
        chromium.nextFrame();
        assertEquals("#4ea8de #4ea8de #4ea8de #383e45", js(colours));
        assertQuiet(one);
    }

    @Test
    void shouldSayTheValuesUnderThePointer() throws IOException, InterruptedException
    {
        chromium.open(one, 1280, false);
        final List<?> place = (List<?>)js("""
            (() => { const chart = Chart.getChart(document.querySelector('#percentiles canvas'));
            chart.canvas.scrollIntoView({block: 'center'});
            const box = chart.canvas.getBoundingClientRect();
            return [box.x + chart.scales.x.getPixelForValue(1000), box.y + box.height / 2]; })()""");
        chromium.pointAt(((Number)place.get(0)).doubleValue(), ((Number)place.get(1)).doubleValue());
        final String tooltip = String.valueOf(js("""
            (() => { const tooltip = Chart.getChart(document.querySelector('#percentiles canvas')).tooltip;
            return tooltip.title + ';' + tooltip.body.map(part => part.lines).join(';'); })()"""));
        assertTrue(tooltip.matches("99\\.9\\d*%; SYN to ESTABLISHED: [0-9.]+ ms; SYN to SYN-ACK: [0-9.]+ ms; " +
            "idle machine: [0-9.]+ ms"), tooltip);
        chromium.screenshot(SCREENSHOTS.resolve("one-1280-pointer.png"));
        assertQuiet(one);
    }

    @Test
    void shouldShowThePaperPlotsWithoutScripts() throws IOException, InterruptedException
    {
        chromium.scripts(false);
        chromium.open(one, 1280, true);
        assertEquals("none", js("getComputedStyle(document.querySelector('.plot')).display"));
        assertEquals(true, js("document.querySelector('.paper svg').getBoundingClientRect().width > 900"));
        chromium.screenshot(SCREENSHOTS.resolve("one-1280-no-script.png"));
        chromium.scripts(true);
        assertQuiet(one);
    }

    @Test
    void shouldPrintThePaperPlots() throws IOException, InterruptedException
    {
        // As wide as a sheet of A4 within its margins.
        chromium.open(one, 718, true);
        chromium.media("print", true);
        assertEquals("none", js("getComputedStyle(document.querySelector('.plot')).display"));
        assertEquals("block", js("getComputedStyle(document.querySelector('.paper')).display"));
        assertEquals("rgb(255, 255, 255)", js("getComputedStyle(document.body).backgroundColor"));
        chromium.screenshot(SCREENSHOTS.resolve("one-print.png"));
        final byte[] pdf = chromium.pdf();
        assertEquals("%PDF-", new String(pdf, 0, 5, StandardCharsets.US_ASCII));
        Files.write(SCREENSHOTS.resolve("one.pdf"), pdf);
        chromium.media("", false);
        assertQuiet(one);
    }

    @Test
    void shouldNotRunWhatARunHasInItsTexts() throws IOException, InterruptedException
    {
        final Path run = SampleRuns.recorded(folder, "attack", 2, true);
        final Path json = run.resolve("run.json");
        final String quoted = MARKER.replace("\\", "\\\\").replace("\"", "\\\"");
        Files.writeString(json, Files.readString(json).replaceAll(
            "rfc6191|SYN to ESTABLISHED|established per second|Open and close|open and close|all right|--held",
            Matcher.quoteReplacement(quoted)).replace("\"held\":", "\"" + quoted + HALF + "\":")
            .replace("SYN to SYN-ACK", "x".repeat(300) + HALF));
        Files.writeString(run.resolve("environment.json"), "{\"" + quoted + "\": \"" + quoted + "\"}");
        final Path page = page("attack", run, SampleRuns.recorded(folder, "quiet", 3, true));
        chromium.open(page, 1280, false);
        assertEquals("2 runs compared", js("document.title"));
        assertEquals(0, js("document.querySelectorAll('img').length"));
        assertEquals(3, js("document.querySelectorAll('script').length"));
        assertTrue(String.valueOf(js("document.body.textContent")).contains(MARKER));
        final String series = String.valueOf(js("document.querySelector('figure[id^=series-]').id"));
        assertTrue(series.matches("series-[a-z0-9-]{1,64}"), series);
        assertTrue(lines(series).startsWith("attack"), lines(series));
        assertQuiet(page);
    }
}
