package io.fourtuple.bench.publish.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.bench.base.Json;

class PublisherTest
{
    @TempDir
    private Path folder;

    private Path root()
    {
        return folder.resolve("perf-results");
    }

    private Path run(final String name, final RunRecord record) throws IOException
    {
        final Path run = Files.createDirectories(folder.resolve("runs").resolve(name));
        Json.writeIndented(run.resolve(RunFolder.RUN), RunJson.toMap(record));
        Files.writeString(run.resolve(RunFolder.OUTPUT), "printed\n");
        return run;
    }

    private static RunRecord record(final String parameters, final String at)
    {
        return new RunRecord("cycle", parameters).at(Instant.parse(at)).origin(new SourceRevision("33d9fc1", false))
            .metric(Metric.withFloor("open and close", "ns", Direction.LOWER, 85, 400, 410, 405));
    }

    private Publisher publisher()
    {
        return new Publisher(root(), run -> Files.writeString(run.path().resolve(RunFolder.REPORT), "report"));
    }

    private Map<String, String> files() throws IOException
    {
        final Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root()))
        {
            for (final Path path : paths.filter(Files::isRegularFile).toList())
            {
                files.put(root().relativize(path).toString(), Files.readString(path));
            }
        }
        return files;
    }

    @Test
    void shouldWriteTheSameBytesWhenPublishedTwice() throws IOException
    {
        final List<Path> runs = List.of(run("a b", record("held-1m", "2026-11-21T19:00:00Z")),
            run("c", record("", "2026-11-22T19:00:00Z").verdict(RunVerdict.of(
                List.of(new RunVerdict.Criterion("rate kept", ">=99%", "95 %", false))))));
        assertEquals(List.of("2026-11-21_33d9fc1_cycle_held-1m", "2026-11-22_33d9fc1_cycle"),
            publisher().publish(runs).stream().map(path -> path.getFileName().toString()).toList());
        final Map<String, String> once = files();
        publisher().publish(runs);
        publisher().publish(List.of());
        assertEquals(once, files());
        assertEquals(List.of(), Publisher.outdated(root()));
        final String index = once.get(Publisher.README);
        assertTrue(
            index.indexOf("2026-11-22_33d9fc1_cycle/") < index.indexOf("2026-11-21_33d9fc1_cycle_held-1m/"), index);
        assertTrue(index.contains("**FAIL**: rate kept: 95 %"), index);
        assertTrue(index.contains("open and close: 405 ns \\[400 ns..410 ns\\], floor 85 ns"), index);
        assertTrue(index.contains("2026-11-22_33d9fc1_cycle/report.html"), index);
        assertTrue(once.get(Publisher.PAGE).contains(">FAIL</span>"), once.get(Publisher.PAGE));
    }

    @Test
    void shouldMakeARecordedRunOfWhatLoadHasLeft() throws IOException
    {
        final Path left = Files.createDirectories(folder.resolve("run1"));
        Files.writeString(left.resolve("load.json"), """
            {"tool": "fourtuple load", "at": "2026-11-21T18:46:37Z", "machine": {"cpu": "AMD", "load": 0.5},
            "plan": {"mode": "open", "rate_per_second": 50000.0, "duration_s": 10.0},
            "target": {"command": "fourtuple load --rate 50k"}, "totals": {"established": 9, "failed": 1,
            "failed_after_loss": 0}, "verdict": {"criteria": [{"expected": "p99<5ms", "value": "9 ms"}]}}""");
        final String name = "2026-11-21_unknown_load_open_rate-50000_duration-10s";
        assertEquals(name, publisher().publish(List.of(left)).getFirst().getFileName().toString());
        final Map<String, String> once = files();
        final RunFolder run = RunFolder.open(root().resolve(name));
        assertTrue(RunFolder.isRun(run.path()) && run.run().verdict().isFail());
        assertEquals(List.of(90.0), run.run().metrics().getFirst().samples());
        assertEquals("AMD", run.environment().texts().get("cpu"));
        assertFalse(RunFolder.isRun(left), "what is elsewhere stays as it is");
        publisher().publish(List.of(left));
        assertEquals(once, files());
        final Path within = root().resolve("within");
        Files.createDirectories(within);
        Files.copy(left.resolve("load.json"), within.resolve("load.json"));
        assertEquals(List.of(within), publisher().publish(List.of(within)));
        assertEquals(List.of(), Publisher.strangers(root()));
        assertEquals(List.of(), Publisher.outdated(root()));
    }

    @Test
    void shouldKeepARunThatLiesThereAlreadyWhereItIs() throws IOException
    {
        final Path own = Files.createDirectories(root().resolve("a name of its own"));
        Json.writeIndented(own.resolve(RunFolder.RUN), RunJson.toMap(record("x", "2026-11-21T19:00:00Z")));
        assertEquals(List.of(own), publisher().publish(List.of(own)));
        final String index = files().get(Publisher.README);
        assertTrue(index.contains("](a%20name%20of%20its%20own/)"), index);
    }

    @Test
    void shouldTellRunsOfTheSameNameApart() throws IOException
    {
        publisher().publish(List.of(run("1", record("x", "2026-11-21T19:00:00Z")),
            run("2", record("x", "2026-11-21T20:00:00Z"))));
        assertTrue(RunFolder.isRun(root().resolve("2026-11-21_33d9fc1_cycle_x-2")), files().keySet().toString());
    }

    @Test
    void shouldChangeNothingIfOneIsNoRun() throws IOException
    {
        final Path good = run("good", record("x", "2026-11-21T19:00:00Z"));
        final Path half = Files.createDirectories(folder.resolve("half"));
        Files.writeString(half.resolve(RunFolder.RUN), "{\"format\": 1, \"bench");
        assertThrows(BadRunException.class, () -> publisher().publish(List.of(good, half)));
        assertFalse(Files.exists(root()), "the root was made");
    }

    @Test
    void shouldSayWhichOfTheRunsThatLieThereIsBroken() throws IOException
    {
        publisher().publish(List.of(run("good", record("x", "2026-11-21T19:00:00Z"))));
        final Map<String, String> before = files();
        final Path half = Files.createDirectories(root().resolve("half"));
        Files.writeString(half.resolve(RunFolder.RUN), "{");
        final Path more = run("more", record("y", "2026-11-21T19:00:00Z"));
        final BadRunException ex =
            assertThrows(BadRunException.class, () -> publisher().publish(List.of(more)));
        assertTrue(ex.getMessage().startsWith("half/run.json: "), ex.getMessage());
        Files.delete(half.resolve(RunFolder.RUN));
        assertEquals(before, files());
        assertEquals(List.of("half"), Publisher.strangers(root()));
    }

    @Test
    void shouldShowWhatARecordSaysAsPlainText() throws IOException
    {
        final String hostile = "</td><script>alert(1)</script> | [x](javascript:alert(1)) `c` " +
            "![i](http://e.example/i)\n\n# head <img src=x onerror='a(\"b\")'>";
        publisher().publish(List.of(run("h", new RunRecord(hostile, hostile).title(hostile)
            .at(Instant.parse("2026-11-21T19:00:00Z")).origin(new SourceRevision("33d9fc1", false)).summary(hostile)
            .verdict(RunVerdict.of(List.of(new RunVerdict.Criterion(hostile, hostile, hostile, false)))))));
        final String page = files().get(Publisher.PAGE);
        assertEquals(1, page.split("<script", -1).length - 1, page);
        assertFalse(page.contains("<img"), page);
        final String row = files().get(Publisher.README).lines().filter(line -> line.startsWith("| 2026")).findFirst()
            .orElseThrow();
        assertFalse(row.contains("<script") || row.contains("<img") || row.contains("http://"), row);
        assertEquals(7, row.replace("\\|", "").chars().filter(c -> c == '|').count(), row);
        assertFalse(row.replace("\\[", "").replace("\\]", "").contains("](javascript"), row);
        assertTrue(files().keySet().stream().allMatch(name -> name.matches("[a-zA-Z0-9._/+-]+")),
            files().keySet().toString());
    }

    @Test
    void shouldCopyNoLinksOutOfARun() throws IOException
    {
        final Path secret = Files.writeString(folder.resolve("secret"), "secret");
        final Path run = run("l", record("x", "2026-11-21T19:00:00Z"));
        Files.createSymbolicLink(run.resolve("link.txt"), secret);
        final Path published = publisher().publish(List.of(run)).get(0);
        assertFalse(Files.exists(published.resolve("link.txt"), LinkOption.NOFOLLOW_LINKS));
        assertTrue(Files.exists(published.resolve(RunFolder.OUTPUT)));
    }

    @Test
    void shouldLetSeveralPublishAtOnce() throws Exception
    {
        final List<Callable<List<Path>>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++)
        {
            final List<Path> runs = List.of(run("r" + i, record("n-" + i, "2026-11-21T19:00:00Z")),
                run("same" + i, record("same", "2026-11-21T19:00:00Z")));
            tasks.add(() -> publisher().publish(runs));
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(8))
        {
            for (final Future<List<Path>> task : executor.invokeAll(tasks))
            {
                assertEquals(2, task.get().size());
            }
        }
        assertEquals(9, RunFolder.list(root()).size(), files().keySet().toString());
        assertEquals(List.of(), Publisher.outdated(root()));
    }

    @Test
    void shouldHaveTheRepositorysOwnIndexesUpToDate() throws IOException
    {
        final Path own = Path.of("..", "perf-results");
        assertTrue(RunFolder.list(own).size() >= 4, "runs in " + own);
        assertEquals(List.of(), Publisher.outdated(own), "scripts/fourtuple publish writes them");
        assertEquals(List.of(), Publisher.strangers(own), "folders without run.json");
    }
}
