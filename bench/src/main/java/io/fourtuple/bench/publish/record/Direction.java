package io.fourtuple.bench.publish.record;

import java.util.Locale;

/** Which way a figure is better. */
public enum Direction
{
    /** As of times. */
    LOWER,
    /** As of rates. */
    HIGHER;

    /** As files have it: {@code lower}, {@code higher}. */
    public String key()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
