package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.bench.publish.record.RunFolder;
import io.fourtuple.bench.publish.record.RunVerdict;
import io.fourtuple.bench.tool.option.CommandText;

class RecordOptionsTest
{
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String... args)
    {
        return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private int recorded(final String... args)
    {
        final List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--record", folder.toString()));
        return run(all.toArray(String[]::new));
    }

    private List<RunFolder> runs() throws IOException
    {
        return RunFolder.list(folder);
    }

    private List<String> children() throws IOException
    {
        try (Stream<Path> files = Files.list(folder))
        {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void shouldRecordARunWithSamplesEnvironmentJitterAndOutput() throws IOException
    {
        assertEquals(0, recorded("bench", "cycle", "--idle", "1k", "--rounds", "2", "--seconds", "1"), err::toString);
        final RunFolder run = runs().get(0);
        assertEquals("cycle", run.run().benchmark());
        assertEquals("idle-1k_rounds-2_seconds-1", run.run().parameters());
        assertEquals(2, run.run().metrics().get(0).samples().size());
        assertTrue(run.run().metrics().get(0).floor() > 0, run.run().metrics().toString());
        assertEquals(RunVerdict.Result.PASS, run.run().verdict().result());
        assertEquals("1000", run.run().settings().get("idle"));
        assertEquals("32", run.run().settings().get("batch"));
        assertTrue(run.environment().jitter().max() > 0);
        assertTrue(Files.readString(run.path().resolve(RunFolder.OUTPUT)).contains("ns a cycle"));
        for (final String file : List.of(RunFolder.RUN, RunFolder.OUTPUT, "environment.json", "result.json"))
        {
            final String text = Files.readString(run.path().resolve(file));
            assertFalse(text.contains(folder.toString()), file + ": " + text);
            assertFalse(text.contains(System.getProperty("user.home") + "/"), file + ": " + text);
        }
        assertTrue(out.toString().contains("ns a cycle"), "it is printed, too");
        assertTrue(err.toString().contains("next: fourtuple publish"), err.toString());
    }

    /** Commands that older runs have recorded call the idle connections held. */
    @Test
    void shouldTakeTheFormerNameOfIdleAndHideIt() throws IOException
    {
        assertEquals(0, recorded("bench", "cycle", "--held=1k", "--rounds=1", "--seconds=1"), err::toString);
        assertEquals("1000", runs().get(0).run().settings().get("idle"));
        assertFalse(runs().get(0).run().settings().containsKey("held"), runs().get(0).run().settings()::toString);
        assertEquals(0, recorded("bench", "cycle", "--help"));
        assertTrue(out.toString().contains("--idle") && !out.toString().contains("--held"), out.toString());
    }

    @Test
    void shouldKeepARunThatMissedItsRateAsAFailure() throws IOException
    {
        assertEquals(1, recorded("load", "--rate", "100m", "--duration", "200ms", "--warm-up", "0s"), err::toString);
        final RunFolder run = runs().get(0);
        assertTrue(run.run().verdict().isFail(), run.run().verdict().toString());
        assertTrue(run.has("established.hlog") && run.has("load.json"), run.name());
        assertFalse(run.intervals(run.run().histograms().get(0)).isEmpty());
    }

    @Test
    void shouldLeaveNothingBehindForOptionsThatCannotBeUsed() throws IOException
    {
        assertEquals(2, recorded("load", "--expect", "p99<5parsecs"));
        assertEquals(2, recorded("bench", "cycle", "--batch", "0"));
        assertEquals(2, recorded("load", "--set", "no_such_setting=1"));
        assertEquals(List.of(), children());
    }

    @Test
    void shouldLeaveNothingBehindWhenItIsInterrupted() throws Exception
    {
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED", "-cp",
            System.getProperty("java.class.path"), Main.class.getName(), "bench", "cycle", "--rounds", "100",
            "--record", folder.toString()).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try
        {
            final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (children().isEmpty() && System.nanoTime() - deadlineNs < 0)
            {
                assertFalse(process.waitFor(20, TimeUnit.MILLISECONDS), "it has ended by itself");
            }
            assertTrue(children().get(0).startsWith(".recording-"), children().toString());
            // SIGTERM; the shutdown is the same as after Ctrl-C.
            process.destroy();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
            assertEquals(List.of(), children());
        }
        finally
        {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldRecordAJmhRun() throws IOException
    {
        final List<String> args = List.of("bench", "jmh", "WireBenchmark.checksumOf40Bytes", "WireBenchmark.floor",
            "--record=" + folder, "--", "-f", "0", "-wi", "0", "-i", "3", "-r", "10ms");
        assertEquals(0, run(args.toArray(String[]::new)), err::toString);
        final RunFolder run = runs().get(0);
        assertEquals("WireBenchmark.checksumOf40Bytes", run.run().metrics().get(0).name());
        assertEquals(3, run.run().metrics().get(0).samples().size());
        assertTrue(run.run().metrics().get(0).floor() > 0, run.run().metrics().toString());
        assertTrue(Files.readString(run.path().resolve(RunFolder.JMH)).contains("\"jvm\" : \"java\""));
        assertEquals(2, run("bench", "jmh", "NoSuchBenchmark"));
        assertEquals(2, run("bench", "jmh", "--", "-no-such-option"));
    }

    @Test
    void shouldSayWhereItCannotRecord() throws IOException
    {
        final Path file = Files.writeString(folder.resolve("file"), "");
        assertEquals(2, run("bench", "cycle", "--record", file.toString()));
        assertTrue(err.toString().startsWith("fourtuple: --record: "), err.toString());
    }

    @Test
    void shouldPublishAndCompareRecordedRuns() throws IOException
    {
        assertEquals(0, recorded("load", "--find-ceiling", "--in-flight", "4", "--duration", "600ms", "--interval",
            "100ms", "--warm-up", "0s", "--patience", "60s"), () -> out + err.toString());
        final Path root = folder.resolve("all runs");
        final String run = runs().get(0).path().toString();
        assertEquals(0, run("publish", "--into", root.toString(), run), err::toString);
        assertEquals(0, run("publish", "--into", root.toString(), "--check"), out::toString);
        Files.writeString(root.resolve("README.md"), "changed");
        assertEquals(1, run("publish", "--into", root.toString(), "--check"));
        assertEquals(0, run("publish", "--into", root.toString()));
        assertEquals(0, run("compare", run, root.toString()), err::toString);
        assertTrue(out.toString().contains("0 worse, 0 better"), out.toString());
        assertEquals(2, run("compare", run, folder.resolve("missing").toString()));
        assertEquals(2, run("publish", "--into", root.toString(), folder.resolve("missing").toString()));
    }

    @Test
    void shouldWriteACommandThatCanBeTypedAgainWithoutPathsOfThisMachine()
    {
        assertEquals("FOURTUPLE_MEMORY=8g scripts/fourtuple load --to '[2001:db8::1]:80' --source 2001:db8::/32 " +
            "--out run1 --json=x.json --expect 'p99<5ms' --set 'it'\\''s' --record results 64/512",
            CommandText.of(List.of("load", "--to", "[2001:db8::1]:80", "--source", "2001:db8::/32", "--out",
                "/home/me/run1", "--json=/tmp/x.json", "--expect", "p99<5ms", "--set", "it's", "--record", "~/results/",
                "64/512"), Map.of("FOURTUPLE_MEMORY", "8g", "HOME", "/home/me")));
    }
}
