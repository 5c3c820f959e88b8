package io.fourtuple.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** RFC 8289 5: with a target of 5 ms and an interval of 100 ms. */
class CoDelTest
{
    private static final long MS = 1_000_000;
    private static final int MANY = 100_000;

    private final CoDel codel = new CoDel(5 * MS, 100 * MS, 1_500);

    @Test
    void shouldWaitAnIntervalBeforeTheFirstDrop()
    {
        assertFalse(codel.drops(0, 5 * MS, MANY));
        assertFalse(codel.drops(99 * MS, 50 * MS, MANY));
        assertTrue(codel.drops(100 * MS, 50 * MS, MANY));
        assertFalse(codel.drops(101 * MS, 50 * MS, MANY));
    }

    @Test
    void shouldBeginAgainWhenOneFrameWasInTime()
    {
        assertFalse(codel.drops(0, 6 * MS, MANY));
        assertFalse(codel.drops(99 * MS, 5 * MS - 1, MANY));
        assertFalse(codel.drops(100 * MS, 6 * MS, MANY));
        assertFalse(codel.drops(199 * MS, 6 * MS, MANY));
        assertTrue(codel.drops(200 * MS, 6 * MS, MANY));
    }

    @Test
    void shouldDropNothingWhileNoMoreThanAnMtuWaits()
    {
        for (int ms = 0; ms < 1_000; ms++)
        {
            assertFalse(codel.drops(ms * MS, 50 * MS, 1_500));
        }
    }

    /** The control law, RFC 8289 5.4: the n-th drop follows the one before by interval / sqrt(n). */
    @Test
    void shouldDropMoreOftenTheLongerItLasts()
    {
        final List<Long> drops = drops(0, 700);
        assertEquals(List.of(100L, 200L, 271L, 329L, 379L, 424L, 464L, 502L, 538L, 571L, 603L, 633L, 662L, 689L), drops);
    }

    /** RFC 8289 5.5: within 16 intervals the rate found before is taken up again. */
    @Test
    void shouldResumeItsRateAfterAShortRest()
    {
        final int before = drops(0, 700).size();
        assertFalse(codel.drops(700 * MS, 0, MANY));
        final List<Long> again = drops(800, 1_100);
        assertEquals(900L, again.get(0));
        assertTrue(again.size() > 5, before + " " + again);
    }

    @Test
    void shouldForgetItsRateAfterALongRest()
    {
        drops(0, 700);
        assertFalse(codel.drops(700 * MS, 0, MANY));
        assertEquals(List.of(3_100L, 3_200L, 3_271L), drops(3_000, 3_300));
    }

    @Test
    void shouldKeepAQueueShortThatTailDropKeepsFull()
    {
        final double tail = meanQueue("rate=10m,queue=200kb");
        final double controlled = meanQueue("rate=10m,queue=200kb,codel_target=5ms");
        assertTrue(tail > 60_000 && controlled < 20_000, "tail=" + tail + " controlled=" + controlled);
    }

    @Test
    void shouldMarkRatherThanDropWhatSaysEct()
    {
        final PathDriver driver = new PathDriver("rate=1m,queue=200kb,codel_target=5ms");
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[1_000]);
        frame.putByte(0, (byte)0x45);
        frame.putByte(1, (byte)2);
        for (int i = 0; i < 100; i++)
        {
            driver.path.offer(frame, 0, 1_000, driver.nowNs);
        }
        driver.advance(2_000 * MS);
        assertEquals(100, driver.numbers.size());
        assertTrue(driver.count(PathCount.MARKED) > 5, "marked=" + driver.count(PathCount.MARKED));
        assertEquals(0, driver.count(PathCount.CODEL_DROPPED));
    }

    /** When frames are dropped, in ms; a frame leaves each millisecond, all late. */
    private List<Long> drops(final long fromMs, final long toMs)
    {
        final List<Long> drops = new ArrayList<>();
        for (long ms = fromMs; ms < toMs; ms++)
        {
            if (codel.drops(ms * MS, 50 * MS, MANY))
            {
                drops.add(ms);
            }
        }
        return drops;
    }

    /** Of a sender that halves its rate at each loss, and doubles it in a second. */
    private static double meanQueue(final String plan)
    {
        final PathDriver driver = new PathDriver(plan);
        double sum = 0;
        double gapNs = MS;
        for (int i = 0; i < 20_000; i++)
        {
            final long before = driver.count(PathCount.TAIL_DROPPED) + driver.count(PathCount.CODEL_DROPPED);
            driver.offer(1_500).advance((long)gapNs);
            final long dropped = driver.count(PathCount.TAIL_DROPPED) + driver.count(PathCount.CODEL_DROPPED);
            gapNs = dropped > before ? Math.min(2 * gapNs, 3 * MS) : gapNs * 0.999;
            sum += driver.path.queuedBytes();
        }
        return sum / 20_000;
    }
}
