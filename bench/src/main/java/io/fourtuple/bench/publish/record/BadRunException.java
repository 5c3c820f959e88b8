package io.fourtuple.bench.publish.record;

/** A run's folder or file that cannot be used; the message says which and why, in one line. */
public final class BadRunException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** @param message one line. */
    public BadRunException(final String message)
    {
        super(message, null, false, false);
    }
}
