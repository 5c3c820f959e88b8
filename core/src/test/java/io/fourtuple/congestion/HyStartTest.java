package io.fourtuple.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.config.Settings;

/** Each rule of RFC 9406 4.2, by rounds of ten ACKs. */
class HyStartTest
{
    private static final int MSS = 1_000;
    private static final int ACKS = 10;

    private final FakePath path = new FakePath();
    private final CongestionControl control = CongestionControls.of("cubic", Settings.defaults());

    @BeforeEach
    void start()
    {
        control.onStart(path);
        // The first ACK ends the round that began with nothing in flight.
        round(50_000);
    }

    /** A round of ten ACKs of two segments each, all with one round trip. */
    private void round(final int rttUs)
    {
        round(rttUs, ACKS);
    }

    private void round(final int rttUs, final int acks)
    {
        path.rttUs = rttUs;
        final int end = path.sndUna + 2 * MSS * acks;
        path.sndNxt = end;
        for (int i = 0; i < acks; i++)
        {
            path.sndUna += 2 * MSS;
            if (i == acks - 1)
            {
                path.sndNxt = path.sndUna + 2 * MSS * ACKS;
            }
            control.onAck(path, 2 * MSS);
        }
    }

    private boolean isConservative()
    {
        return HyStart.isConservative(path);
    }

    /** RttThresh = max(4 ms, min(lastRoundMinRTT / 8, 16 ms)). */
    @ParameterizedTest
    @CsvSource({"1000, 4000", "32000, 4000", "40000, 5000", "128000, 16000", "500000, 16000"})
    void shouldEnterConservativeSlowStartWhenTheRoundTripGrows(final int rttUs, final int thresholdUs)
    {
        assertEquals(thresholdUs, HyStart.thresholdUs(rttUs));
        control.onStart(path);
        round(rttUs);
        round(rttUs);
        round(rttUs + thresholdUs - 1);
        assertFalse(isConservative());
        // The minimum of the round before was one less than that.
        round(rttUs);
        round(rttUs + thresholdUs);
        assertTrue(isConservative());
        assertEquals(Path.UNLIMITED, path.ssthresh);
    }

    @Test
    void shouldNeedEightSamplesInARound()
    {
        round(50_000);
        round(90_000, 7);
        assertFalse(isConservative());
        round(50_000);
        round(90_000, 8);
        assertTrue(isConservative());
    }

    @Test
    void shouldLookAtTheSmallestRoundTripOfTheRound()
    {
        round(50_000);
        path.rttUs = 50_100;
        path.sndNxt = path.sndUna + 40 * MSS;
        path.ack(control, 2 * MSS);
        for (int i = 0; i < ACKS; i++)
        {
            path.rttUs = 90_000;
            path.ack(control, MSS);
        }
        assertFalse(isConservative());
    }

    @Test
    void shouldGrowAQuarterAsFastInConservativeSlowStart()
    {
        round(50_000);
        round(60_000);
        assertTrue(isConservative());
        final int before = path.cwnd;
        round(60_000);
        assertEquals(before + ACKS * 2 * MSS / 4, path.cwnd);
    }

    @Test
    void shouldEndSlowStartAfterFiveConservativeRounds()
    {
        round(50_000);
        // The first of them is the one in which it began.
        for (int i = 1; i <= 4; i++)
        {
            round(60_000);
            assertTrue(isConservative(), "round " + i);
            assertEquals(Path.UNLIMITED, path.ssthresh);
        }
        round(60_000);
        assertFalse(isConservative());
        assertEquals(path.cwnd, path.ssthresh);
        final int before = path.cwnd;
        path.round(control, MSS);
        assertTrue(path.cwnd - before <= 2 * MSS, "congestion avoidance: " + (path.cwnd - before));
    }

    @Test
    void shouldResumeSlowStartWhenTheRoundTripFalls()
    {
        round(50_000);
        round(60_000);
        round(60_000);
        round(59_999);
        assertFalse(isConservative());
        final int before = path.cwnd;
        round(50_000);
        assertEquals(before + ACKS * 2 * MSS, path.cwnd);
        // The next time it begins with its first round again.
        round(60_000);
        for (int i = 2; i <= 4; i++)
        {
            round(60_000);
            assertTrue(isConservative(), "round " + i);
        }
        round(60_000);
        assertFalse(isConservative());
    }

    @Test
    void shouldTrackTheRoundTripThoughTheWindowIsNotUsed()
    {
        path.isCwndLimited = false;
        final int before = path.cwnd;
        round(50_000);
        round(60_000);
        assertTrue(isConservative());
        assertEquals(before, path.cwnd);
    }

    /** RFC 9406 4.3: only the first slow start is that of HyStart++. */
    @Test
    void shouldNotWatchLaterSlowStarts()
    {
        path.cwnd = 100 * MSS;
        path.timeout(control);
        round(50_000, 9);
        final int before = path.cwnd;
        round(200_000, 9);
        assertEquals(before + 9 * 2 * MSS, path.cwnd);
    }

    @Test
    void shouldCutAsEverWhenALossEndsIt()
    {
        round(50_000);
        round(60_000);
        path.cwnd = 100 * MSS;
        path.loss(control);
        assertEquals(70 * MSS, path.ssthresh);
    }
}
