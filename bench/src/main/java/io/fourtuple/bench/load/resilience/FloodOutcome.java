package io.fourtuple.bench.load.resilience;

import java.util.Locale;

import io.fourtuple.bench.base.Json;

/**
 * The flood, as the generator saw it.
 *
 * @param wantedPerSecond intended SYNs each second.
 * @param seconds         that it lasted.
 * @param sent            SYNs handed to the link.
 * @param lost            SYNs that the link did not take or did not bring to the target.
 */
record FloodOutcome(double wantedPerSecond, double seconds, long sent, long lost)
{
    /** A smaller share of what was wanted counts as not reached. */
    private static final double REACHED = 0.9;

    double reachedPerSecond()
    {
        return (sent - lost) / seconds;
    }

    double sentPerSecond()
    {
        return sent / seconds;
    }

    /** Whether the target got what it was to get. */
    boolean isReached()
    {
        return reachedPerSecond() >= REACHED * wantedPerSecond;
    }

    /** Why the target got less; empty if it did not. */
    String shortfall()
    {
        return isReached() ? "" : String.format(Locale.ROOT,
            "of %,.0f SYNs/s wanted the generator sent %,.0f, and %,.0f reached the target", wantedPerSecond,
            sentPerSecond(), reachedPerSecond());
    }

    Json json()
    {
        return new Json().put("wanted_per_second", wantedPerSecond).put("seconds", seconds).put("sent", sent)
            .put("lost_at_link", lost).put("reached_per_second", reachedPerSecond()).put("reached", isReached());
    }
}
