package io.fourtuple.bench.tool.option;

/** Ends a command with one line on standard error and an exit status. */
public final class CliException extends RuntimeException
{
    /** The options, or what they name, cannot be used. */
    public static final int USAGE = 2;
    /** The options were good, the outcome was not. */
    public static final int FAILURE = 1;

    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    public CliException(final int exitStatus, final String message)
    {
        super(message, null, false, false);
        this.exitStatus = exitStatus;
    }

    public int exitStatus()
    {
        return exitStatus;
    }
}
