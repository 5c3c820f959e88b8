package io.fourtuple.telemetry;

import static io.fourtuple.telemetry.LatencyRecorder.HIGHEST_NS;
import static org.junit.jupiter.api.Assertions.*;

import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

import io.fourtuple.testing.Allocated;

class LatencyRecorderTest
{
    private final LatencyRecorder recorder = LatencyRecorders.all().get(Latency.CYCLE);

    @Test
    void shouldRecordWhatOneHistogramWould()
    {
        final SplittableRandom random = new SplittableRandom(1);
        final Histogram expected = LatencyRecorder.newHistogram();
        final Histogram total = LatencyRecorder.newHistogram();
        Histogram interval = null;
        long value = 0;
        for (int i = 0; i < 100_000; i++)
        {
            // Half of the time the same again.
            value = random.nextBoolean() ? value : random.nextLong(1L << random.nextInt(1, 42));
            final long count = random.nextInt(4) == 0 ? random.nextLong(0, 5) : 1;
            recorder.record(value, count);
            expected.recordValueWithCount(Math.min(value, HIGHEST_NS), count);
            if (random.nextInt(1_000) == 0)
            {
                recorder.flush();
                interval = recorder.takeInterval(interval);
                total.add(interval);
                assertEquals(expected.getTotalCount(), total.getTotalCount());
            }
        }
        recorder.flush();
        total.add(recorder.takeInterval(interval));
        assertEquals(expected, total);
    }

    @Test
    void shouldCountWhatIsBeyondItsRangeAtTheRangesEnd()
    {
        recorder.record(HIGHEST_NS + 1);
        recorder.record(Long.MAX_VALUE, 2);
        recorder.record(-1);
        recorder.record(Long.MIN_VALUE, 3);
        recorder.flush();
        final Histogram histogram = recorder.takeInterval(null);
        assertEquals(7, histogram.getTotalCount());
        assertEquals(4, histogram.getCountAtValue(0));
        assertEquals(3, histogram.getCountAtValue(HIGHEST_NS));
        assertTrue(histogram.valuesAreEquivalent(HIGHEST_NS, histogram.getMaxValue()), "max: " + histogram.getMaxValue());
    }

    @Test
    void shouldHandOverNothingTwice()
    {
        recorder.record(5, 3);
        recorder.flush();
        recorder.flush();
        assertEquals(3, recorder.takeInterval(null).getTotalCount());
        assertEquals(0, recorder.takeInterval(null).getTotalCount());
    }

    @Test
    void shouldAllocateNothing()
    {
        final long bytes = Allocated.by(() ->
        {
            for (int i = 0; i < 100_000; i++)
            {
                recorder.record((long)i * i * i, 2);
            }
            recorder.flush();
        });
        assertEquals(0, bytes, "allocated bytes");
    }

    /** A reader that swaps as fast as it can loses nothing and sees nothing twice. */
    @Test
    void shouldLoseNothingToAReaderOfAnotherThread() throws InterruptedException
    {
        final long count = 2_000_000;
        final Thread loop = new Thread(() ->
        {
            for (long i = 0; i < count; i++)
            {
                recorder.record(i);
            }
            recorder.flush();
        });
        final Histogram total = LatencyRecorder.newHistogram();
        Histogram interval = null;
        loop.start();
        while (loop.isAlive())
        {
            interval = recorder.takeInterval(interval);
            total.add(interval);
        }
        loop.join();
        total.add(recorder.takeInterval(interval));
        assertEquals(count, total.getTotalCount());
        assertTrue(total.valuesAreEquivalent(count - 1, total.getMaxValue()), "max: " + total.getMaxValue());
    }

    @Test
    void shouldParseWhatIsOn()
    {
        assertEquals(EnumSet.allOf(Latency.class), LatencyRecorders.parse("all"));
        assertEquals(Set.of(), LatencyRecorders.parse("off"));
        assertEquals(EnumSet.of(Latency.CYCLE, Latency.FIN_TO_CLOSED), LatencyRecorders.parse("cycle,fin-to-closed"));
        for (final String wrong : new String[]{"", "CYCLE", "cycle,", "all,cycle", "off,cycle", " cycle"})
        {
            final String message =
                assertThrows(IllegalArgumentException.class, () -> LatencyRecorders.parse(wrong), wrong).getMessage();
            assertTrue(message.startsWith("no such latency: "), message);
            assertTrue(message.contains("syn-to-syn-ack, syn-to-established, connect-to-established"), message);
        }
    }

    @Test
    void shouldHaveRecordersOfThoseThatAreOn()
    {
        final LatencyRecorders recorders = LatencyRecorders.of(EnumSet.of(Latency.CYCLE));
        for (final Latency latency : Latency.values())
        {
            assertEquals(latency == Latency.CYCLE, recorders.get(latency) != null, latency.label());
            assertNull(LatencyRecorders.off().get(latency), latency.label());
        }
        assertEquals(Set.of(Latency.CYCLE), recorders.on());
        assertFalse(recorders.isOff());
        assertTrue(LatencyRecorders.of(Set.of()).isOff());
        assertEquals(Set.of(), LatencyRecorders.off().on());
    }

    /** A tag with any of these would break the log's lines. */
    @Test
    void shouldHaveLabelsThatATagMayBe()
    {
        for (final Latency latency : Latency.values())
        {
            assertTrue(latency.label().matches("[a-z-]+"), latency.label());
        }
    }
}
