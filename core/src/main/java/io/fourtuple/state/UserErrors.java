package io.fourtuple.state;

import org.agrona.ErrorHandler;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Telemetry;

/** Counts and reports an error that code of a user's has thrown, of whatever kind; the error goes no further. */
final class UserErrors implements ErrorHandler
{
    private final Telemetry telemetry;
    private final ErrorHandler handler;

    UserErrors(final Telemetry telemetry, final ErrorHandler handler)
    {
        this.telemetry = telemetry;
        this.handler = handler;
    }

    @Override
    public void onError(final Throwable ex)
    {
        note(ex);
        try
        {
            handler.onError(ex);
        }
        catch (final Throwable failure)
        {
            // The handler has failed itself: it is not told of that.
            note(failure);
        }
    }

    private void note(final Throwable ex)
    {
        telemetry.counters().increment(Counter.HANDLER_ERRORS);
        try
        {
            telemetry.error(ex);
        }
        catch (final Throwable ignored)
        {
            // Memory may be short, or the stack: then the counts alone say it.
            telemetry.counters().increment(Counter.ERROR_LOG_FULL);
        }
    }
}
