package io.fourtuple.bench.load.resilience;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counters and state of a target at one time.
 *
 * @param counters    by nstat's names.
 * @param memoryBytes that it has: the engine's tables, or what the kernel's slabs hold for TCP.
 * @param rssBytes    of this process in RAM.
 */
record TargetSnapshot(Map<String, Long> counters, long memoryBytes, long rssBytes)
{
    /** A counter; 0 if there is none of that name. */
    long get(final String counter)
    {
        return counters.getOrDefault(counter, 0L);
    }

    /** Growth of each counter since; those that have not grown are left out. */
    Map<String, Long> since(final TargetSnapshot before)
    {
        final Map<String, Long> grown = new LinkedHashMap<>();
        counters.forEach((name, value) ->
        {
            final long delta = value - before.get(name);
            if (delta != 0)
            {
                grown.put(name, delta);
            }
        });
        return grown;
    }
}
