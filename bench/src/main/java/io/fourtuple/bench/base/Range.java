package io.fourtuple.bench.base;

/** Checks that a number on the command line lies in its range. */
public final class Range
{
    private Range()
    {
    }

    /**
     * @param option as the user wrote it.
     * @param value  to be checked.
     * @param min    smallest value allowed.
     * @param max    largest value allowed.
     * @throws IllegalArgumentException that names option, range and value.
     */
    public static void check(final String option, final long value, final long min, final long max)
    {
        if (value < min || value > max)
        {
            throw new IllegalArgumentException(
                option + " must be " + min + " to " + max + ": " + option + "=" + value);
        }
    }
}
