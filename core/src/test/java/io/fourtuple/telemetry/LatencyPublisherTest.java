package io.fourtuple.telemetry;

import static org.junit.jupiter.api.Assertions.*;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process reads the figures that a logger shows, all of one moment. */
class LatencyPublisherTest
{
    private static final int READINGS = 500;

    @TempDir
    private Path directory;

    private static Histogram histogram(final long value, final long count)
    {
        final Histogram histogram = LatencyRecorder.newHistogram();
        histogram.recordValueWithCount(value, count);
        return histogram;
    }

    @Test
    void shouldShowTheLatestIntervalAndAll()
    {
        final Telemetry telemetry = Telemetry.create(directory, "board");
        telemetry.ready();
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            assertEquals(List.of(), file.latencies());
            final Histogram total = histogram(1_000, 99);
            total.recordValue(8_000);
            telemetry.latencies().show(Latency.CYCLE, 5_000, 6_000, histogram(1_000, 7), total);
            telemetry.latencies().show(Latency.FIN_TO_CLOSED, 5_000, 6_001, LatencyRecorder.newHistogram(), total);
            final List<LatencyReading> readings = file.latencies();
            assertEquals(List.of(Latency.FIN_TO_CLOSED.label(), Latency.CYCLE.label()),
                readings.stream().map(LatencyReading::label).toList());
            assertEquals(new HistogramSummary(0, 0, 0, 0, 0, 0, 0, 0), readings.get(0).interval());
            final LatencyReading cycle = readings.get(1);
            assertEquals(5_000, cycle.begunEpochMs());
            assertEquals(6_000, cycle.endedEpochMs());
            assertEquals(7, cycle.interval().count());
            assertEquals(total.getTotalCount(), cycle.total().count());
            assertEquals(total.getValueAtPercentile(99), cycle.total().p99());
            assertEquals(total.getValueAtPercentile(99.9), cycle.total().p999());
            assertEquals(total.getMaxValue(), cycle.total().max());
            assertEquals(99 * 1_000 + 8_000, cycle.total().sum(), 200);
        }
        telemetry.close();
    }

    @Test
    void shouldWriteNothingWhereNobodyCanSeeIt()
    {
        final Telemetry telemetry = Telemetry.inMemory();
        telemetry.latencies().show(Latency.CYCLE, 0, 1, histogram(1, 1), histogram(1, 1));
        assertTrue(telemetry.latencies().toString().contains("unseen"));
    }

    @Test
    void shouldNeverShowHalfOfAnEntry() throws InterruptedException
    {
        final Telemetry telemetry = Telemetry.create(directory, "torn");
        telemetry.ready();
        final AtomicBoolean ends = new AtomicBoolean();
        final Histogram[] histograms = new Histogram[16];
        for (int i = 0; i < histograms.length; i++)
        {
            histograms[i] = histogram(1, i + 1);
        }
        final Thread writer = new Thread(() ->
        {
            for (int i = 0; !ends.get(); i = (i + 1) % histograms.length)
            {
                telemetry.latencies().show(Latency.CYCLE, i + 1, i + 1, histograms[i], histograms[i]);
            }
        });
        writer.start();
        int read = 0;
        try (TelemetryFile file = TelemetryFile.open(telemetry.path()))
        {
            while (read < READINGS)
            {
                assertTrue(writer.isAlive(), "the writer has failed");
                for (final LatencyReading reading : file.latencies())
                {
                    read++;
                    assertEquals(reading.begunEpochMs(), reading.endedEpochMs());
                    assertEquals(reading.begunEpochMs(), reading.interval().count());
                    assertEquals(reading.interval(), reading.total());
                }
            }
        }
        finally
        {
            ends.set(true);
            writer.join();
        }
        telemetry.close();
    }
}
