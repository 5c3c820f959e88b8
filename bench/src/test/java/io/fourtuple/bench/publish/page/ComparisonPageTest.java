package io.fourtuple.bench.publish.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonPageTest
{
    private static final String LINK = "<a href=\"sides.html\">both sides beside each other</a>";

    @TempDir
    private Path folder;
    private Path run;

    @BeforeEach
    void compare() throws IOException
    {
        run = SampleRuns.comparison(folder);
    }

    private static Report report(final Path... runs)
    {
        return Report.of(List.of(runs), Optional.empty(), Optional.empty());
    }

    private static List<String> found(final String page, final String pattern)
    {
        return Pattern.compile(pattern, Pattern.DOTALL).matcher(page).results().map(one -> one.group(1)).toList();
    }

    private static String table(final String page)
    {
        return found(page, "<table class=\"compared\">(.*?)</table>").getFirst();
    }

    @Test
    void shouldShowEveryFigureOfAComparisonAndThoseUndecidedWithoutAVerdict() throws IOException
    {
        final String page = report(run).page();
        assertEquals(List.of("figure", "floor", "A", "B", "difference", "could tell", "verdict"),
            found(table(page), "<th scope=\"col\">(.*?)</th>"));
        assertEquals(List.of("open and close", "handshake", "connections a second"),
            found(table(page), "<th scope=\"row\">(.*?)<small>"));
        assertEquals(List.of("worse", "cannot_tell", "same"), found(table(page), "class=\"outcome (.*?)\""));
        assertEquals(List.of("✗ SLOWER", "undecided", "no difference found within 0.3 %"),
            found(table(page), "<strong>(.*?)</strong>"));
        final List<String> differences = found(table(page), "data-label=\"difference\">(.*?)</td>");
        assertTrue(differences.getFirst().matches(
            "\\+163\\.6 % <small>\\[\\+163\\..*\\.\\.\\+16[34]\\..\\]</small>\\s*"), differences.toString());
        assertTrue(found(table(page), "data-label=\"verdict\">(.*?)</td>").get(1).contains("could hide"), table(page));
        assertEquals(List.of("open and close", "connections a second"),
            found(page, "<td class=\"mark\">.*?</td>\\s*<td>(.*?)</td>"), "criteria of what is decided only");
        assertTrue(page.contains("the middle one of all pairs&#39; differences"), table(page));
    }

    @Test
    void shouldCallTheSidesByTheirNamesInTheSettings()
    {
        final String settings = found(report(run).page(), "<table class=\"facts\">(.*?)</table>").getFirst();
        assertEquals(List.of("2 %", "old.jar (5 runs), open and close, 33d9fc1",
            "this build, with --batch 64 (5 runs), open and close, 33d9fc1"),
            found(settings, "<td>(.*?)</td>"));
    }

    @Test
    void shouldDrawBothSidesOfAFigureOnOneScale()
    {
        final List<String> places = found(report(run).page(), "cx='([0-9.]+)'");
        assertEquals(30, places.size());
        assertTrue(places.subList(0, 5).stream().allMatch(x -> Double.parseDouble(x) < 7), places.toString());
        assertTrue(places.subList(5, 10).stream().allMatch(x -> Double.parseDouble(x) > 153), places.toString());
        assertEquals(List.of("59.8", "140.5"), List.of(places.get(10), places.get(11)),
            "A's handshakes of 600 and 900 ns on a scale from 400 to B's 950");
    }

    @Test
    void shouldLinkBothSidesWhereTheyLieBesideThePage() throws IOException
    {
        report(run).write(run.resolve("report.html"));
        assertTrue(Files.readString(run.resolve("report.html")).contains(LINK));
        report(run).write(folder.resolve("elsewhere.html"));
        assertFalse(Files.readString(folder.resolve("elsewhere.html")).contains(LINK));
        Files.delete(run.resolve("sides.html"));
        report(run).write(run.resolve("report.html"));
        assertFalse(Files.readString(run.resolve("report.html")).contains(LINK));
    }

    @Test
    void shouldEscapeWhatAComparisonHasInItsTexts() throws IOException
    {
        final Path json = run.resolve("result.json");
        Files.writeString(json, Files.readString(json).replace("handshake", "<script>x</script>")
            .replace("spread too much", "<img src=x>"));
        final String table = table(report(run).page());
        assertTrue(table.contains("&lt;script&gt;x&lt;/script&gt;") && table.contains("&lt;img src=x&gt;"), table);
        assertFalse(table.contains("<script") || table.contains("<img"), table);
    }

    @Test
    void shouldSayWhatIsWrongWithAComparisonAndShowTheRest() throws IOException
    {
        final Path json = run.resolve("result.json");
        final String right = Files.readString(json);
        for (final String[] wrong : new String[][]{
            {"\"judgement\" : \"worse\"", "\"judgement\" : \"bad\"", "judgement must be one of"},
            {"\"unit\" : \"ns\"", "\"unit\" : 7", "unit must be a string"},
            {"\"median\"", "\"middle\"", "median is missing"},
            {"\"figures\" : [", "\"figures\" : 7, \"x\" : [", "figures must be an array"}})
        {
            Files.writeString(json, right.replace(wrong[0], wrong[1]));
            final Report report = report(run);
            assertTrue(report.problems().toString().contains(wrong[2]), report.problems().toString());
            assertFalse(report.page().contains("class=\"compared\""), wrong[1]);
            assertTrue(report.page().contains("<h2>Metrics</h2>"), wrong[1]);
        }
    }

    @Test
    void shouldShowTwoComparisonsInOnePage() throws IOException
    {
        final String page = report(run, SampleRuns.comparison(folder.resolve("second"))).page();
        assertEquals(2, found(page, "(<table class=\"compared\">)").size());
        assertFalse(page.contains(LINK));
    }
}
