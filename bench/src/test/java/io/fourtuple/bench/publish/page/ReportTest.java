package io.fourtuple.bench.publish.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import javax.imageio.ImageIO;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.bench.base.HistogramLog;

class ReportTest
{
    @TempDir
    private Path folder;

    private static Report report(final Path... runs)
    {
        return Report.of(List.of(runs), Optional.empty(), Optional.empty());
    }

    private static List<String> found(final String page, final String pattern)
    {
        return Pattern.compile(pattern).matcher(page).results().map((MatchResult one) -> one.group(1)).toList();
    }

    private static List<String> names(final Report report)
    {
        return report.written().stream().map(file -> file.getFileName().toString()).sorted().toList();
    }

    @Test
    void shouldHaveAllPartsOfARecordedRun() throws IOException
    {
        final String page = report(SampleRuns.recorded(folder, "run", 1, false)).page();
        assertEquals(List.of("Verdict", "Percentiles", "Metrics", "Over time", "Settings", "Environment",
            "To repeat it", "Notes"), found(page, "<h2>(.*?)</h2>"));
        assertEquals(List.of("percentiles", "latency", "latency-2", "rate", "series-established-per-second"),
            found(page, "<figure id=\"(.*?)\""));
        assertEquals(List.of("50%", "75%", "90%", "99%", "99.9%", "99.99%", "99.999%"),
            found(page, "<th scope=\"row\">([0-9.]+%)</th>"));
        assertTrue(page.contains("class=\"badge fail\""));
        assertTrue(page.contains("<code>scripts/fourtuple bench cycle --held 1m</code>"));
        assertTrue(page.contains("Permission is hereby granted, free of charge"), "Chart.js's licence is missing");
        assertEquals(5, found(page, "(<svg xmlns)").size());
    }

    @Test
    void shouldAskForNothingFromElsewhere() throws IOException
    {
        final String page = report(SampleRuns.recorded(folder, "run", 1, true)).page();
        assertEquals(List.of("data:,"), found(page, " (?:href|src|srcset|action|data)=\"([^\"]*)\""));
        assertFalse(page.contains("sourceMappingURL"));
        assertFalse(page.contains("@import"));
        assertTrue(page.contains("default-src 'none'"));
        assertTrue(page.length() < 1_000_000, () -> "length=" + page.length());
    }

    @Test
    void shouldMakeTheSamePageWhateverTheLocale() throws IOException
    {
        final Path run = SampleRuns.recorded(folder, "run", 1, true);
        final String page = report(run).page();
        final Locale before = Locale.getDefault();
        try
        {
            for (final String tag : List.of("de-DE", "ar-EG-u-nu-arab", "tr-TR"))
            {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertEquals(page, report(run).page(), tag);
            }
        }
        finally
        {
            Locale.setDefault(before);
        }
    }

    @Test
    void shouldWritePlotsAndHistogramsBesideThePage() throws IOException
    {
        final Path run = SampleRuns.recorded(folder, "run", 1, true);
        final Report report = report(run);
        report.write(Report.defaultPage(List.of(run)));
        assertEquals(List.of("established.hgrm", "latency-2.png", "latency-2.svg", "latency.png", "latency.svg",
            "percentiles.png", "percentiles.svg", "rate.png", "rate.svg", "report.html",
            "series-established-per-second.png", "series-established-per-second.svg", "synack.hgrm"), names(report));
        assertEquals(report.page(), Files.readString(run.resolve("report.html")));
        final BufferedImage image = ImageIO.read(run.resolve("plots/percentiles.png").toFile());
        assertEquals(1_920, image.getWidth());
        final int width = image.getWidth();
        final long coloured = Arrays.stream(image.getRGB(0, 0, width, image.getHeight(), null, 0, width))
            .filter(pixel -> pixel == 0xFF0072B2).count();
        assertTrue(coloured > 1_000, () -> "pixels of the first line: " + coloured);
        assertEquals(List.of(), report.problems());
    }

    @Test
    void shouldNamePlotsAfterTheirSeriesAndNeverTwiceTheSame() throws IOException
    {
        final List<String> names = List.of(
            "half-open, of the target", "Half-open of the TARGET!", "../../etc/passwd", "", "\u4e2d", "percentiles",
            "x".repeat(100));
        final Path run = SampleRuns.recorded(folder, "run", 1, true);
        final Path json = run.resolve("run.json");
        final String text = Files.readString(json);
        final String one = found(text, "(?s)\"series\": \\[(.*?\\]\\})\\]").getFirst();
        Files.writeString(json, text.replace(one, names.stream()
            .map(name -> one.replace("established per second", name)).collect(Collectors.joining(","))));
        assertEquals(List.of("series-half-open-of-the-target", "series-half-open-of-the-target-2", "series-etc-passwd",
            "series-", "series--2", "series-percentiles", "series-" + "x".repeat(60)),
            found(report(run).page(), "<figure id=\"(series.*?)\""));
    }

    @Test
    void shouldKeepSeveralRunsApart() throws IOException
    {
        final Path first = SampleRuns.recorded(folder, "2026-11-21_aaaaaaa_cycle", 1, true);
        final Path second = SampleRuns.recorded(folder, "2026-11-21_bbbbbbb_cycle", 2, true);
        final Report report = report(first, second);
        report.write(folder.resolve("both.html"));
        assertEquals("Open and close, a million held, 2 runs", report.title());
        assertTrue(names(report).containsAll(List.of("aaaaaaa-established.hgrm", "bbbbbbb-synack.hgrm")),
            () -> names(report).toString());
        assertTrue(Files.exists(folder.resolve("both-plots/percentiles-2.svg")));
        assertEquals(List.of("percentiles", "percentiles-2", "latency", "latency-2", "latency-3", "latency-4",
            "latency-5", "latency-6", "rate", "rate-2", "series-established-per-second"),
            found(report.page(), "<figure id=\"(.*?)\""));
        assertEquals(List.of("≠ tcp_syncookies", "≠ jdk"), found(report.page(), "<th scope=\"row\">(≠ .*?)</th>"));
    }

    /** The file is what HistogramLogProcessor of HdrHistogram 2.2.2 makes, and one comment more. */
    @Test
    void shouldWriteTheFormatOfHdrHistogramsPlotter() throws IOException
    {
        final Histogram histogram = new Histogram(3);
        for (int i = 1; i <= 1_000; i++)
        {
            histogram.recordValue(i * 1_000L);
        }
        histogram.recordValue(90_000_000);
        final Path log = folder.resolve("golden.hlog");
        try (HistogramLog file = new HistogramLog(log, "golden"))
        {
            file.write(null, SampleRuns.START_MS, SampleRuns.START_MS + 1_000, histogram);
        }
        report(log).write(folder.resolve("golden.html"));
        final String written = Files.readString(folder.resolve("golden-plots").resolve("golden.hgrm"));
        try (InputStream golden = ReportTest.class.getResourceAsStream("golden.hgrm"))
        {
            assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8), written);
        }
        // As the plotter reads it: four columns, no comment; the last row's 1/(1 - p) is no number.
        final List<String> rows = written.lines().filter(line -> !line.startsWith("#"))
            .filter(line -> line.strip().split(" +").length == 4 && line.strip().matches("[0-9].*")).toList();
        assertTrue(rows.size() > 40, () -> "rows=" + rows.size());
        assertTrue(rows.getLast().strip().startsWith("90046.463"), rows.getLast());
    }

    @Test
    void shouldReportALogOfAnotherToolInTheUnitGiven() throws IOException
    {
        final Path log = folder.resolve("other.hlog");
        SampleRuns.log(log, 1, 3, "GET", "PUT");
        Files.writeString(log, Files.readString(log).replace("values in ns", "whatever"));
        final Report plain = report(log);
        assertEquals(List.of("other.hlog: does not say its unit, taken as ns; --unit says otherwise"),
            plain.problems());
        assertEquals("other.hlog", plain.title());
        final Report given = Report.of(List.of(log), Optional.of("us"), Optional.of("Another server"));
        assertEquals(List.of(), given.problems());
        assertEquals("Another server", given.title());
        assertEquals(List.of("percentiles", "latency", "latency-2", "rate"),
            found(given.page(), "<figure id=\"(.*?)\""));
        assertTrue(given.page().contains(">max<"));
        assertFalse(given.page().contains(" ns</td>"), "values of microseconds are not below one");
    }

    /** One interval of a second in which nothing happened, as HdrHistogram writes it. */
    @Test
    void shouldReportALogWithoutValues() throws IOException
    {
        final Path log = Files.writeString(folder.resolve("no-values.hlog"),
            "0.000,1.000,0.000,HISTFAAAACF42pNpmSzMwMDAyAABzFAayGd2M9ixgMH+A1QEAFKmBEw=\n");
        final Report report = report(log);
        assertTrue(report.problems().contains("no-values.hlog: has no values, so there is nothing to draw"),
            report.problems().toString());
        final Path page = Report.defaultPage(List.of(log));
        report.write(page);
        assertEquals(List.of("no-values.hgrm", "no-values.html"), names(report));
        assertEquals(page, report.written().getFirst());
        assertTrue(Files.readString(page).contains("has no values"), "on the page, too");
        assertFalse(Files.readString(page).contains("1970-"), "times since a start that nobody says are no dates");
    }

    @Test
    void shouldReadLogsThatArePackedAndPercentilesThatItHasWritten() throws IOException
    {
        final Path log = folder.resolve("plain.hlog");
        SampleRuns.log(log, 1, 3);
        final Path packed = folder.resolve("packed").resolve("plain.hlog.gz");
        pack(log, packed);
        assertEquals(folder.resolve("packed").resolve("plain.html"), Report.defaultPage(List.of(packed)));
        assertEquals(numbers(report(log)), numbers(report(packed)));
        assertEquals(numbers(report(log)), numbers(report(packed.getParent())), "by its folder");
        report(log).write(folder.resolve("plain.html"));
        final Path percentiles = folder.resolve("plain-plots").resolve("plain.hgrm");
        final Report read = report(percentiles);
        // Percentiles between two lines of the text are those of the next line.
        assertEquals(numbers(report(log)).subList(0, 4), numbers(read).subList(0, 4), "count, 50, 75, 90 %");
        assertEquals(numbers(report(log)).getLast(), numbers(read).getLast(), "max");
        assertEquals(List.of(), read.problems());
        assertEquals(List.of("percentiles"), found(read.page(), "<figure id=\"(.*?)\""), "no times, nothing over time");
    }

    private static void pack(final Path from, final Path to) throws IOException
    {
        Files.createDirectories(to.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to)))
        {
            Files.copy(from, out);
        }
    }

    private static List<String> numbers(final Report report)
    {
        return found(report.page(), "<td>([^<]*)</td>");
    }

    @Test
    void shouldNotWriteOverPercentilesThatItHasRead() throws IOException
    {
        final Path own = Files.writeString(folder.resolve("server.hgrm"), """
            "Value","Percentile","TotalCount","1/(1-Percentile)"
            10,0.0,1,1.0
            20.5,0.5,90,2.0
            900,1.0,100,Infinity
            """);
        final String before = Files.readString(own);
        final Report report = Report.of(List.of(folder), Optional.of("us"), Optional.empty());
        report.write(folder.resolve("report.html"));
        assertEquals(before, Files.readString(own));
        assertTrue(report.page().contains(">900 µs<"), report.page());
        assertEquals(List.of("server.hgrm: does not say its unit, taken as ns; --unit says otherwise"),
            report(own).problems());
        Files.writeString(own, "10 0.0 1 1.0\n");
        assertRefused("server.hgrm: no text of percentiles", own);
    }

    @Test
    void shouldReportWhatResilienceHasLeft() throws IOException
    {
        Files.writeString(folder.resolve("resilience.json"), """
            {"benchmark": "resilience", "at": "2026-11-30T06:20:25Z", "machine": {"cpu": "AMD", "load": 8.5},
            "command": "fourtuple resilience --out /tmp/a/b --quick", "floor": "quiet", "machine_was_quiet": false,
            "failures": [], "verdict": [{"expected": "p99<5ms", "value": "9 ms", "passed": false}], "results": [
            {"contender": "rings hybrid", "steps": [{"multiple_of_ceiling": 0.5, "flood_seconds": 2,
            "slices_ms_intended_established_lost_p99us": [[0, 200, 199, 0, 750], [1000, 200, 100, 1, 800],
            [2000, 200, 7, 0, 9]], "syns_in_flood": {"queued": 300, "cookies": 200}}],
            "recovery": {"recovered": true, "seconds": 0.3}}]}""");
        final Report report = report(folder);
        final String page = report.page();
        assertEquals("Real handshakes under a SYN flood, by RFC 9411", report.title());
        assertTrue(Stream.of("✗ FAIL", "rings hybrid x0.5: real handshakes completed", "rings hybrid: recovery",
            "fourtuple resilience --out b --quick", "not quiet", ">250 1/s<", "p99&lt;5ms").allMatch(page::contains),
            page);
        report.write(folder.resolve("report.html"));
        assertEquals(List.of("report.html"), names(report));
        Files.writeString(folder.resolve("resilience.json"), "[]");
        assertRefused("resilience.json: must be an object", folder);
    }

    @Test
    void shouldPartManyTagsByWhatTheirNamesBeginWith() throws IOException
    {
        final Path log = folder.resolve("demo.hlog");
        SampleRuns.log(log, 1, 2, "client.a", "client.b", "client.c", "client.d", "client.e", "server.a", "server.b",
            "server.c", "server.d");
        final String page = report(log).page();
        assertEquals(List.of("client by percentile", "server by percentile"),
            found(page, "<figcaption>(.* by percentile)</figcaption>"));
        SampleRuns.log(log, 1, 2, "a", "b", "c", "d", "e", "f", "g", "h", "i");
        assertEquals(List.of("percentiles", "percentiles-2"), found(report(log).page(), "id=\"(percentiles.*?)\""));
    }

    @Test
    void shouldReadAFolderOfLogsAndOneOfLoad() throws IOException
    {
        final Path logs = folder.resolve("logs");
        SampleRuns.log(logs.resolve("a.hlog"), 1, 3);
        SampleRuns.log(logs.resolve("b.hlog"), 2, 3, "X");
        SampleRuns.jitter(logs, 3);
        final String page = report(logs).page();
        assertTrue(Stream.of(">a<", ">b, X<", ">idle machine<").allMatch(page::contains));
        SampleRuns.log(logs.resolve("engine.hlog"), 4, 3, "syn-to-syn-ack");
        final String withEngine = report(logs).page();
        assertTrue(withEngine.contains(">engine: SYN to SYN-ACK<"), withEngine);
        Files.writeString(logs.resolve("load.json"), """
            {"tool": "fourtuple load", "at": "2026-11-21T18:46:37Z", "machine": {"cpu": "AMD", "flags": ["-a", "-b"]},
            "target": {"command": "fourtuple load --rate 50k", "description": "engine in this process"},
            "plan": {"mode": "open"},
            "verdict": {"criteria": [{"expected": "p99<5ms", "value": "9 ms", "passed": false}]},
            "totals": {"offered": 250000, "failed": 3}, "rows": [
            {"t": 1.0, "length_s": 1.0, "open": 3, "counts": {"offered": 10, "established": 9}}, {"t": "x"},
            {"t": 2.0, "length_s": 1.0, "open": 4, "counts": {"offered": 11, "established": 8}}]}""");
        final Report load = report(logs);
        assertEquals("Load: engine in this process", load.title());
        assertTrue(Stream.of("✗ FAIL", "p99&lt;5ms", "250,000 offered, 3 failed", "established per second",
            "fourtuple load --rate 50k").allMatch(load.page()::contains));
    }

    @Test
    void shouldGiveALineItsColourInTheTableWhateverIsEmptyBeforeIt() throws IOException
    {
        final Path log = folder.resolve("two.hlog");
        try (HistogramLog two = new HistogramLog(log, "a test"))
        {
            two.write("empty", SampleRuns.START_MS, SampleRuns.START_MS + 1_000, new Histogram(3));
            two.write("full", SampleRuns.START_MS, SampleRuns.START_MS + 1_000, SampleRuns.histogram(new SplittableRandom(1), 9, 500));
        }
        assertEquals(List.of("empty", "<i class=\"swatch c0\"></i>full"),
            found(report(log).page(), "(?s)<th scope=\"col\">((?!\\s*percentile).*?)</th>").stream()
                .map(head -> head.replaceAll("\\s*\n\\s*", "")).limit(2).toList());
    }

    @Test
    void shouldReportARunWithoutAnyHistogramWithItsIdleMachine() throws IOException
    {
        final Path run = SampleRuns.recorded(folder, "run", 1, true);
        final Path json = run.resolve("run.json");
        Files.writeString(json,
            Files.readString(json).replaceAll("(?s)\"histograms\": \\[.*?\\]", "\"histograms\": []"));
        assertEquals(List.of("Verdict", "Metrics", "Over time", "The machine alone", "Settings", "Environment",
            "To repeat it", "Notes"), found(report(run).page(), "<h2>(.*?)</h2>"));
    }

    @Test
    void shouldLeaveOutWhatDrawsWhereThereIsNothingToDraw() throws IOException
    {
        Files.writeString(folder.resolve("run.json"), """
            {"format": 1, "benchmark": "tun", "title": "bare", "at": "2026-11-21T18:46:30Z"}""");
        final String page = report(folder).page();
        assertFalse(page.contains("<script"), page);
        assertTrue(page.contains("<h1>Bare</h1>"), page);
        assertTrue(page.length() < 20_000, () -> "length=" + page.length());
    }

    @Test
    void shouldSayWhatARunHasNot() throws IOException
    {
        final Path run = SampleRuns.recorded(folder, "run", 1, true);
        Files.delete(run.resolve("synack.hlog"));
        Files.writeString(run.resolve("established.hlog"), "nonsense\n");
        final Report report = report(run);
        assertEquals(List.of("established.hlog, line 1: no histogram can be read",
            "established.hlog: has no histogram without a tag", "synack.hlog: is not there"), report.problems());
        assertTrue(report.page().contains("What could not be read"));
    }

    @Test
    void shouldRefuseWhatNoReportCanBeMadeOf() throws IOException
    {
        assertRefused("no such folder or file: ", folder.resolve("nowhere"));
        assertRefused("no run.json, no load.json, no resilience.json and no .hlog or .hgrm in ", folder);
        Files.writeString(folder.resolve("x.hlog"), "1,1,1,x\n");
        assertRefused("no histogram can be read from ", folder);
        assertRefused("no histogram can be read from ", folder.resolve("x.hlog"));
        final Path empty = Files.createFile(folder.resolve("empty.hlog"));
        assertRefused("no histogram can be read from " + empty + ": it has no line of one", empty);
        Files.writeString(folder.resolve("run.json"), "{");
        assertRefused("run.json", folder);
    }

    private static void assertRefused(final String expected, final Path path)
    {
        final String message = assertThrows(BadReportException.class, () -> report(path)).getMessage();
        assertTrue(message.contains(expected), message);
        assertEquals(1, message.lines().count(), message);
    }
}
