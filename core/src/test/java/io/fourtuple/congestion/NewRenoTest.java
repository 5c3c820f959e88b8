package io.fourtuple.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NewRenoTest extends CongestionControlContract
{
    @Override
    String name()
    {
        return "newreno";
    }

    /** RFC 5681 3.1: one segment more in each round trip. */
    @Test
    void shouldGrowByASegmentInARound()
    {
        avoiding(20);
        for (int segments = 21; segments < 60; segments++)
        {
            path.round(control, 2 * MSS);
            assertEquals(segments, path.segments());
        }
    }

    /** The saw: from half the window to the whole takes as many rounds as half of it has segments. */
    @Test
    void shouldHalveAndComeBack()
    {
        start();
        path.cwnd = 100 * MSS;
        for (int tooth = 0; tooth < 5; tooth++)
        {
            path.loss(control);
            assertEquals(50, path.segments());
            int rounds = 0;
            while (path.segments() < 100)
            {
                path.round(control, MSS);
                rounds++;
            }
            assertEquals(50, rounds);
        }
    }

    @Test
    void shouldTakeHalfOfWhatIsInFlightNotOfTheWindow()
    {
        start();
        path.cwnd = 100 * MSS;
        path.inFlight = 30 * MSS;
        control.onLoss(path);
        assertEquals(15 * MSS, path.ssthresh);
        path.inFlight = 3 * MSS;
        control.onLoss(path);
        assertEquals(2 * MSS, path.ssthresh);
    }

    /** RFC 5681 3.1: slow start up to ssthresh after a time-out, and not a byte beyond. */
    @Test
    void shouldStartSlowlyUpToHalfTheWindowAfterATimeOut()
    {
        avoiding(20);
        path.timeout(control);
        final int[] expected = {2, 4, 8, 10, 11, 12};
        for (final int segments : expected)
        {
            path.round(control, MSS);
            assertEquals(segments, path.segments());
        }
    }

    /** The part of an ACK that goes beyond ssthresh counts in congestion avoidance. */
    @Test
    void shouldCountWhatSlowStartDoesNotNeed()
    {
        start();
        path.cwnd = 4 * MSS;
        path.ssthresh = 6 * MSS;
        path.ack(control, 6 * MSS);
        assertEquals(6 * MSS, path.cwnd);
        path.ack(control, 2 * MSS);
        assertEquals(7 * MSS, path.cwnd);
    }
}
