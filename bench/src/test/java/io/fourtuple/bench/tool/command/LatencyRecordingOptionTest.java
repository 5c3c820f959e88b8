package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.telemetry.LatencyRecorder;

/** Latencies from the option to the log that HdrHistogram's own reader reads. */
class LatencyRecordingOptionTest
{
    private static final String DEMO = "demo --concurrency 16 --connections 400000 --idle yield ";
    private static final List<String> TAGS = List.of("client.connect-to-established", "client.cycle",
        "client.data-to-handler", "client.fin-to-closed", "server.cycle", "server.data-to-handler",
        "server.fin-to-closed", "server.syn-to-established", "server.syn-to-syn-ack");

    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String commandLine)
    {
        return Main.run(commandLine.split(" +"), new PrintWriter(out), new PrintWriter(err));
    }

    /** What a log has of each tag, in all intervals together. */
    private static Map<String, Histogram> read(final Path log) throws IOException
    {
        final Map<String, Histogram> totals = new TreeMap<>();
        try (HistogramLogReader reader = new HistogramLogReader(log.toFile()))
        {
            for (EncodableHistogram next = reader.nextIntervalHistogram(); next != null;
                next = reader.nextIntervalHistogram())
            {
                final Histogram interval = (Histogram)next;
                totals.computeIfAbsent(interval.getTag(), tag -> LatencyRecorder.newHistogram()).add(interval);
            }
        }
        return totals;
    }

    private long counter(final String label)
    {
        // The client's counters come first; both sides have as many.
        return Long.parseLong(out.toString().lines().filter(line -> line.startsWith(label + ' ')).findFirst()
            .orElseThrow().split(" +")[1]);
    }

    @Test
    void shouldWriteTheLatenciesOfBothEngines() throws IOException
    {
        final Path log = folder.resolve("demo.hlog");
        assertEquals(0, run(DEMO + "--seconds 2 --hlog " + log), () -> out + err.toString());
        final Map<String, Histogram> totals = read(log);
        assertEquals(TAGS, List.copyOf(totals.keySet()));
        final long established = counter("TcpEstablished");
        assertTrue(established > 0);
        totals.forEach((tag, histogram) ->
        {
            if (tag.contains("established") || tag.endsWith("syn-ack") || tag.endsWith("closed"))
            {
                assertEquals(established, histogram.getTotalCount(), tag);
            }
        });
        assertTrue(out.toString().contains("latencies, client "), out.toString());
        assertTrue(out.toString().contains("server: SYN to SYN-ACK recorded = TcpSynQueued + "), out.toString());
    }

    @Test
    void shouldRecordOnlyWhatWasAskedFor()
    {
        assertEquals(0, run(DEMO + "--seconds 1 --latency cycle,syn-to-established"), () -> out + err.toString());
        assertEquals(3, out.toString().lines().filter(line -> line.contains(" recorded = ")).count(), out.toString());
    }

    @Test
    void shouldSayHowToRecordIfNothingIs()
    {
        assertEquals(0, run(DEMO + "--seconds 1"), () -> out + err.toString());
        assertTrue(out.toString().contains("Latencies: off (--latency all, --hlog FILE)."), out.toString());
        assertFalse(out.toString().contains(" recorded = "), out.toString());
    }

    /** Killed as it runs: what it has written so far is a log of whole intervals. */
    @Test
    void shouldLeaveAWholeLogWhenKilled() throws IOException, InterruptedException
    {
        final Path log = folder.resolve("killed.hlog");
        final Path output = folder.resolve("output.txt");
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
            Main.class.getName(), "demo", "--seconds", "300", "--connections", "400000", "--idle", "yield",
            "--telemetry", "off", "--hlog", log.toString())
            .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try
        {
            final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
            while (!Files.exists(log) || read(log).size() < TAGS.size())
            {
                assertTrue(process.isAlive() && System.nanoTime() - deadlineNs < 0, () -> text(output));
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        finally
        {
            process.destroyForcibly().waitFor();
        }
        assertTrue(Files.readString(log).endsWith("\n"), "the last line is whole");
        final Map<String, Histogram> totals = read(log);
        assertEquals(TAGS, List.copyOf(totals.keySet()));
        assertTrue(totals.get("server.cycle").getTotalCount() > 0, totals::toString);
    }

    private static String text(final Path file)
    {
        try
        {
            return Files.readString(file);
        }
        catch (final IOException ex)
        {
            return ex.toString();
        }
    }
}
