package io.fourtuple.state;

/**
 * The destinations towards which all local ports were looked at in vain, when, and the ports freed since. A destination has 8
 * places to stand in, whose hashes share a cache line; where all are taken, the one that was searched longest ago is
 * forgotten.
 * <pre>
 *   hash ──> | hash, when, ports in TIME_WAIT, watch, freed ones looked at, given away, left to search | x 8    256 times
 * </pre>
 * Two destinations of one hash would be taken for one: of 64 bits under a secret key, that does not happen.
 */
final class ExhaustedDestinations
{
    /** No such destination. */
    static final int NONE = -1;
    private static final int WAYS = 8;
    private static final int SETS = 256;

    private final long[] hashes = new long[SETS * WAYS];
    private final int[] sinceMs = new int[SETS * WAYS];
    private final int[] inTimeWait = new int[SETS * WAYS];
    private final long[] watches = new long[SETS * WAYS];
    private final long[] looked = new long[SETS * WAYS];
    private final long[] given = new long[SETS * WAYS];
    private final int[] left = new int[SETS * WAYS];

    /** @return the place of a destination that is remembered, or {@link #NONE}. */
    int find(final long hash)
    {
        final int first = first(hash);
        for (int place = first; place < first + WAYS; place++)
        {
            if (hashes[place] == hash && watches[place] != 0)
            {
                return place;
            }
        }
        return NONE;
    }

    /**
     * All ports of a destination were looked at.
     *
     * @param timeWaits how many were in TIME_WAIT.
     * @param watch     of its remote endpoint, from 1.
     * @param more      how many may be looked at again, to find freed ones that the watch does not remember.
     * @param nowMs     of the loop's clock.
     */
    void put(final long hash, final int timeWaits, final long watch, final int more, final int nowMs)
    {
        int place = find(hash);
        if (place == NONE)
        {
            place = oldest(hash, nowMs);
        }
        hashes[place] = hash;
        sinceMs[place] = nowMs;
        inTimeWait[place] = timeWaits;
        watches[place] = watch;
        looked[place] = 0;
        given[place] = 0;
        left[place] = more;
    }

    private int oldest(final long hash, final int nowMs)
    {
        final int first = first(hash);
        int oldest = first;
        for (int place = first; place < first + WAYS; place++)
        {
            if (watches[place] == 0)
            {
                return place;
            }
            if (Integer.compareUnsigned(nowMs - sinceMs[place], nowMs - sinceMs[oldest]) > 0)
            {
                oldest = place;
            }
        }
        return oldest;
    }

    private static int first(final long hash)
    {
        return (int)(hash & SETS - 1) * WAYS;
    }

    /** How long ago all ports were looked at, in milliseconds, unsigned. */
    int ageMs(final int place, final int nowMs)
    {
        return nowMs - sinceMs[place];
    }

    /** How many ports were in TIME_WAIT then. */
    int inTimeWait(final int place)
    {
        return inTimeWait[place];
    }

    /** The watch of the remote endpoint that began then. */
    long watch(final int place)
    {
        return watches[place];
    }

    /** How many of the ports freed since then were looked at. */
    long looked(final int place)
    {
        return looked[place];
    }

    void looked(final int place, final long ports)
    {
        looked[place] = ports;
    }

    /** How many ports were given away since then. */
    long given(final int place)
    {
        return given[place];
    }

    void give(final int place)
    {
        given[place]++;
    }

    /** How many ports may be looked at again. */
    int left(final int place)
    {
        return left[place];
    }

    void left(final int place, final int more)
    {
        left[place] = more;
    }
}
