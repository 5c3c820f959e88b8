package io.fourtuple.bench.measure.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.bench.base.HistogramLog;
import io.fourtuple.bench.base.JitterProbe;
import io.fourtuple.bench.base.Latencies;

class LatencyHarnessTest
{
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldOpenAnswerAndCloseEveryConnectionOfALoad(final int threads)
    {
        final LatencyRun run = new LatencyRun(new LatencyOptions(500, 8, 1, threads, -1, null));
        run.openIdle(200);
        run.openIdle(300);
        run.check();
        assertTrue(run.load(5_000, 1) > 0);
        run.check();
        assertEquals(5_000, run.synAcks().total().getTotalCount());
        assertEquals(5_000, run.established().total().getTotalCount());
        assertTrue(run.established().total().getMean() > 0);
    }

    @Test
    void shouldCallARateMissedBeyondOnePerCent()
    {
        assertFalse(LatencyHarness.isMissed(991, 1_000));
        assertTrue(LatencyHarness.isMissed(989, 1_000));
    }

    @Test
    void shouldSeeGapsAndLateness()
    {
        final JitterProbe probe = new JitterProbe();
        probe.run(TimeUnit.MILLISECONDS.toNanos(20), 1_000_000);
        // One, if the machine takes all of the time for itself.
        assertTrue(probe.gaps().getTotalCount() >= 1, "gaps=" + probe.gaps().getTotalCount());
        assertTrue(probe.gaps().getTotalCount() > 1 || probe.gaps().getMaxValue() >= TimeUnit.MILLISECONDS.toNanos(20));
        final long seen = probe.lateness().getTotalCount();
        // Time 0 and one each millisecond; as many more as the last look was late.
        assertTrue(seen >= 20, "seen=" + seen);
    }

    @Test
    void shouldWriteALogThatCanBeRead(@TempDir final Path folder) throws Exception
    {
        final Path file = folder.resolve("x.hlog");
        final Latencies latencies = new Latencies(2);
        latencies.start(0);
        latencies.record(100, 350);
        latencies.record(1_500_000_000L, 1_500_001_000L);
        try (HistogramLog log = new HistogramLog(file, "test"))
        {
            log.write("50%-SYN-ACK", 1_000_000, latencies);
        }
        try (HistogramLogReader reader = new HistogramLogReader(file.toFile()))
        {
            final EncodableHistogram first = reader.nextIntervalHistogram();
            assertEquals("50%-SYN-ACK", first.getTag());
            assertEquals(1_000_000, first.getStartTimeStamp());
            assertEquals(250, first.getMaxValueAsDouble(), 1);
            assertEquals(1_000, reader.nextIntervalHistogram().getMaxValueAsDouble(), 1);
        }
    }
}
