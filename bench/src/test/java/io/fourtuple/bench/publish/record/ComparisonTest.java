package io.fourtuple.bench.publish.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.bench.base.HistogramLog;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.Latencies;

class ComparisonTest
{
    @TempDir
    private Path root;

    private Path run(final String name, final RunRecord record, final Environment environment) throws IOException
    {
        final Path run = Files.createDirectories(root.resolve(name));
        Json.writeIndented(run.resolve(RunFolder.RUN), RunJson.toMap(record));
        Json.writeIndented(run.resolve(Environment.FILE), environment.members());
        return run;
    }

    private static Environment environment(final String kernel, final double p999)
    {
        return Environment.fromJson("e", JsonText.parse("e", "{\"cpu\": \"x\", \"kernel\": \"" + kernel + "\"}"))
            .with(new JitterSummary(3, 10, 20, p999, 2 * p999, p999));
    }

    private static RunRecord record(final double ns, final double perSecond)
    {
        return new RunRecord("cycle", "").at(Instant.parse("2026-11-21T19:00:00Z")).setting("held", 0)
            .metric(Metric.of("open and close", "ns", Direction.LOWER,
                IntStream.range(0, 5).mapToDouble(i -> ns + i).toArray()))
            .metric(Metric.of("cycles", "1/s", Direction.HIGHER,
                IntStream.range(0, 5).mapToDouble(i -> perSecond + i).toArray()));
    }

    private Comparison compare(final Path first, final Path second)
    {
        return Comparison.of(first, second, Optional.empty(), Limits.DEFAULT);
    }

    @Test
    void shouldKnowWhichWayIsWorse() throws IOException
    {
        final Path before = run("before", record(400, 1_000), environment("6.1", 100));
        final Comparison slower = compare(before, run("slower", record(440, 1_000), environment("6.1", 100)));
        assertTrue(slower.isRegression(), slower.text().toString());
        final Comparison fewer = compare(before, run("fewer", record(400, 900), environment("6.1", 100)));
        assertTrue(fewer.isRegression(), fewer.text().toString());
        final Comparison better = compare(before, run("better", record(360, 1_100), environment("6.1", 100)));
        assertFalse(better.isRegression(), better.text().toString());
        assertEquals(List.of(), better.warnings());
        assertTrue(better.text().getLast().startsWith("0 worse, 2 better"), better.text().toString());
        assertTrue(compare(before, before).text().getLast().startsWith("0 worse, 0 better, 2 the same"));
    }

    @Test
    void shouldGiveTheSameAsJson() throws IOException
    {
        final Path before = run("before", record(400, 1_000), environment("6.1", 100));
        final Path after = run("after", record(440, 1_000), environment("6.1", 100));
        final JsonObject json = new JsonObject("json", JsonText.parse("json", compare(before, after).json()));
        assertTrue(json.flag("regression"));
        assertEquals(1, json.number("worse"));
        assertEquals("worse", json.objects("figures").get(0).text("judgement"));
        assertEquals(402, json.objects("figures").get(0).object("before").number("median"));
    }

    @Test
    void shouldWarnOfOtherMachinesSettingsAndJitter() throws IOException
    {
        final List<String> warnings = compare(run("a", record(400, 1_000), environment("6.1", 2_000)),
            run("b", record(400, 1_000).setting("held", 1_000_000), environment("6.2", 400_000))).warnings();
        assertEquals(3, warnings.size(), warnings.toString());
        assertEquals("different setting: held: 0 / 1000000", warnings.get(0));
        assertEquals("different machine or JVM: kernel: 6.1 / 6.2", warnings.get(1));
        assertTrue(warnings.get(2).startsWith("different jitter"), warnings.toString());
    }

    /** Older runs call idle connections held. */
    @Test
    void shouldKnowIdleConnectionsByTheirFormerName() throws IOException
    {
        final Path former = run("former", record(400, 1_000), environment("6.1", 100));
        final Environment same = environment("6.1", 100);
        assertEquals(List.of(), compare(former, run("idle-0", idle(0), same)).warnings());
        assertEquals(List.of(), compare(run("idle", idle(0), same), former).warnings());
        assertEquals(List.of("different setting: idle: 0 / 7"), compare(former, run("idle-7", idle(7), same)).warnings());
    }

    private static RunRecord idle(final int connections)
    {
        final RunRecord held = record(400, 1_000);
        final RunRecord idle = new RunRecord("cycle", "").at(held.at()).setting("idle", connections);
        held.metrics().forEach(idle::metric);
        return idle;
    }

    @Test
    void shouldTakeARunThatFailedWhereTheOtherDidNotForARegression() throws IOException
    {
        final Path before = run("a", record(400, 1_000), environment("6.1", 100));
        final Path after = run("b", record(400, 1_000).verdict(RunVerdict.of(List.of(
            new RunVerdict.Criterion("rate kept", ">=99%", "95 %", false)))), environment("6.1", 100));
        assertTrue(compare(before, after).isRegression());
        assertFalse(compare(after, after).isRegression());
    }

    @Test
    void shouldTakeManyRunsThatFailedForARegressionAndNotOneOfFive() throws IOException
    {
        for (int i = 0; i < 5; i++)
        {
            run("none/" + i, record(400 + i, 1_000), environment("6.1", 100));
            run("one/" + i, i > 0 ? record(400 + i, 1_000) : failed(400), environment("6.1", 100));
            run("four/" + i, i > 3 ? record(400 + i, 1_000) : failed(400 + i), environment("6.1", 100));
        }
        final Comparison one = compare(root.resolve("none"), root.resolve("one"));
        assertFalse(one.isRegression(), one.text().toString());
        assertEquals(List.of("0 of 5 runs FAILED before, 1 of 5 after: rate kept: 95 %"), one.warnings());
        assertTrue(compare(root.resolve("none"), root.resolve("four")).isRegression());
        assertFalse(compare(root.resolve("four"), root.resolve("none")).isRegression());
        assertFalse(compare(root.resolve("four"), root.resolve("four")).isRegression());
    }

    @Test
    void shouldTakeItForARegressionThatAllRunsFailWhereNoneDidBefore() throws IOException
    {
        for (int i = 0; i < 3; i++)
        {
            run("right/" + i, record(400 + i, 1_000), environment("6.1", 100));
            run("wrong/" + i, failed(400 + i), environment("6.1", 100));
        }
        assertTrue(compare(root.resolve("right"), root.resolve("wrong")).isRegression());
        assertFalse(compare(root.resolve("wrong"), root.resolve("right")).isRegression());
        assertFalse(compare(root.resolve("wrong"), root.resolve("wrong")).isRegression());
    }

    @Test
    void shouldTellADifferenceFromNothingWithoutAShareOfIt() throws IOException
    {
        for (int i = 0; i < 5; i++)
        {
            run("nothing/" + i, allocating(0), environment("6.1", 100));
            run("some/" + i, allocating(16), environment("6.1", 100));
        }
        final Comparison worse = compare(root.resolve("nothing"), root.resolve("some"));
        assertTrue(worse.isRegression(), worse.text().toString());
        assertFalse(worse.text().toString().contains("Infinity"), worse.text().toString());
        assertTrue(worse.text().stream().anyMatch(line -> line.endsWith("-  WORSE")), worse.text().toString());
        final Comparison better = compare(root.resolve("some"), root.resolve("nothing"));
        assertEquals(1, better.count(FigureComparison.Result.BETTER), better.text().toString());
    }

    private static RunRecord allocating(final double bytes)
    {
        return new RunRecord("cycle", "").at(Instant.parse("2026-11-21T19:00:00Z"))
            .metric(Metric.of("allocated", "bytes", Direction.LOWER, bytes));
    }

    private static RunRecord failed(final double ns)
    {
        return record(ns, 1_000).verdict(RunVerdict.of(List.of(
            new RunVerdict.Criterion("rate kept", ">=99%", "95 %", false))));
    }

    @Test
    void shouldCompareHistogramsByThePercentilesOfTheirIntervals() throws IOException
    {
        final Comparison worse = compare(log("a.hlog", 1_000, 1), log("b.hlog", 1_100, 2));
        assertTrue(worse.isRegression(), worse.text().toString());
        final Comparison equal = compare(log("c.hlog", 1_000, 3), log("d.hlog", 1_000, 4));
        assertFalse(equal.isRegression(), equal.text().toString());
        assertTrue(worse.text().stream().anyMatch(line -> line.contains("50%-SYN, p99.9")), worse.text().toString());
    }

    @Test
    void shouldCompareLogsInTheirUnits() throws IOException
    {
        final Path nanos = log("nanos.hlog", 1_000_000, 1);
        final Path micros = log("micros.hlog", 1_000, 2);
        Files.writeString(micros, Files.readString(micros).replace("values in ns", "values in us"));
        final Comparison same = compare(nanos, micros);
        assertEquals(0, same.count(FigureComparison.Result.WORSE) + same.count(FigureComparison.Result.BETTER),
            same.text().toString());
        assertTrue(same.text().stream().anyMatch(line -> line.contains("p50") && line.contains("1.00 ms")),
            same.text().toString());
        Files.writeString(micros, Files.readString(micros).replace("values in us", ""));
        final Comparison unsaid = compare(nanos, micros);
        assertTrue(unsaid.text().get(1).contains("(does not say its unit, taken as ns; --unit says otherwise)"),
            unsaid.text().toString());
        final List<String> given = Comparison.of(micros, micros, Optional.of("ms"), Limits.DEFAULT).text();
        assertTrue(given.stream().anyMatch(line -> line.matches(".* (999 ms|1(\\.\\d+)? s) .*")), given.toString());
    }

    @Test
    void shouldComparePackedLogsAndPercentiles() throws IOException
    {
        final Path log = log("plain.hlog", 1_000, 1);
        final Path packed = root.resolve("packed.hlog.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed)))
        {
            Files.copy(log, out);
        }
        final Comparison same = compare(log, packed);
        assertEquals(3, same.count(FigureComparison.Result.SAME), same.text().toString());
        final byte[] bytes = Files.readAllBytes(packed);
        Files.write(packed, Arrays.copyOf(bytes, bytes.length / 2));
        assertThrows(BadRunException.class, () -> compare(log, packed), "its end is missing");
        final Path percentiles = Files.writeString(root.resolve("some.hgrm"),
            "Value Percentile TotalCount\n1.0 0.5 5000\n7.5 1.0 10000\n#[Values in us]\n");
        final Comparison once = compare(percentiles, percentiles);
        assertEquals(3, once.count(FigureComparison.Result.SAME), once.text().toString());
        assertTrue(once.text().toString().contains(" 1 us "), once.text().toString());
    }

    @Test
    void shouldCompareWhatLoadAndResilienceHaveLeft() throws IOException
    {
        final Comparison loads = compare(load("slow", 1_000), load("fast", 2_000));
        assertEquals(1, loads.count(FigureComparison.Result.BETTER), loads.text().toString());
        assertTrue(loads.text().stream().anyMatch(line -> line.contains("established, higher is better")),
            loads.text().toString());
        final Comparison several = compare(load("a/1", 1_000).getParent(), load("b/1", 2_000).getParent());
        assertTrue(several.text().getFirst().contains("a (1 run)"), several.text().toString());
        final Path resilience = Files.createDirectories(root.resolve("resilience"));
        Files.writeString(resilience.resolve("resilience.json"), """
            {"results": [{"contender": "rings hybrid", "steps": [{"multiple_of_ceiling": 10, "flood_seconds": 2,
            "syns_in_flood": {"queued": 300, "cookies": 200}}]}]}""");
        assertEquals(1, compare(resilience, resilience).count(FigureComparison.Result.SAME));
    }

    private Path load(final String name, final int perSecond) throws IOException
    {
        final Path run = Files.createDirectories(root.resolve(name));
        Files.writeString(run.resolve("load.json"), """
            {"tool": "fourtuple load", "at": "2026-11-21T18:46:37Z", "plan": {"mode": "open", "interval_s": 1.0,
            "duration_s": 6.0}, "totals": {"established": 50, "failed": 1, "failed_after_loss": 1}, "rows": [%s]}"""
            .formatted(IntStream.rangeClosed(1, 6).mapToObj(second -> ("{\"t\": %d, \"length_s\": 1.0, " +
                "\"counts\": {\"established\": %d}}").formatted(second, perSecond + second))
                .collect(Collectors.joining(", "))));
        return run;
    }

    private Path log(final String name, final int ns, final long seed)
    {
        final Path file = root.resolve(name);
        final Random random = new Random(seed);
        try (HistogramLog log = new HistogramLog(file, "test"))
        {
            for (int second = 0; second < 10; second++)
            {
                final Histogram histogram = Latencies.newHistogram();
                for (int i = 0; i < 20_000; i++)
                {
                    histogram.recordValue((long)(ns * (1 + 0.05 * random.nextGaussian())));
                }
                log.write("50%-SYN", second * 1_000L, second * 1_000L + 1_000, histogram);
            }
        }
        return file;
    }

    @Test
    void shouldCompareResultsOfJmhByTheMediansOfTheirForks() throws IOException
    {
        final Path before = jmh("before.json", "avgt", 20);
        assertTrue(compare(before, jmh("after.json", "avgt", 22)).isRegression());
        assertFalse(compare(jmh("slow.json", "thrpt", 20), jmh("fast.json", "thrpt", 22)).isRegression());
        assertFalse(compare(jmh("one.json", "avgt", 20, 1), jmh("other.json", "avgt", 20.8, 1)).isRegression(),
            "4 %, and a fork each");
        final Comparison same = compare(before, before);
        assertTrue(same.text().stream().anyMatch(line -> line.contains("TableBenchmark.find (entries=10)")),
            same.text().toString());
    }

    private Path jmh(final String name, final String mode, final double score) throws IOException
    {
        return jmh(name, mode, score, 5);
    }

    private Path jmh(final String name, final String mode, final double score, final int forks) throws IOException
    {
        final String data = IntStream.range(0, forks).mapToObj(fork -> IntStream.range(0, 5)
            .mapToObj(i -> String.valueOf(score + 0.1 * fork + 0.01 * i)).collect(Collectors.joining(", ", "[", "]")))
            .collect(Collectors.joining(", "));
        return Files.writeString(root.resolve(name), """
            [{"benchmark": "io.x.TableBenchmark.find", "mode": "%s", "params": {"entries": "10"}, "primaryMetric":
            {"scoreUnit": "ns/op", "rawData": [%s]}}]
            """.formatted(mode, data));
    }

    @Test
    void shouldNotCallADifferenceThatTwoProcessesOfOneBuildMayHave() throws IOException
    {
        final Path before = run("before", record(1_000, 1_000), environment("6.1", 100));
        final Path after = run("after", record(1_040, 1_000), environment("6.1", 100));
        final Comparison careful = compare(before, after);
        assertFalse(careful.isRegression(), careful.text().toString());
        assertTrue(careful.text().stream().anyMatch(line -> line.contains("undecided")), careful.text().toString());
        assertTrue(careful.text().stream().anyMatch(line -> line.startsWith("one process a side: ")),
            careful.text().toString());
        assertTrue(Comparison.of(before, after, Optional.empty(), new Limits(0.02, 0.03)).isRegression(),
            "whoever knows better");
    }

    @Test
    void shouldLeaveOutWhatIsNotInAllRunsOfASide() throws IOException
    {
        for (int i = 0; i < 5; i++)
        {
            run("some/" + i, i == 0 ? record(400, 1).metric(Metric.of("seldom", "ns", Direction.LOWER, 1)) :
                record(400 + i, 1), environment("6.1", 100));
            run("every/" + i, record(440 + i, 1).metric(Metric.of("seldom", "ns", Direction.LOWER, 1)),
                environment("6.1", 100));
        }
        final Comparison comparison = compare(root.resolve("some"), root.resolve("every"));
        assertTrue(comparison.isRegression(), comparison.text().toString());
        assertEquals(List.of("not in all runs of some (5 runs): seldom"), comparison.warnings());
        assertTrue(comparison.text().stream().anyMatch(line -> line.endsWith("SLOWER")), comparison.text().toString());
        final Comparison one = compare(root.resolve("some"), root.resolve("every/0"));
        assertFalse(one.isRegression(), one.text().toString());
        assertTrue(one.text().stream().anyMatch(line -> line.contains("too few processes: 5 and 1")),
            one.text().toString());
    }

    @Test
    void shouldTakeTheMediansOfSeveralRunsForSamples() throws IOException
    {
        for (int i = 0; i < 5; i++)
        {
            run("before/" + i, record(400 + 6 * i, 1_000), environment("6.1", 100));
            run("after/" + i, record(403 + 6 * i, 1_000), environment("6.1", 100));
        }
        final Comparison comparison = compare(root.resolve("before"), root.resolve("after"));
        assertFalse(comparison.isRegression(), comparison.text().toString());
        assertTrue(comparison.text().get(0).contains("before (5 runs)"), comparison.text().toString());
        run("mixed/1", record(400, 1), environment("6.1", 100));
        run("mixed/2", new RunRecord("load", "").metric(Metric.of("x", "ns", Direction.LOWER, 1)), environment("6.1", 1));
        assertThrows(BadRunException.class, () -> compare(root.resolve("mixed"), root.resolve("after")));
    }

    @Test
    void shouldRefuseWhatCannotBeCompared() throws IOException
    {
        final Path before = run("a", record(400, 1_000), environment("6.1", 100));
        final Path other = run("b", new RunRecord("load", "").metric(Metric.of("x", "ns", Direction.LOWER, 1)),
            environment("6.1", 100));
        final Path text = Files.writeString(root.resolve("text.txt"), "text");
        final Path array = Files.writeString(root.resolve("array.json"), "[1, 2]");
        final Path half = Files.writeString(root.resolve("half.json"), "[{\"primaryMetric\": {}}]");
        for (final Path path : List.of(other, text, array, half, root.resolve("missing"), root))
        {
            final BadRunException ex =
                assertThrows(BadRunException.class, () -> compare(before, path), path.toString());
            assertFalse(ex.getMessage().contains("\n"), ex.getMessage());
        }
    }
}
