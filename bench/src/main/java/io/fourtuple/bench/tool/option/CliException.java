package io.fourtuple.bench.tool.option;

import java.util.function.Supplier;

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

    /** Takes a value from checks whose {@link IllegalArgumentException} is the user's mistake. */
    public static <T> T checked(final Supplier<T> value)
    {
        return checked("", value);
    }

    /** @param prefix of the message, as {@code --rate: }. */
    public static <T> T checked(final String prefix, final Supplier<T> value)
    {
        try
        {
            return value.get();
        }
        catch (final IllegalArgumentException | ArithmeticException ex)
        {
            throw new CliException(USAGE, prefix + ex.getMessage());
        }
    }

    public int exitStatus()
    {
        return exitStatus;
    }
}
