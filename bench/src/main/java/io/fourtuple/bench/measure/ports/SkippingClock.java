package io.fourtuple.bench.measure.ports;

import java.util.function.LongSupplier;

import org.agrona.concurrent.NanoClock;

/** A clock that goes as a real one does and, beyond that, skips what nobody needs to wait for. It starts at 1 ms. */
final class SkippingClock implements NanoClock
{
    private static final long START_NS = 1_000_000;

    private final LongSupplier real;
    private final long realStartNs;
    private long skippedNs;
    private long beganRealNs;
    private long beganNs;

    /** @param real nanoseconds, as {@link System#nanoTime()} gives them. */
    SkippingClock(final LongSupplier real)
    {
        this.real = real;
        realStartNs = real.getAsLong();
        begin();
    }

    /** Elapsed and worked time count from here; the time itself goes on. */
    void begin()
    {
        beganRealNs = real.getAsLong();
        beganNs = at(beganRealNs);
    }

    private long at(final long realNs)
    {
        return START_NS + realNs - realStartNs + skippedNs;
    }

    @Override
    public long nanoTime()
    {
        return at(real.getAsLong());
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

    /** Real time since it began. */
    long workedNs()
    {
        return real.getAsLong() - beganRealNs;
    }

    /** All time since it began. */
    long elapsedNs()
    {
        return nanoTime() - beganNs;
    }
}
