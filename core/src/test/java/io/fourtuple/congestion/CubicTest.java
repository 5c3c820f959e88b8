package io.fourtuple.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers of RFC 9438, computed here in floating point. */
class CubicTest extends CongestionControlContract
{
    private static final double C = 0.4;
    private static final double BETA = 0.7;

    @Override
    String name()
    {
        return "cubic";
    }

    private static double curve(final double seconds, final double max, final double atStart)
    {
        final double k = Math.cbrt((max - atStart) / C);
        return C * Math.pow(seconds - k, 3) + max;
    }

    /** RFC 9438 4.2: from a loss on cwnd follows W_cubic(t), up to W_max and as far again beyond. */
    @ParameterizedTest
    @CsvSource({"50000, 2000", "100000, 2000", "200000, 5000", "20000, 20000", "100000, 20000"})
    void shouldFollowTheCurve(final int rttUs, final int maxSegments)
    {
        start();
        path.srttUs = rttUs;
        path.cwnd = maxSegments * MSS;
        path.loss(control);
        assertEquals(BETA * maxSegments, path.cwnd / (double)MSS, 1);
        final long startUs = path.nowUs;
        final double k = Math.cbrt(maxSegments * (1 - BETA) / C);
        while ((path.nowUs - startUs) / 1e6 < 1.8 * k)
        {
            path.round(control, Math.max(2 * MSS, path.cwnd / 100));
            final double seconds = (path.nowUs - startUs) / 1e6;
            final double expected = curve(seconds, maxSegments, BETA * maxSegments);
            // A window reaches W_cubic(t + RTT) a round trip later; in that time it is a little off.
            final double step = Math.abs(expected - curve(seconds + rttUs / 1e6, maxSegments, BETA * maxSegments));
            assertEquals(expected, path.cwnd / (double)MSS, 2 + 0.002 * expected + step, "at " + seconds + " s");
        }
        assertTrue(path.segments() > maxSegments * 1.1, "the curve goes beyond W_max: " + path.segments());
    }

    /** RFC 9438 4.3: on a short path cwnd is W_est, which grows by alpha = 9/17 a round trip up to the cwnd before. */
    @ParameterizedTest
    @ValueSource(ints = {500, 1_000, 5_000})
    void shouldGrowAsRenoWhereThatIsFaster(final int rttUs)
    {
        start();
        path.srttUs = rttUs;
        path.cwnd = 100 * MSS;
        path.loss(control);
        double estimate = 70;
        for (int i = 0; i < 60; i++)
        {
            final double window = path.cwnd / (double)MSS;
            path.round(control, MSS);
            estimate += (estimate >= 100 ? 1.0 : 9.0 / 17) * window / Math.max(window, path.cwnd / (double)MSS);
            assertEquals(estimate, path.cwnd / (double)MSS, 1.6, "round " + i);
        }
        assertTrue(path.segments() > 100, "it comes back in 57 rounds: " + path.segments());
    }

    /** RFC 9438 5.1: the average window at a loss every 1/p segments, 1.054 * (RTT / p)^0.75, or Reno's. */
    @ParameterizedTest
    @CsvSource({"100000, 1e-4", "100000, 1e-5", "10000, 1e-5", "10000, 1e-6", "10000, 1e-3"})
    void shouldHaveTheAverageWindowOfTheStandard(final int rttUs, final double lossRate)
    {
        start();
        path.srttUs = rttUs;
        path.cwnd = 20 * MSS;
        path.loss(control);
        final double cubic = Math.pow(C * (3 + BETA) / (4 * (1 - BETA)) * Math.pow(rttUs / 1e6 / lossRate, 3), 0.25);
        final double reno = Math.sqrt(1.5 / lossRate);
        double sinceLoss = 0;
        double sum = 0;
        long rounds = 0;
        int losses = 0;
        while (losses < 14)
        {
            sinceLoss += path.cwnd / (double)MSS;
            path.round(control, Math.max(2 * MSS, path.cwnd / 50));
            if (losses >= 6)
            {
                sum += path.cwnd / (double)MSS;
                rounds++;
            }
            if (sinceLoss >= 1 / lossRate)
            {
                sinceLoss -= 1 / lossRate;
                path.loss(control);
                losses++;
            }
        }
        final double expected = Math.max(cubic, reno);
        assertEquals(expected, sum / rounds, 0.15 * expected);
    }

    /** RFC 9438 4.7: who did not come back to W_max takes 0.85 of cwnd for it, and levels out there. */
    @Test
    void shouldLeaveRoomWhenTheWindowShrinks()
    {
        start();
        path.cwnd = 1_000 * MSS;
        path.loss(control);
        path.cwnd = 900 * MSS;
        path.loss(control);
        assertEquals(630, path.segments());
        final double k = Math.cbrt((765 - 630) / C);
        runFor(k);
        assertEquals(765, path.segments(), 4);
        final int level = path.segments();
        runFor(0.5);
        assertEquals(level, path.segments(), 2);
    }

    private void runFor(final double seconds)
    {
        final long endUs = path.nowUs + (long)(seconds * 1e6);
        while (path.nowUs < endUs)
        {
            path.round(control, 2 * MSS);
        }
    }

    /** RFC 9438 4.8: slow start to 0.7 of the flight, then the convex half of the curve from there: K = 0. */
    @Test
    void shouldProbeFromTheMiddleAfterATimeOut()
    {
        start();
        path.cwnd = 2_000 * MSS;
        path.loss(control);
        path.round(control, MSS);
        path.cwnd = 1_000 * MSS;
        path.timeout(control);
        assertEquals(MSS, path.cwnd);
        assertEquals(700 * MSS, path.ssthresh);
        while (path.cwnd < path.ssthresh)
        {
            path.round(control, MSS);
        }
        final long startUs = path.nowUs;
        while (path.nowUs - startUs < 6_000_000)
        {
            path.round(control, MSS);
        }
        assertEquals(curve((path.nowUs - startUs) / 1e6, 700, 700), path.segments(), 20);
    }

    /** RFC 9438 4.9: after an undo the curve goes on as if there had been no cut, before its middle and behind it. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.7, 1.3, 1.6})
    void shouldGoOnAlongTheCurveAfterAnUndo(final double partOfK)
    {
        start();
        path.cwnd = 2_000 * MSS;
        path.loss(control);
        final double k = Math.cbrt(600 / C);
        final long startUs = path.nowUs;
        runFor(partOfK * k);
        path.loss(control);
        path.round(control, MSS);
        path.undo(control);
        runFor(2);
        final double seconds = (path.nowUs - startUs) / 1e6;
        assertEquals(curve(seconds, 2_000, 1_400), path.segments(), 0.02 * path.segments());
    }

    /** An undone cut of the first slow start leaves the connection in it. */
    @Test
    void shouldGoOnWithSlowStartAfterAnUndo()
    {
        start();
        path.round(control, MSS);
        path.loss(control);
        path.undo(control);
        path.round(control, MSS);
        assertEquals(40 * MSS, path.cwnd);
        assertEquals(Path.UNLIMITED, path.ssthresh);
    }

    /** RFC 9438 5.8: an hour without data is no hour of growth. */
    @Test
    void shouldNotCountIdleTime()
    {
        start();
        path.cwnd = 2_000 * MSS;
        path.loss(control);
        runFor(3);
        final long before = path.nowUs;
        path.nowUs += 3_600_000_000L;
        control.onIdle(path, 3_600_000);
        final long idleUs = path.nowUs - before;
        runFor(3);
        assertEquals(curve((path.nowUs - idleUs - 5_000_000) / 1e6, 2_000, 1_400), path.segments(), 20);
    }

    /** A window cut to that of a start comes back by slow start; then the curve begins anew, with W_max kept. */
    @Test
    void shouldBeginACurveAfterTheSlowStartOfARestart()
    {
        start();
        path.cwnd = 2_000 * MSS;
        path.loss(control);
        runFor(2);
        path.cwnd = 10 * MSS;
        control.onIdle(path, 1_000);
        while (path.cwnd < path.ssthresh)
        {
            path.round(control, MSS);
        }
        final long startUs = path.nowUs;
        runFor(5);
        assertEquals(curve((path.nowUs - startUs) / 1e6, 2_000, 1_400), path.segments(), 30);
    }

    @Test
    void shouldFindCubeRootsExactly()
    {
        final SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 100_000; i++)
        {
            final long root = random.nextInt(1 << 20);
            final long cube = root * root * root;
            assertEquals(root, CubicCurve.cubeRoot(cube), "seed 7: " + cube);
            assertEquals(root, CubicCurve.cubeRoot(cube + random.nextLong(3 * root * root + 3 * root + 1)), "seed 7: " + cube);
            if (root > 0)
            {
                assertEquals(root - 1, CubicCurve.cubeRoot(cube - 1), "seed 7: " + cube);
            }
        }
        assertEquals(1_664_510, CubicCurve.cubeRoot(1L << 62));
    }

    /** At its middle the curve is at W_max, the way there is the way back, and it never falls. */
    @ParameterizedTest
    @ValueSource(ints = {1, 48, 536, 1_460, 65_495})
    void shouldHaveACurveThatNeverFalls(final int mss)
    {
        long before = Long.MIN_VALUE;
        for (int ms = -300_000; ms <= 300_000; ms += 7)
        {
            final long bytes = CubicCurve.bytesAt(ms, mss);
            assertTrue(bytes >= before, "at " + ms);
            before = bytes;
            if (Math.abs(ms) < 150_000)
            {
                final double expected = C * Math.pow(ms / 1e3, 3) * mss;
                assertEquals(expected, bytes, 1 + Math.abs(expected) * 1e-6 + mss * 1e-5, "at " + ms);
            }
            if (mss > 1 && Math.abs(ms) < 150_000 && Math.abs(bytes) > 1_000L * mss && Math.abs(bytes) < Path.UNLIMITED)
            {
                assertEquals(ms, CubicCurve.msAt((int)bytes, mss), 1, "at " + ms);
            }
        }
        assertEquals(0, CubicCurve.bytesAt(0, mss));
        assertEquals(0, CubicCurve.msAt(0, mss));
    }

    /** The loop's milliseconds wrap after 24 days. */
    @Test
    void shouldBearAClockThatWraps()
    {
        start();
        path.nowUs = (Integer.MAX_VALUE - 3_000L) * 1_000;
        path.cwnd = 2_000 * MSS;
        path.loss(control);
        final long startUs = path.nowUs;
        runFor(10);
        assertEquals(curve((path.nowUs - startUs) / 1e6, 2_000, 1_400), path.segments(), 12);
    }
}
