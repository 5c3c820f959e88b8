package io.fourtuple.bench.measure.observer;

/**
 * How long the engine is watched.
 *
 * @param pairs         turns, each with all situations.
 * @param seconds       that are measured of each situation, in each turn.
 * @param warmUpSeconds before the first turn, until what is hot is compiled.
 */
public record WatchedOptions(int pairs, int seconds, int warmUpSeconds)
{
    private static final int MAX_PAIRS = 1_000;
    private static final int MAX_SECONDS = 300;

    /** Checks them. */
    public WatchedOptions
    {
        require("--pairs", pairs, 1, MAX_PAIRS);
        require("--seconds", seconds, 1, MAX_SECONDS);
        require("--warm-up", warmUpSeconds, 1, MAX_SECONDS);
    }

    private static void require(final String name, final int value, final int min, final int max)
    {
        if (value < min || value > max)
        {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ": " + name + "=" + value);
        }
    }

    /** Seconds that the engine may run, with a margin: it is ended when all is measured. */
    int engineSeconds()
    {
        return warmUpSeconds + pairs * ObserverKind.values().length * (seconds + 2) + MAX_SECONDS;
    }
}
