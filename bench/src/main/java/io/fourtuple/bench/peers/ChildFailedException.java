package io.fourtuple.bench.peers;

/** A child process did not do what it was started for; the message says why in one line. */
public final class ChildFailedException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    ChildFailedException(final String message)
    {
        super(message, null, false, false);
    }
}
