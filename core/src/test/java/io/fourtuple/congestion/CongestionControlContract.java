package io.fourtuple.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Settings;

/** What every algorithm keeps to, whatever its curve. A test of an algorithm extends this and names it. */
abstract class CongestionControlContract
{
    static final int MSS = 1_000;

    final FakePath path = new FakePath();
    final CongestionControl control = CongestionControls.of(name(), Settings.defaults());

    abstract String name();

    /** False for one that has no window. */
    boolean isLimiting()
    {
        return true;
    }

    void start()
    {
        control.onStart(path);
    }

    /** Started, and in congestion avoidance after a loss. */
    void avoiding(final int segments)
    {
        start();
        path.cwnd = 2 * segments * MSS;
        path.loss(control);
        path.cwnd = segments * MSS;
        path.ssthresh = path.cwnd;
    }

    @Test
    void shouldBearItsName()
    {
        assertEquals(name(), control.name());
    }

    @Test
    void shouldNotGrowWhereTheWindowIsNotUsed()
    {
        start();
        path.isCwndLimited = false;
        final int first = path.cwnd;
        for (int i = 0; i < 100; i++)
        {
            path.round(control, 2 * MSS);
        }
        assertEquals(first, path.cwnd);
        avoiding(20);
        final int later = path.cwnd;
        for (int i = 0; i < 100; i++)
        {
            path.round(control, 2 * MSS);
        }
        assertEquals(later, path.cwnd);
    }

    @Test
    void shouldDoubleInARoundOfSlowStart()
    {
        start();
        if (isLimiting())
        {
            path.round(control, 2 * MSS);
            assertEquals(20 * MSS, path.cwnd);
            path.round(control, MSS);
            assertEquals(40 * MSS, path.cwnd);
        }
        else
        {
            assertEquals(Path.UNLIMITED, path.cwnd);
        }
    }

    /** L of RFC 9406 4.2: an ACK for all that was lost in between does not let a burst go. */
    @Test
    void shouldGrowByEightSegmentsAtMostForOneAck()
    {
        start();
        final int before = path.cwnd;
        path.ack(control, 100 * MSS);
        assertEquals(isLimiting() ? before + 8 * MSS : before, path.cwnd);
    }

    /** RFC 3465: an ACK for each byte has the window grow no more than one for each segment. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100})
    void shouldGainNothingBySplitAcks(final int bytesAtOnce)
    {
        start();
        final int before = path.cwnd;
        path.round(control, bytesAtOnce);
        assertTrue(path.cwnd <= 2L * before, "slow start: " + path.cwnd);
        avoiding(20);
        path.cwnd = 20 * MSS;
        for (int i = 0; i < 20; i++)
        {
            path.round(control, bytesAtOnce);
        }
        final int split = path.cwnd;
        final FakePath other = new FakePath();
        final CongestionControl whole = CongestionControls.of(name(), Settings.defaults());
        whole.onStart(other);
        other.mostInRound = path.mostInRound;
        other.cwnd = 40 * MSS;
        other.loss(whole);
        other.cwnd = 20 * MSS;
        other.ssthresh = other.cwnd;
        for (int i = 0; i < 20; i++)
        {
            other.round(whole, MSS);
        }
        assertTrue(split <= other.cwnd + MSS, split + " split, " + other.cwnd + " whole");
    }

    @Test
    void shouldNeverGrowAtALoss()
    {
        final SplittableRandom random = new SplittableRandom(12);
        start();
        for (int i = 0; i < 5_000; i++)
        {
            if (random.nextInt(4) == 0)
            {
                final int before = path.cwnd;
                path.inFlight = random.nextInt(before + 1);
                path.priorCwnd = before;
                final boolean isTimeout = random.nextBoolean();
                if (isTimeout)
                {
                    control.onTimeout(path);
                }
                else
                {
                    control.onLoss(path);
                }
                assertTrue(path.cwnd <= before, "seed 12, step " + i);
                if (isLimiting())
                {
                    assertTrue(path.ssthresh <= Math.max(2 * MSS, before), "seed 12, step " + i);
                    assertTrue(!isTimeout || path.cwnd == MSS, "seed 12, step " + i);
                }
                path.cwnd = Math.min(path.cwnd, path.ssthresh);
            }
            path.nowUs += random.nextInt(100_000);
            path.ack(control, 1 + random.nextInt(path.cwnd));
            assertTrue(path.cwnd >= MSS && path.cwnd <= Path.UNLIMITED, "seed 12, step " + i + ": " + path.cwnd);
        }
    }

    @Test
    void shouldRestoreTheWindowWhenNothingWasLost()
    {
        avoiding(20);
        for (int i = 0; i < 10; i++)
        {
            path.round(control, MSS);
        }
        final int cwnd = path.cwnd;
        final int ssthresh = path.ssthresh;
        path.timeout(control);
        path.ack(control, MSS);
        path.undo(control);
        assertEquals(cwnd, path.cwnd);
        assertEquals(ssthresh, path.ssthresh);
        path.round(control, MSS);
        assertTrue(path.cwnd >= cwnd, "after the undo: " + path.cwnd);
        assertTrue(path.cwnd <= cwnd * 3L / 2, "after the undo: " + path.cwnd);
    }

    /** Windows of 1 GiB are the largest that there are (RFC 7323 2.3). */
    @ParameterizedTest
    @ValueSource(ints = {1, 536, 1_460, 65_495})
    void shouldBearTheLargestWindow(final int mss)
    {
        path.mss = mss;
        start();
        path.cwnd = Path.UNLIMITED - 1;
        path.loss(control);
        for (int i = 0; i < 1_000; i++)
        {
            final int before = path.cwnd;
            path.nowUs += 3_600_000_000L * (i % 3);
            path.ack(control, Math.max(1, path.cwnd - i % 2));
            assertTrue(path.cwnd >= before && path.cwnd <= Path.UNLIMITED, "step " + i + ": " + path.cwnd);
        }
        path.timeout(control);
        path.undo(control);
        path.ack(control, path.cwnd);
        assertTrue(path.cwnd > 0 && path.cwnd <= Path.UNLIMITED, "at the end: " + path.cwnd);
    }

    /** Less than a segment was in flight, and the window is one: neither falls lower. */
    @Test
    void shouldKeepASegment()
    {
        start();
        path.cwnd = MSS;
        path.inFlight = 1;
        control.onLoss(path);
        control.onTimeout(path);
        assertTrue(path.cwnd >= MSS, "cwnd: " + path.cwnd);
        assertTrue(path.ssthresh >= 2 * MSS, "ssthresh: " + path.ssthresh);
    }

    @Test
    void shouldNotBeMovedByAnIdleTimeAlone()
    {
        avoiding(20);
        path.round(control, MSS);
        final int cwnd = path.cwnd;
        path.nowUs += 10_000_000;
        control.onIdle(path, 10_000);
        assertEquals(cwnd, path.cwnd);
        path.ack(control, MSS);
        assertTrue(path.cwnd <= cwnd + MSS, "the idle time is no part of the curve: " + path.cwnd);
    }
}
