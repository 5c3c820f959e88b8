package io.fourtuple.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NoControlTest extends CongestionControlContract
{
    @Override
    String name()
    {
        return "none";
    }

    @Override
    boolean isLimiting()
    {
        return false;
    }

    /** Nothing depends on how much is in flight, and 1 GiB in single bytes takes its time. */
    @Override
    void start()
    {
        super.start();
        path.mostInRound = 10 * MSS;
    }

    @Override
    void avoiding(final int segments)
    {
        start();
    }

    @Test
    void shouldHaveNoLimitWhateverHappens()
    {
        start();
        path.loss(control);
        path.timeout(control);
        path.cwnd = 10 * MSS;
        control.onIdle(path, 1_000);
        assertEquals(Path.UNLIMITED, path.cwnd);
        assertEquals(Path.UNLIMITED, path.ssthresh);
    }
}
