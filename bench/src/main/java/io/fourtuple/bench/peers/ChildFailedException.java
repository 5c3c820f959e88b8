package io.fourtuple.bench.peers;

/** A child process did not do what it was started for; the message says why in one line. */
public final class ChildFailedException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    ChildFailedException(final String message)
    {
        this(message, -1);
    }

    ChildFailedException(final String message, final int exitStatus)
    {
        super(message, null, false, false);
        this.exitStatus = exitStatus;
    }

    /** With which it ended; -1 if it could not start, or was ended. */
    public int exitStatus()
    {
        return exitStatus;
    }
}
