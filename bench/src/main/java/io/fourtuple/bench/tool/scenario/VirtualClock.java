package io.fourtuple.bench.tool.scenario;

import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;

/** Time that stands still until it is told to move on: every engine, timer and capture of a scenario reads this one. */
final class VirtualClock implements NanoClock, EpochNanoClock
{
    static final long MS = 1_000_000L;

    private long nowNs;

    @Override
    public long nanoTime()
    {
        return nowNs;
    }

    /** Moves on, never back. */
    void moveTo(final long ns)
    {
        if (ns < nowNs)
        {
            throw new IllegalArgumentException("time does not run back: nowNs=" + nowNs + " ns=" + ns);
        }
        nowNs = ns;
    }
}
