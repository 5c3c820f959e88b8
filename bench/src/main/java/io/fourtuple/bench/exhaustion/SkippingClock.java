package io.fourtuple.bench.exhaustion;

import java.util.function.LongSupplier;

import org.agrona.concurrent.NanoClock;

/** A clock that goes as a real one does and, beyond that, skips what nobody needs to wait for. It begins at 1 ms. */
final class SkippingClock implements NanoClock
{
    private static final long START_NS = 1_000_000;

    private final LongSupplier real;
    private final long realStartNs;
    private long skippedNs;

    /**
     * @param real nanoseconds, as {@link System#nanoTime()} gives them.
     */
    SkippingClock(final LongSupplier real)
    {
        this.real = real;
        realStartNs = real.getAsLong();
    }

    @Override
    public long nanoTime()
    {
        return START_NS + workedNs() + skippedNs;
    }

    /** Goes on by so much at once. */
    void skip(final long ns)
    {
        skippedNs += Math.max(0, ns);
    }

    /** Goes on to a time, if that is still to come. */
    void skipTo(final long ns)
    {
        skip(ns - nanoTime());
    }

    /** Real time since the start. */
    long workedNs()
    {
        return real.getAsLong() - realStartNs;
    }

    /** All time since the start. */
    long elapsedNs()
    {
        return nanoTime() - START_NS;
    }
}
