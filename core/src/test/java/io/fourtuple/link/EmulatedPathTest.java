package io.fourtuple.link;

import static io.fourtuple.link.PathDriver.MTU;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmulatedPathTest
{
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;

    @Test
    void shouldHandOverAtOnceWithoutAPlan()
    {
        final PathDriver driver = new PathDriver("");
        driver.offer(3, 100).take();
        assertEquals(List.of(1, 2, 3), driver.numbers);
        assertEquals(EmulatedPath.NEVER, driver.path.nextNs());
    }

    @ParameterizedTest
    @CsvSource({"100m, 1500, 100", "10m, 40, 1000", "7m, 1499, 333", "33333, 1500, 50"})
    void shouldTakeTheTimeThatTheRateGives(final String rate, final int lengthBytes, final int frames)
    {
        final PathDriver driver = new PathDriver("rate=" + rate);
        driver.offer(frames, lengthBytes).advance(100 * SECOND);
        final long bits = frames * lengthBytes * 8L;
        final long rateBits = PathPlan.parse("rate=" + rate).get(PathOption.RATE);
        assertEquals(frames, driver.times.size());
        assertEquals(bits * SECOND / rateBits, driver.times.get(frames - 1));
        assertEquals(lengthBytes * 8L * SECOND / rateBits, driver.times.get(0));
    }

    @Test
    void shouldBeginToSendAtOnceAfterARest()
    {
        final PathDriver driver = new PathDriver("rate=12m");
        driver.offer(1_500).advance(10 * MS).offer(1_500).advance(10 * MS);
        assertEquals(List.of(MS, 11 * MS), driver.times);
    }

    @Test
    void shouldKeepToTheRateThoughTheCallerComesLate()
    {
        final PathDriver driver = new PathDriver("rate=12m,delay=2ms");
        driver.offer(10, 1_500);
        driver.nowNs = 7 * MS;
        driver.take();
        // A frame a millisecond: five have left and been two under way.
        assertEquals(List.of(1, 2, 3, 4, 5), driver.numbers);
        driver.advance(10 * MS);
        assertEquals(List.of(8 * MS, 9 * MS, 10 * MS, 11 * MS, 12 * MS), driver.times.subList(5, 10));
    }

    @Test
    void shouldDelayBehindTheBottleneck()
    {
        final PathDriver driver = new PathDriver("rate=12m,delay=10ms");
        driver.offer(2, 1_500).advance(SECOND);
        assertEquals(List.of(11 * MS, 12 * MS), driver.times);
    }

    @ParameterizedTest
    @CsvSource({"queue=4500, 1500, 4", "queue=4499, 1500, 3", "queue_packets=5, 100, 6",
        "'queue_packets=2,queue=100kb', 1500, 3", "'queue_packets=50,queue=3000', 1500, 3", "queue=100, 1500, 1"})
    void shouldDropWhatFindsTheQueueFull(final String queue, final int lengthBytes, final int kept)
    {
        final PathDriver driver = new PathDriver("rate=1m," + queue);
        driver.offer(20, lengthBytes).advance(SECOND);
        // One under way at the bottleneck, the others wait.
        assertEquals(IntStream.rangeClosed(1, kept).boxed().toList(), driver.numbers);
        assertEquals(20 - kept, driver.count(PathCount.TAIL_DROPPED));
        driver.offer(lengthBytes).advance(SECOND);
        assertEquals(kept + 1, driver.numbers.size());
    }

    @Test
    void shouldSpreadDelaysByTheJitterAndKeepTheOrder()
    {
        final PathDriver driver = new PathDriver("delay=10ms,jitter=3ms");
        final List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 2_000; i++)
        {
            final long sentNs = driver.nowNs;
            driver.offer(100).advance(20 * MS);
            delays.add(driver.times.get(i) - sentNs);
        }
        final long min = delays.stream().mapToLong(Long::longValue).min().getAsLong();
        final long max = delays.stream().mapToLong(Long::longValue).max().getAsLong();
        final double mean = delays.stream().mapToLong(Long::longValue).average().getAsDouble();
        assertTrue(min >= 7 * MS && min < 7.1 * MS && max <= 13 * MS && max > 12.9 * MS, min + " to " + max);
        assertEquals(10 * MS, mean, 0.15 * MS);

        final PathDriver dense = new PathDriver("delay=10ms,jitter=3ms");
        for (int i = 0; i < 500; i++)
        {
            dense.offer(100).advance(MS / 10);
        }
        dense.advance(20 * MS);
        assertEquals(IntStream.rangeClosed(1, 500).boxed().toList(), dense.numbers);
    }

    @Test
    void shouldHaveNoDelayBelowNone()
    {
        final PathDriver driver = new PathDriver("delay=1ms,jitter=5ms");
        for (int i = 0; i < 100; i++)
        {
            driver.offer(100).advance(10 * MS);
        }
        final long atOnce = IntStream.range(0, 100).filter(i -> driver.times.get(i) == i * 10 * MS).count();
        assertTrue(atOnce > 25 && atOnce < 55, "atOnce=" + atOnce);
    }

    @Test
    void shouldLoseTheFirstFramesAndTheChosenOnes()
    {
        final PathDriver driver = new PathDriver("drop_first=2,drop=9/4/5");
        driver.offer(12, 100).take();
        assertEquals(List.of(3, 6, 7, 8, 10, 11, 12), driver.numbers);
        assertEquals(5, driver.count(PathCount.LOST));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.1, 0.5})
    void shouldLoseTheShareThatIsAskedFor(final double share)
    {
        final int frames = 200_000;
        final PathDriver driver = new PathDriver(PathPlan.none().withShare(PathOption.LOSS, share));
        lossOf(driver, frames);
        final double deviation = Math.sqrt(frames * share * (1 - share));
        assertEquals(frames * share, driver.count(PathCount.LOST), 4 * deviation);
    }

    /** The chain's mean share of time in the bad state is p / (p + r), and its mean stay there 1 / r. */
    @ParameterizedTest
    @CsvSource({"1%, 10%, 100%, 0%, 0.0909, 10", "0.1%, 50%, 100%, 0%, 0.001996, 2", "2%, 20%, 50%, 1%, 0.05454, 0"})
    void shouldLoseInBurstsAfterGilbertAndElliott(
        final String p, final String r, final String inBad, final String inGood, final double loss, final double burst)
    {
        final PathDriver driver =
            new PathDriver("ge_p=" + p + ",ge_r=" + r + ",ge_1-h=" + inBad + ",ge_1-k=" + inGood + ",seed=11");
        final int frames = 400_000;
        final double[] measured = lossOf(driver, frames);
        assertEquals(loss, driver.count(PathCount.LOST) / (double)frames, 0.06 * loss + 0.0001);
        if (burst > 0)
        {
            assertEquals(burst, measured[0], 0.08 * burst);
        }
    }

    /** Mean length of a run of lost frames. */
    private static double[] lossOf(final PathDriver driver, final int frames)
    {
        long bursts = 0;
        long lost = 0;
        boolean wasLost = false;
        for (int i = 0; i < frames; i++)
        {
            driver.offer(40).take();
            final boolean isLost = driver.numbers.isEmpty();
            driver.numbers.clear();
            driver.times.clear();
            lost += isLost ? 1 : 0;
            bursts += isLost && !wasLost ? 1 : 0;
            wasLost = isLost;
        }
        return new double[]{bursts == 0 ? 0 : lost / (double)bursts};
    }

    /** Of some seeds, as a frame that skips the delay while others are under way is to be seen among the first fifty. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void shouldLetReorderedFramesSkipTheDelay(final int seed)
    {
        final PathDriver driver = new PathDriver("rate=12m,delay=50ms,reorder=10%,seed=" + seed);
        driver.offer(200, 1_500).advance(SECOND);
        final long moved = driver.count(PathCount.REORDERED);
        assertTrue(moved > 5 && moved < 40, "seed=" + seed + " moved=" + moved);
        for (int i = 0; i < 200; i++)
        {
            final long sentNs = driver.numbers.get(i) * MS;
            final long delayNs = driver.times.get(i) - sentNs;
            assertTrue(delayNs == 0 || delayNs == 50 * MS, "delayNs=" + delayNs);
        }
        assertEquals(moved, IntStream.range(0, 200).filter(i -> driver.times.get(i) == driver.numbers.get(i) * MS).count());
        assertEquals(200, new TreeSet<>(driver.numbers).size());
    }

    @Test
    void shouldHoldReorderedFramesBackByTheStatedTime()
    {
        final PathDriver driver = new PathDriver("rate=12m,delay=50ms,reorder=10%,reorder_by=3500us,seed=3");
        driver.offer(200, 1_500).advance(SECOND);
        for (int i = 0; i < 200; i++)
        {
            final long delayNs = driver.times.get(i) - driver.numbers.get(i) * MS;
            assertTrue(delayNs == 50 * MS || delayNs == 53_500_000L, "delayNs=" + delayNs);
        }
        final int first = IntStream.range(0, 199)
            .filter(i -> driver.numbers.get(i) > driver.numbers.get(i + 1)).findFirst().getAsInt();
        // Three frames a millisecond apart pass one that comes 3.5 ms later.
        assertEquals(driver.numbers.get(first) - 3, driver.numbers.get(first + 1));
    }

    @Test
    void shouldDoubleFrames()
    {
        final PathDriver driver = new PathDriver("rate=12m,duplicate=100%");
        driver.offer(2, 1_500).advance(SECOND);
        assertEquals(List.of(1, 1, 2, 2), driver.numbers);
        assertEquals(List.of(MS, 2 * MS, 3 * MS, 4 * MS), driver.times);
        assertEquals(2, driver.count(PathCount.DUPLICATED));
    }

    @Test
    void shouldFlipOneBitOfACorruptFrameAndNoneOfItsCopy()
    {
        final EmulatedPath path = new EmulatedPath(PathPlan.parse("corrupt=100%,duplicate=100%"), MTU);
        final TreeSet<Integer> places = new TreeSet<>();
        for (int i = 0; i < 5_000; i++)
        {
            path.offer(new UnsafeBuffer(new byte[100]), 0, 100, 0);
            final int corrupt = path.poll(0);
            final int copy = path.poll(0);
            int bits = 0;
            for (int j = 0; j < 100; j++)
            {
                final int flipped = path.buffer().getByte(corrupt + j) & 0xFF;
                bits += Integer.bitCount(flipped);
                places.addAll(flipped == 0 ? List.of() : List.of(8 * j + Integer.numberOfTrailingZeros(flipped)));
                assertEquals(0, path.buffer().getByte(copy + j));
            }
            assertEquals(1, bits);
            path.release(corrupt);
            path.release(copy);
        }
        assertTrue(places.size() > 780, "every bit may be the one: " + places.size());
        assertEquals(5_000, path.count(PathCount.CORRUPTED));
    }

    @Test
    void shouldRepeatARunFromItsSeed()
    {
        final String plan = "rate=10m,delay=5ms,jitter=1ms,queue=20kb,loss=5%,ge_p=1%,ge_r=20%,reorder=5%,duplicate=3%," +
            "corrupt=2%";
        final PathDriver first = traffic(plan + ",seed=5");
        final PathDriver second = traffic(plan + ",seed=5");
        final PathDriver other = traffic(plan + ",seed=6");
        assertEquals(first.numbers, second.numbers);
        assertEquals(first.times, second.times);
        assertNotEquals(first.numbers, other.numbers);
    }

    @Test
    void shouldDrawEachKindByItself()
    {
        final PathDriver alone = traffic("rate=1g,loss=5%");
        final PathDriver together = traffic("rate=1g,loss=5%,reorder=10%,duplicate=10%,delay=1ms,jitter=1ms");
        assertEquals(new TreeSet<>(alone.numbers), new TreeSet<>(together.numbers));
        assertEquals(together.count(PathCount.DUPLICATED),
            traffic("rate=1g,loss=5%,corrupt=50%,duplicate=10%").count(PathCount.DUPLICATED));
    }

    @Test
    void shouldNotTieOneKindToAnother()
    {
        final PathDriver driver = traffic("loss=50%,duplicate=50%,corrupt=50%,reorder=50%,delay=1ms");
        final double kept = 3_000 - driver.count(PathCount.LOST);
        for (final PathCount kind : new PathCount[]{PathCount.DUPLICATED, PathCount.CORRUPTED, PathCount.REORDERED})
        {
            assertEquals(kept / 2, driver.count(kind), 0.1 * kept, kind.name());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rate=5m,queue=9kb", "rate=5m,delay=20ms,queue_packets=7,loss=10%,duplicate=20%,corrupt=5%",
        "rate=1m,queue=60kb,codel_target=5ms", "rate=20m,delay=3ms,reorder=30%,ge_p=5%,ge_r=5%",
        "rate=20m,delay=3ms,reorder=30%,reorder_by=9ms,duplicate=100%", "rate=1m,queue=60kb,codel_target=5ms,ecn=20kb"})
    void shouldGiveEachFrameOneFate(final String plan)
    {
        final PathDriver driver = traffic(plan);
        assertEquals(3_000, driver.count(PathCount.OFFERED));
        assertBalance(driver);
        driver.advance(10 * SECOND);
        assertEquals(0, driver.path.heldFrames());
        assertBalance(driver);
        assertEquals(driver.numbers.size(), driver.count(PathCount.DELIVERED));
    }

    private static void assertBalance(final PathDriver driver)
    {
        assertEquals(driver.count(PathCount.OFFERED) + driver.count(PathCount.DUPLICATED),
            driver.count(PathCount.DELIVERED) + driver.count(PathCount.LOST) + driver.count(PathCount.TAIL_DROPPED) +
            driver.count(PathCount.CODEL_DROPPED) + driver.count(PathCount.OVERFLOWED) + driver.path.heldFrames());
    }

    /** Frames of many lengths, at many distances, and of a seed of their own. */
    private static PathDriver traffic(final String plan)
    {
        final PathDriver driver = new PathDriver(plan);
        final SplittableRandom random = new SplittableRandom(99);
        for (int i = 0; i < 3_000; i++)
        {
            driver.offer(random.nextInt(40, MTU + 1)).advance(random.nextInt(10) == 0 ? random.nextLong(20 * MS) : 0);
        }
        return driver;
    }

    @Test
    void shouldHoldAllThatRateAndDelayAllow()
    {
        for (final int lengthBytes : new int[]{40, 64, 576, 1_500})
        {
            final PathDriver driver = new PathDriver("rate=100m,delay=64ms,queue_packets=100");
            final long gapNs = lengthBytes * 8L * SECOND / 100_000_000;
            for (int i = 0; i < 30_000; i++)
            {
                driver.offer(lengthBytes);
                driver.nowNs += gapNs;
                driver.take();
            }
            assertEquals(0, driver.count(PathCount.OVERFLOWED) + driver.count(PathCount.TAIL_DROPPED), "length=" + lengthBytes);
        }
    }

    @Test
    void shouldHoldAFullQueueUnderALastingOverload()
    {
        final PathDriver driver = new PathDriver("rate=1m,queue=60kb");
        for (int i = 0; i < 50_000; i++)
        {
            driver.offer(1_500).advance(MS);
        }
        assertEquals(0, driver.count(PathCount.OVERFLOWED));
        assertEquals(driver.count(PathCount.OFFERED), driver.numbers.size() + 41 + driver.count(PathCount.TAIL_DROPPED));
    }

    /** Whatever ends a frame gives its memory back: the path holds a few dozen of the frames that pass here. */
    @ParameterizedTest
    @ValueSource(strings = {"loss=100%", "drop_first=1000000", "duplicate=100%", "reorder=20%", "codel_target=100us", ""})
    void shouldGiveTheMemoryOfEachFrameBack(final String impairment)
    {
        final PathDriver driver =
            new PathDriver("rate=10m,delay=2ms,queue=20kb" + (impairment.isEmpty() ? "" : ",") + impairment);
        for (int i = 0; i < 5_000; i++)
        {
            driver.offer(1_500).advance(MS);
        }
        assertEquals(0, driver.count(PathCount.OVERFLOWED));
        assertBalance(driver);
    }

    @Test
    void shouldCountWhatFindsNoMemory()
    {
        final PathDriver driver = new PathDriver("delay=10s,queue_packets=1");
        driver.offer(40_000, 1_500);
        final long overflowed = driver.count(PathCount.OVERFLOWED);
        assertTrue(overflowed > 20_000 && overflowed < 35_000, "overflowed=" + overflowed);
        driver.advance(20 * SECOND);
        assertBalance(driver);
        driver.offer(1_500).advance(20 * SECOND);
        assertEquals(40_001 - overflowed, driver.numbers.size());
    }

    @Test
    void shouldRefuseAFrameAboveTheMtu()
    {
        final PathDriver driver = new PathDriver("");
        driver.path.offer(new UnsafeBuffer(new byte[MTU + 1]), 0, MTU + 1, 0);
        assertEquals(1, driver.count(PathCount.OVERFLOWED));
        assertBalance(driver);
        driver.offer(MTU).take();
        assertEquals(1, driver.numbers.size());
    }

    @Test
    void shouldRefuseAPlanThatHoldsTooMuch()
    {
        final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class,
            () -> new EmulatedPath(PathPlan.parse("rate=100g,delay=1s"), MTU));
        assertTrue(ex.getMessage().startsWith("the path holds too much, choose a smaller rate, delay or queue: bytes="),
            ex.getMessage());
    }

    @Test
    void shouldStandClocksThatOverflow()
    {
        final PathDriver driver = new PathDriver("rate=12m,delay=1ms");
        driver.nowNs = Long.MAX_VALUE - MS;
        driver.offer(3, 1_500);
        driver.nowNs += MS + MS / 2;
        driver.take();
        assertEquals(List.of(), driver.numbers);
        driver.nowNs += MS;
        driver.take();
        assertEquals(List.of(1), driver.numbers);
    }
}
