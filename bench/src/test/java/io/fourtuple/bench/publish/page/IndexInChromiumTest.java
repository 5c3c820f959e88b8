package io.fourtuple.bench.publish.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.bench.publish.record.Publisher;
import io.fourtuple.bench.publish.record.ReportMaker;

/** The index of all runs in a browser. Screenshots are left in {@code target/report-screenshots}, to be looked at. */
@ExtendWith(ChromiumCondition.class)
class IndexInChromiumTest
{
    private static final Path SCREENSHOTS = Path.of("target", "report-screenshots").toAbsolutePath();

    @TempDir
    private static Path folder;
    private static Path page;
    private static Chromium chromium;

    @BeforeAll
    static void makePage() throws IOException, InterruptedException
    {
        new Publisher(folder, ReportMaker.NONE).publish(List.of(
            SampleRuns.recorded(folder, "2026-11-21_33d9fc1_cycle_held-1m", 1, true),
            SampleRuns.recorded(folder, "2026-11-21_33d9fc8_cycle_held-1m with a long name", 8, false),
            SampleRuns.recorded(folder, "2026-11-22_33d9fc4_cycle_held-1m", 4, true)));
        page = folder.resolve(Publisher.PAGE);
        chromium = new Chromium();
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

    @ParameterizedTest
    @CsvSource({"1280,false", "1280,true", "1900,false", "400,false", "400,true"})
    void shouldShowAllRunsInAnyWidthAndLight(final int width, final boolean isDark)
        throws IOException, InterruptedException
    {
        chromium.open(page, width, isDark);
        chromium.screenshot(SCREENSHOTS.resolve("index-" + width + (isDark ? "-dark" : "-light") + ".png"));
        assertEquals(List.of(), chromium.complaints());
        assertEquals(List.of(page.toUri().toString()),
            chromium.requests().stream().filter(request -> !request.startsWith("data:")).toList());
        assertEquals(3, js("document.querySelectorAll('tbody tr').length"));
        assertTrue((Boolean)js("document.documentElement.scrollWidth <= innerWidth"), "it is wider than the screen");
        // One line of the text, whatever the width: no word is broken letter by letter.
        assertTrue((Boolean)js("[...document.querySelectorAll('.badge')].every(badge => badge.offsetHeight < 40)"));
        final boolean isBackDark = (Boolean)js("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0] < 128");
        assertEquals(isDark, isBackDark);
    }

    @Test
    void shouldSortByAColumn() throws IOException, InterruptedException
    {
        chromium.open(page, 1280, false);
        final String names = "[...document.querySelectorAll('tbody tr')].map(row => row.cells[0].dataset.sort).join()";
        final String newestFirst = String.valueOf(js(names));
        js("document.querySelector('th button').click()");
        final String oldestFirst = String.valueOf(js(names));
        assertEquals(List.of(newestFirst.split(",")).reversed(), List.of(oldestFirst.split(",")));
        assertEquals("ascending", js("document.querySelector('th').getAttribute('aria-sort')"));
    }
}
