package io.fourtuple.bench.load.resilience;

import java.util.Locale;

import io.fourtuple.bench.base.Json;

/**
 * Which share of a load's time its two threads had a CPU, 0 to 1. They never pause of themselves: what is missing, the
 * machine has given to others, and the times are as bad as that.
 *
 * @param clients the generator's thread.
 * @param target  the engine's, or who accepts from the kernel; not a number if it cannot be known.
 */
record CpuShares(double clients, double target)
{
    /** Where a thread had less, somebody else was at work on the machine. */
    static final double QUIET = 0.95;

    boolean isQuiet()
    {
        return clients >= QUIET && !(target < QUIET);
    }

    String text()
    {
        return percent(clients) + "/" + percent(target);
    }

    private static String percent(final double share)
    {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.0f", 100 * share);
    }

    Json json()
    {
        return new Json().put("clients", clients).put("target", target);
    }
}
