package io.fourtuple.telemetry;

/** A telemetry file cannot be made or read; the message names it and the reason, in one line. */
public final class TelemetryException extends RuntimeException
{
    private static final long serialVersionUID = 1;

    public TelemetryException(final String message)
    {
        super(message);
    }

    public TelemetryException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
