package io.fourtuple.telemetry;

import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.errors.DistinctErrorLog;

/**
 * The distinct errors of a telemetry file. Written by the loop: some ten microseconds each; once there is no room for new
 * ones, some of them are only counted, so that a thousand a second still cost little.
 */
final class ErrorLog
{
    /** How long no error is looked at after one found no room. */
    private static final long FULL_PAUSE_NS = 10_000_000;

    private final DistinctErrorLog errors;
    private final Counters counters;
    private boolean isFull;
    private long nextNs;

    /**
     * @param buffer   zeroed.
     * @param counters to count in what finds no room.
     */
    ErrorLog(final AtomicBuffer buffer, final Counters counters)
    {
        errors = new DistinctErrorLog(buffer, SystemEpochClock.INSTANCE);
        this.counters = counters;
    }

    void add(final Throwable ex)
    {
        if (isFull && System.nanoTime() - nextNs < 0)
        {
            counters.increment(Counter.ERROR_LOG_FULL);
        }
        else if (!record(ex))
        {
            counters.increment(Counter.ERROR_LOG_FULL);
            isFull = true;
            nextNs = System.nanoTime() + FULL_PAUSE_NS;
        }
    }

    private boolean record(final Throwable ex)
    {
        try
        {
            return errors.record(ex);
        }
        catch (final Throwable ignore)
        {
            // The error's own: somebody's getMessage may fail, too, and the loop has to go on.
            return false;
        }
    }
}
