package io.fourtuple.bench.publish.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.base.HistogramLog;
import io.fourtuple.bench.publish.record.Comparison;
import io.fourtuple.bench.publish.record.ComparisonTable;
import io.fourtuple.bench.publish.record.Environment;
import io.fourtuple.bench.publish.record.Limits;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunRecorder;

/** Folders of runs as the tools leave them, made of seeded random numbers. */
final class SampleRuns
{
    static final long START_MS = 1_795_286_792_000L;

    private SampleRuns()
    {
    }

    /** Latencies of a service with pauses, an interval a second, untagged or tagged. */
    static void log(final Path file, final long seed, final int seconds, final String... tags) throws IOException
    {
        Files.createDirectories(file.getParent());
        final SplittableRandom random = new SplittableRandom(seed);
        try (HistogramLog log = new HistogramLog(file, "a test"))
        {
            for (int second = 0; second < seconds; second++)
            {
                for (final String tag : tags.length == 0 ? new String[]{null} : tags)
                {
                    log.write(tag, START_MS + second * 1_000L, START_MS + (second + 1) * 1_000L,
                        histogram(random, 20_000, 600 + 20 * seed));
                }
            }
        }
    }

    static Histogram histogram(final SplittableRandom random, final int count, final double typicalNs)
    {
        final Histogram histogram = new Histogram(60_000_000_000L, 3);
        for (int i = 0; i < count; i++)
        {
            final boolean isPaused = random.nextDouble() < 0.004;
            histogram.recordValue((long)(typicalNs * Math.exp(random.nextGaussian() * 0.3) +
                (isPaused ? random.nextDouble() * 3e6 : 0)));
        }
        return histogram;
    }

    /** A folder with all that a recorded run can have. */
    static Path recorded(final Path root, final String name, final long seed, final boolean holds) throws IOException
    {
        final Path folder = root.resolve(name);
        log(folder.resolve("established.hlog"), seed, 30);
        log(folder.resolve("synack.hlog"), seed + 100, 30);
        jitter(folder, seed);
        final SplittableRandom random = new SplittableRandom(seed);
        final List<String> t = new ArrayList<>();
        final List<String> rates = new ArrayList<>();
        final List<String> samples = new ArrayList<>();
        for (int i = 0; i < 30; i++)
        {
            t.add(String.valueOf(i + 0.5));
            rates.add(String.valueOf(20_000 + random.nextInt(500)));
        }
        for (int i = 0; i < 7; i++)
        {
            samples.add(String.valueOf(300 + 10 * seed + random.nextInt(20)));
        }
        Files.writeString(folder.resolve("run.json"), """
            {"format": 1, "benchmark": "cycle", "parameters": "held-1m", "title": "Open and close, a million held",
            "at": "2026-11-21T18:46:3%d.5Z", "commit": "33d9fc%d", "modified": false,
            "command": "scripts/fourtuple bench cycle --held 1m", "duration_s": 30.2,
            "summary": "open and close in %s ns with a million connections held",
            "verdict": {"result": "%s", "criteria": [
              {"name": "open and close", "expected": "<=500 ns", "measured": "%s ns", "holds": %b},
              {"name": "replies", "expected": "all right", "measured": "420,000 of 420,000", "holds": true}]},
            "settings": {"held": "1m", "tcp_syncookies": "%d", "time_wait": "rfc6191"},
            "metrics": [
              {"name": "open and close", "unit": "ns", "better": "lower", "floor": 88.25, "samples": %s},
              {"name": "connections a second", "unit": "1/s", "better": "higher", "floor": null, "samples": [1121692]}],
            "histograms": [
              {"file": "established.hlog", "tag": null, "name": "SYN to ESTABLISHED", "unit": "ns"},
              {"file": "synack.hlog", "tag": null, "name": "SYN to SYN-ACK", "unit": "ns"}],
            "series": [{"name": "established per second", "unit": "1/s", "t": %s, "values": %s}],
            "notes": "Two virtual CPUs, others at work on the machine."}
            """.formatted(seed % 10, seed % 10, samples.getFirst(), holds ? "PASS" : "FAIL", samples.getFirst(), holds,
            seed % 3, samples, t, rates));
        Files.writeString(folder.resolve("environment.json"), """
            {"cpu": "AMD EPYC", "cpus": 2, "kernel": "Linux 6.18.44", "jdk": "25.0.%d+9", "load": [0.91, 1.0, 1.1],
            "flags": ["-Xms64m", "-Xmx512m"], "jitter": {"seconds": 3, "lateness_max_ns": 36000000}}
            """.formatted(seed));
        return folder;
    }

    /** A comparison of five processes a side, recorded: one figure slower, one the same, one undecided. */
    static Path comparison(final Path root) throws IOException
    {
        for (int i = 0; i < 5; i++)
        {
            process(root.resolve("a/" + i), 1_680 + i, new int[]{400, 700, 500, 900, 600}[i], 1_000_000 + 900 * i);
            process(root.resolve("b/" + i), 4_430 + 2 * i, new int[]{800, 450, 950, 550, 640}[i], 1_000_400 + 900 * i);
        }
        final Comparison comparison = Comparison.of(root.resolve("a"), "old.jar", root.resolve("b"),
            "this build, with --batch 64", Limits.DEFAULT);
        final RunRecord run = new RunRecord("ab", "old.jar").at(Instant.ofEpochMilli(START_MS))
            .title("A: old.jar; B: this build, with --batch 64").setting("threshold", "0.02");
        comparison.into(run, ComparisonTable.A, ComparisonTable.B);
        try (RunRecorder recorder = RunRecorder.begin(root.resolve("compared"), Environment.now(2)))
        {
            Files.writeString(recorder.folder().resolve(ComparisonTable.FILE), comparison.json());
            Report.of(comparison.sides(root.resolve("sides"), ComparisonTable.A, ComparisonTable.B), Optional.empty(),
                Optional.of(run.title())).write(recorder.folder().resolve(ComparisonTable.SIDES));
            return recorder.finish(run);
        }
    }

    private static void process(final Path folder, final int cycleNs, final int handshakeNs, final int perSecond)
        throws IOException
    {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("run.json"), """
            {"format": 1, "benchmark": "cycle", "title": "open and close", "at": "2026-11-21T18:46:32Z",
            "commit": "33d9fc1", "duration_s": 2, "metrics": [
              {"name": "open and close", "unit": "ns", "better": "lower", "floor": 88.25, "samples": [%d]},
              {"name": "handshake", "unit": "ns", "better": "lower", "floor": 44, "samples": [%d]},
              {"name": "connections a second", "unit": "1/s", "better": "higher", "samples": [%d]}]}
            """.formatted(cycleNs, handshakeNs, perSecond));
    }

    static void jitter(final Path folder, final long seed) throws IOException
    {
        final SplittableRandom random = new SplittableRandom(seed);
        try (HistogramLog log = new HistogramLog(folder.resolve("jitter.hlog"), "idle machine"))
        {
            log.write("LATENESS", START_MS, START_MS + 1_000, histogram(random, 100_000, 20));
            log.write("GAPS", START_MS, START_MS + 1_000, histogram(random, 100_000, 25));
        }
    }
}
