package io.fourtuple.testing;

import org.agrona.concurrent.NanoClock;

/** A clock that only the test moves. */
public final class TestClock implements NanoClock
{
    /** By how much the clock goes on each time it is read. */
    public long tickNs;
    public int reads;
    private long nowNs = 1_000_000_000L;

    @Override
    public long nanoTime()
    {
        reads++;
        final long ns = nowNs;
        nowNs += tickNs;
        return ns;
    }

    /** The time, without reading the clock as the engine does. */
    public long nowNs()
    {
        return nowNs;
    }

    public void advanceNs(final long ns)
    {
        nowNs += ns;
    }
}
