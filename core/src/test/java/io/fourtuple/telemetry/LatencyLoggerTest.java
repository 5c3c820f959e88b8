package io.fourtuple.telemetry;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyLoggerTest
{
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long START_MS = 1_790_000_000_000L;

    @TempDir
    private Path folder;
    private long nowNs = -5;
    private final List<Throwable> errors = new ArrayList<>();
    private final LatencyRecorders recorders = LatencyRecorders.of(EnumSet.of(Latency.CYCLE, Latency.FIN_TO_CLOSED));

    private Path path()
    {
        return folder.resolve("latency.hlog");
    }

    private LatencyLogger newLogger()
    {
        return new LatencyLogger(errors::add, () -> nowNs, () -> START_MS);
    }

    private LatencyLogger started() throws IOException
    {
        final LatencyLogger logger = newLogger().logTo(path(), "a test").add("", recorders);
        logger.onStart();
        return logger;
    }

    private void record(final Latency latency, final long ns, final int count)
    {
        recorders.get(latency).record(ns, count);
        recorders.flush();
    }

    /** The histograms that HdrHistogram's own reader finds in the log as it is now. */
    private static List<Histogram> read(final Path path) throws IOException
    {
        final List<Histogram> histograms = new ArrayList<>();
        try (HistogramLogReader reader = new HistogramLogReader(path.toFile()))
        {
            EncodableHistogram next = reader.nextIntervalHistogram();
            while (next != null)
            {
                histograms.add((Histogram)next);
                next = reader.nextIntervalHistogram();
            }
        }
        return histograms;
    }

    @Test
    void shouldWriteEachIntervalWithTagAndTimes() throws IOException
    {
        final LatencyLogger logger = started();
        record(Latency.CYCLE, 500, 3);
        nowNs += SECOND_NS - 1;
        assertEquals(0, logger.doWork());
        assertEquals(List.of(), read(path()));
        nowNs += 1;
        assertEquals(1, logger.doWork());
        record(Latency.FIN_TO_CLOSED, 7_000_000, 2);
        nowNs += SECOND_NS + 250_000_000;
        assertEquals(1, logger.doWork());
        nowNs += SECOND_NS - 250_000_000;
        assertEquals(1, logger.doWork(), "the next one is due on the full second");
        nowNs += 400_000_000;
        record(Latency.CYCLE, 900, 1);
        assertEquals(0, logger.doWork());
        logger.onClose();
        final List<Histogram> read = read(path());
        final int[] ends = {1_000, 2_250, 3_000, 3_400};
        final long[] closed = {0, 2, 0, 0};
        final long[] cycles = {3, 0, 0, 1};
        assertEquals(8, read.size());
        for (int i = 0; i < 4; i++)
        {
            final Histogram fin = read.get(2 * i);
            final Histogram cycle = read.get(2 * i + 1);
            assertEquals("fin-to-closed", fin.getTag());
            assertEquals("cycle", cycle.getTag());
            assertEquals(closed[i], fin.getTotalCount());
            assertEquals(cycles[i], cycle.getTotalCount());
            for (final Histogram histogram : List.of(fin, cycle))
            {
                assertEquals(START_MS + (i == 0 ? 0 : ends[i - 1]), histogram.getStartTimeStamp(), 1);
                assertEquals(START_MS + ends[i], histogram.getEndTimeStamp(), 1);
            }
        }
        assertEquals(500, read.get(1).getMaxValue());
        assertTrue(read.get(2).valuesAreEquivalent(7_000_000, read.get(2).getMaxValue()), read.get(2)::toString);
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldAddIntervalsUp() throws IOException
    {
        final LatencyLogger logger = started();
        final Histogram expected = LatencyRecorder.newHistogram();
        for (int i = 1; i < 10; i++)
        {
            record(Latency.CYCLE, 100L << i, i);
            expected.recordValueWithCount(100L << i, i);
            nowNs += SECOND_NS;
            logger.doWork();
        }
        logger.onClose();
        assertEquals(expected, logger.total(recorders, Latency.CYCLE));
        final Histogram sum = LatencyRecorder.newHistogram();
        read(path()).stream().filter(histogram -> histogram.getTag().equals("cycle")).forEach(sum::add);
        assertEquals(expected, sum);
        assertThrows(IllegalArgumentException.class, () -> logger.total(recorders, Latency.SYN_TO_SYN_ACK));
    }

    /** As it would be found after the process was killed. */
    @Test
    void shouldHaveAWholeLogAtAnyTime() throws IOException
    {
        final LatencyLogger logger = started();
        final Path copy = folder.resolve("copy.hlog");
        for (int i = 0; i <= 5; i++)
        {
            Files.copy(path(), copy, StandardCopyOption.REPLACE_EXISTING);
            assertEquals(2 * i, read(copy).size());
            final String text = Files.readString(copy);
            assertTrue(text.startsWith("#[a test]\n#[values in ns"), text);
            assertTrue(text.contains("#[cycle: busy cycle, as many as LoopBusyCycles]\n"), text);
            assertTrue(text.endsWith("\n"), text);
            record(Latency.CYCLE, 1, 1);
            nowNs += SECOND_NS;
            logger.doWork();
        }
    }

    @Test
    void shouldKeepLoopsApartByPrefix() throws IOException
    {
        final LatencyRecorders other = LatencyRecorders.of(EnumSet.of(Latency.CYCLE));
        final LatencyLogger logger = newLogger().logTo(path(), null).add("client", recorders).add("server-2", other);
        logger.onStart();
        record(Latency.CYCLE, 100, 1);
        other.get(Latency.CYCLE).record(200, 2);
        other.flush();
        logger.onClose();
        assertEquals(List.of("client.fin-to-closed 0", "client.cycle 1", "server-2.cycle 2"),
            read(path()).stream().map(histogram -> histogram.getTag() + ' ' + histogram.getTotalCount()).toList());
        assertEquals(2, logger.total(other, Latency.CYCLE).getTotalCount());
    }

    @Test
    void shouldKeepTotalsWithoutALog()
    {
        final LatencyLogger logger = newLogger().add("", recorders);
        logger.onStart();
        record(Latency.CYCLE, 100, 4);
        logger.onClose();
        logger.onClose();
        assertEquals(4, logger.total(recorders, Latency.CYCLE).getTotalCount());
    }

    @Test
    void shouldRefuseWhatWouldSpoilTheLog()
    {
        for (final String prefix : new String[]{"a b", "a,b", "a\nb"})
        {
            assertThrows(IllegalArgumentException.class, () -> newLogger().add(prefix, recorders), prefix);
        }
        assertThrows(IllegalArgumentException.class, () -> newLogger().interval(0));
        assertThrows(IOException.class, () -> newLogger().logTo(folder.resolve("none/latency.hlog"), null));
    }

    /** A device that takes nothing: said once, and the totals go on. */
    @Test
    void shouldSayOnceThatTheLogCannotBeWritten() throws IOException
    {
        final Path full = Path.of("/dev/full");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isWritable(full), "only where there is a /dev/full");
        final LatencyLogger logger = newLogger().logTo(full, null).add("", recorders);
        logger.onStart();
        for (int i = 0; i < 3; i++)
        {
            record(Latency.CYCLE, 100, 1);
            nowNs += SECOND_NS;
            logger.doWork();
        }
        logger.onClose();
        assertEquals(1, errors.size(), errors::toString);
        assertInstanceOf(IOException.class, errors.get(0));
        final String message = errors.get(0).getMessage();
        assertTrue(message.contains("/dev/full: No space left"), message);
        assertEquals(3, logger.total(recorders, Latency.CYCLE).getTotalCount());
    }

    /** Intervals for a file that nobody can open any more are lost, and the logger says so. */
    @Test
    void shouldSayThatSomebodyHasRemovedTheLog() throws IOException
    {
        final LatencyLogger logger = started();
        Files.delete(path());
        for (int i = 0; i < 3; i++)
        {
            record(Latency.CYCLE, 100, 1);
            nowNs += SECOND_NS;
            logger.doWork();
        }
        logger.onClose();
        assertEquals(1, errors.size(), errors::toString);
        assertTrue(errors.get(0).getMessage().contains(path() + ": it was removed"), errors.get(0).getMessage());
        assertEquals(3, logger.total(recorders, Latency.CYCLE).getTotalCount());
    }

    /** The one that is told fails as well: totals are kept on, and its thread does not end. */
    @Test
    void shouldKeepTotalsWhenTheErrorHandlerFails() throws IOException
    {
        final LatencyLogger logger = new LatencyLogger(ex ->
        {
            errors.add(ex);
            throw new AssertionError(ex);
        }, () -> nowNs, () -> START_MS).logTo(path(), null).add("", recorders);
        logger.onStart();
        Files.delete(path());
        for (int i = 0; i < 3; i++)
        {
            record(Latency.CYCLE, 100, 1);
            nowNs += SECOND_NS;
            logger.doWork();
        }
        logger.onClose();
        assertEquals(1, errors.size(), errors::toString);
        assertEquals(3, logger.total(recorders, Latency.CYCLE).getTotalCount());
    }

    /** Its runner interrupts it when its end takes long: the thread may have had to wait for a CPU. */
    @Test
    void shouldWriteTheRestThoughItsThreadIsInterrupted() throws IOException
    {
        final LatencyLogger logger = started();
        record(Latency.CYCLE, 100, 5);
        Thread.currentThread().interrupt();
        logger.onClose();
        assertTrue(Thread.interrupted());
        assertEquals(List.of(), errors);
        assertEquals(5, read(path()).stream().mapToLong(Histogram::getTotalCount).sum());
    }

    @Test
    void shouldWriteTheRestWhenItsRunnerIsClosed() throws IOException
    {
        final LatencyLogger logger = new LatencyLogger(errors::add).logTo(path(), null).add("", recorders);
        final AgentRunner runner = new AgentRunner(new SleepingMillisIdleStrategy(10), errors::add, null, logger);
        AgentRunner.startOnThread(runner);
        record(Latency.CYCLE, 100, 5);
        runner.close();
        assertEquals(5, read(path()).stream().mapToLong(Histogram::getTotalCount).sum());
        assertEquals(5, logger.total(recorders, Latency.CYCLE).getTotalCount());
        assertEquals(List.of(), errors);
    }
}
