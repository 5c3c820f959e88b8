package io.fourtuple.bench.publish.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.bench.base.Json;

class RunFolderTest
{
    @TempDir
    private Path root;

    static RunRecord sample()
    {
        return new RunRecord("cycle", "held-1m")
            .title("open and close beside 1 million")
            .at(Instant.parse("2026-11-21T19:00:00Z"))
            .origin(new SourceRevision("33d9fc1", false))
            .command("scripts/fourtuple bench cycle --held 1m")
            .durationS(31.5)
            .verdict(RunVerdict.of(List.of(new RunVerdict.Criterion("allocated", "0", "0.0000 bytes", true))))
            .setting("held", 1_000_000)
            .metric(Metric.withFloor("open and close", "ns", Direction.LOWER, 85.25, 400.1, 399.123456789, 12_345_678.5))
            .metric(Metric.of("cycles", "1/s", Direction.HIGHER, 2.5e6, 2.4e6))
            .histogram(new HistogramFile("established.hlog", "50%-ESTABLISHED", "SYN to ESTABLISHED", "ns"))
            .series(new TimeSeries("rate", "1/s", List.of(1.0, 2.0), List.of(10.5, 11.0)))
            .summary("two \"lines\"\nand <b>signs</b>")
            .notes("none");
    }

    private static Environment environment()
    {
        return Environment.now(2).with(new JitterSummary(3, 50, 100, 2_000, 30_000, 29_000));
    }

    private Path recorded() throws IOException
    {
        try (RunRecorder recorder = RunRecorder.begin(root, environment()))
        {
            recorder.copy(new PrintWriter(new StringWriter())).println("floor: 85.25");
            return recorder.finish(sample());
        }
    }

    @Test
    void shouldLeaveNullsInJsonWhereTheJarLiesInNoCheckout()
    {
        assertFalse(RunRecorder.places(root, null).contains("null"));
        assertTrue(RunRecorder.places(root, Path.of("/a/checkout")).contains("/a/checkout"));
    }

    @Test
    void shouldReadBackAllThatWasWritten() throws IOException
    {
        final Path path = recorded();
        assertEquals("2026-11-21_33d9fc1_cycle_held-1m", path.getFileName().toString());
        final RunFolder folder = RunFolder.open(path);
        assertEquals(RunJson.toMap(sample()).toString(), RunJson.toMap(folder.run()).toString());
        assertEquals(sample().metrics().get(0).floor(), folder.run().metrics().get(0).floor());
        assertEquals(List.of(400.1, 399.1234568, 12_345_678.5), folder.run().metrics().get(0).samples());
        assertEquals(2_000, folder.environment().jitter().p999());
        assertEquals(3, folder.environment().load().size());
        assertEquals("floor: 85.25\n", Files.readString(path.resolve(RunFolder.OUTPUT)));
    }

    @Test
    void shouldWriteTheSameBytesForTheSameRun() throws IOException
    {
        final Path first = recorded();
        final Path second = recorded();
        assertEquals(first.getFileName() + "-2", second.getFileName().toString());
        assertEquals(Files.readString(first.resolve(RunFolder.RUN)), Files.readString(second.resolve(RunFolder.RUN)));
    }

    @Test
    void shouldLoseNoRunWhenSeveralEndAtOnce() throws Exception
    {
        final List<Callable<Path>> tasks = Collections.nCopies(16, this::recorded);
        try (ExecutorService executor = Executors.newFixedThreadPool(8))
        {
            for (final Future<Path> task : executor.invokeAll(tasks))
            {
                assertTrue(RunFolder.isRun(task.get()), task.get().toString());
            }
        }
        assertEquals(16, RunFolder.list(root).size(), children().toString());
        assertEquals(16, children().size(), children().toString());
    }

    @Test
    void shouldLeaveNothingBehindWhenTheRunFails() throws IOException
    {
        try (RunRecorder recorder = RunRecorder.begin(root, environment()))
        {
            Files.writeString(recorder.folder().resolve("some.hlog"), "half");
            assertEquals(0, RunFolder.list(root).size());
        }
        assertEquals(List.of(), children());
    }

    private List<String> children() throws IOException
    {
        try (Stream<Path> files = Files.list(root))
        {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldListNewestFirstAndNothingHiddenOrWithoutRecord() throws IOException
    {
        recorded();
        final Path other = Files.createDirectory(root.resolve("other run"));
        Json.writeIndented(other.resolve(RunFolder.RUN),
            RunJson.toMap(sample().at(Instant.parse("2026-11-22T00:00:00Z"))));
        Files.createDirectory(root.resolve("no run"));
        Files.copy(other.resolve(RunFolder.RUN),
            Files.createDirectory(root.resolve(".recording-1-2")).resolve(RunFolder.RUN));
        assertEquals(List.of("other run", "2026-11-21_33d9fc1_cycle_held-1m"),
            RunFolder.list(root).stream().map(RunFolder::name).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "{", "[]", "null", "{}", "{\"format\": 2}", "{\"format\": \"1\"}",
        "{\"format\": 1, \"benchmark\": \"x\", \"at\": \"yesterday\"}",
        "{\"format\": 1, \"benchmark\": \"x\"}",
        "{\"format\": 1, \"benchmark\": 7, \"at\": \"2026-11-21T19:00:00Z\"}",
        "{\"format\": 1, \"format\": 1, \"benchmark\": \"x\", \"at\": \"2026-11-21T19:00:00Z\"}",
        "{\"format\": 1, \"benchmark\": \"x\", \"at\": \"2026-11-21T19:00:00Z\", \"metrics\": [{}]}",
        "{\"format\": 1, \"benchmark\": \"x\", \"at\": \"2026-11-21T19:00:00Z\", \"metrics\": [3]}",
        "{\"format\": 1, \"benchmark\": \"x\", \"at\": \"2026-11-21T19:00:00Z\", \"metrics\": " +
            "[{\"name\": \"a\", \"unit\": \"ns\", \"better\": \"lower\", \"samples\": []}]}",
        "{\"format\": 1, \"benchmark\": \"x\", \"at\": \"2026-11-21T19:00:00Z\", \"metrics\": " +
            "[{\"name\": \"a\", \"unit\": \"ns\", \"better\": \"best\", \"samples\": [1]}]}",
        "{\"format\": 1, \"benchmark\": \"x\", \"at\": \"2026-11-21T19:00:00Z\", \"metrics\": " +
            "[{\"name\": \"a\", \"unit\": \"ns\", \"better\": \"lower\", \"samples\": [1e999]}]}",
        "{\"format\": 1, \"benchmark\": \"x\", \"at\": \"2026-11-21T19:00:00Z\", \"histograms\": " +
            "[{\"file\": \"../secret.hlog\", \"name\": \"a\", \"unit\": \"ns\"}]}",
        "{\"format\": 1, \"benchmark\": \"x\", \"at\": \"2026-11-21T19:00:00Z\", \"series\": " +
            "[{\"name\": \"a\", \"unit\": \"ns\", \"t\": [1], \"values\": []}]}",
        "{\"format\": 1, \"benchmark\": \"x\", \"at\": \"2026-11-21T19:00:00Z\", \"verdict\": {\"result\": \"OK\"}}"})
    void shouldRefuseWhatIsNoRecordInOneLineWithTheFilesName(final String text) throws IOException
    {
        final Path folder = Files.createDirectory(root.resolve("bad"));
        Files.writeString(folder.resolve(RunFolder.RUN), text);
        final BadRunException ex = assertThrows(BadRunException.class, () -> RunFolder.open(folder), text);
        assertTrue(ex.getMessage().startsWith("bad/run.json"), ex.getMessage());
        assertFalse(ex.getMessage().contains("\n"), ex.getMessage());
    }

    @Test
    void shouldRefuseDeepNesting() throws IOException
    {
        final Path folder = Files.createDirectory(root.resolve("deep"));
        Files.writeString(folder.resolve(RunFolder.RUN), "[".repeat(1_000_000));
        assertThrows(BadRunException.class, () -> RunFolder.open(folder));
    }

    @Test
    void shouldSayThatAFolderIsNoRun() throws IOException
    {
        assertTrue(assertThrows(BadRunException.class, () -> RunFolder.open(root)).getMessage().contains("run.json"));
        assertTrue(assertThrows(BadRunException.class, () -> RunFolder.open(root.resolve("missing"))).getMessage()
            .startsWith("no such folder"));
    }

    @Test
    void shouldNameFoldersSoThatNobodyNeedsQuotes()
    {
        assertEquals("2026-11-21_33d9fc1-modified_load_rate-50-p-a-b", new RunRecord("load", "rate 50% / $(p) 'a;b'")
            .at(Instant.parse("2026-11-21T00:00:00Z")).origin(new SourceRevision("33d9fc1", true)).folderName());
    }

    @Test
    void shouldWriteTheJitterOfEachSecond() throws IOException
    {
        final IdleJitter jitter = IdleJitter.watch(1);
        final Path file = root.resolve(IdleJitter.FILE);
        jitter.write(file);
        final List<Histogram> lateness = RunFolder.intervals(file, IdleJitter.LATENESS);
        assertEquals(1, lateness.size());
        assertTrue(Math.abs(lateness.get(0).getTotalCount() - 100_000) < 20_000, "times seen in a second: " +
            lateness.get(0).getTotalCount());
        assertEquals(jitter.summary().maxGap(),
            RunFolder.intervals(file, IdleJitter.GAPS).get(0).getMaxValue(), 1);
        assertEquals(0, RunFolder.intervals(file, null).size());
    }

    @Test
    void shouldRefuseWhatIsNoHistogramLog() throws IOException
    {
        final Path file = root.resolve("text.hlog");
        Files.writeString(file, "Tag=A,1.0,1.0,3.0,HISTFAAAAnoise\n");
        assertThrows(BadRunException.class, () -> RunFolder.intervals(file, "A"));
        assertThrows(BadRunException.class, () -> RunFolder.intervals(root.resolve("missing.hlog"), null));
    }

    @Test
    void shouldKnowTheCommitOfACheckoutAndOfAVersion()
    {
        assertEquals(new SourceRevision("33d9fc1", true), SourceRevision.ofManifest("0.1.0+33d9fc1.modified"));
        assertEquals(SourceRevision.UNKNOWN, SourceRevision.ofManifest("0.1.0-SNAPSHOT"));
        assertEquals(SourceRevision.UNKNOWN, SourceRevision.ofManifest(null));
        assertEquals(SourceRevision.UNKNOWN, SourceRevision.of(root), "no checkout");
    }
}
