package io.fourtuple.telemetry;

import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.errors.DistinctErrorLog;

/**
 * The distinct errors of a telemetry file. The loop writes each in about ten microseconds. Once the log is full, some errors
 * are only counted, so that a thousand a second still cost little.
 */
final class ErrorLog
{
    /** The pause after an error found no room; errors within it are only counted. */
    private static final long FULL_PAUSE_NS = 10_000_000;

    private final DistinctErrorLog errors;
    private final Counters counters;
    private boolean isFull;
    private long nextNs;

    /**
     * @param buffer   zeroed.
     * @param counters for errors that find no room.
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
            // The logged error may itself throw, as by its getMessage; the loop has to go on.
            return false;
        }
    }
}
