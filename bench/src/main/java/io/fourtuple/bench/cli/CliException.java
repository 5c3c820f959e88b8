package io.fourtuple.bench.cli;

/** Ends a command with one line on standard error and an exit status. */
final class CliException extends RuntimeException
{
    /** The options, or what they name, cannot be used. */
    static final int USAGE = 2;
    /** The options were good, the outcome was not. */
    static final int FAILURE = 1;

    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    CliException(final int exitStatus, final String message)
    {
        super(message, null, false, false);
        this.exitStatus = exitStatus;
    }

    int exitStatus()
    {
        return exitStatus;
    }
}
