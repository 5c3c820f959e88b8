package io.fourtuple.bench.base.process;

/** A child process did not do what it was started for; the message says why in one line. */
public final class ChildFailedException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    public ChildFailedException(final String message)
    {
        this(message, -1);
    }

    public ChildFailedException(final String message, final int exitStatus)
    {
        super(message, null, false, false);
        this.exitStatus = exitStatus;
    }

    /**
     * @param what the child was to do.
     * @return the same failure, whose message says that first.
     */
    public ChildFailedException of(final String what)
    {
        return new ChildFailedException(what + ": " + getMessage(), exitStatus);
    }

    /** With which it ended; -1 if it could not start, or was ended. */
    public int exitStatus()
    {
        return exitStatus;
    }
}
