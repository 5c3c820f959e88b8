package io.fourtuple.timewait;

import java.util.Arrays;

/**
 * The last timestamp of each host, for as many hosts as there is room. Each hash has four places; a new host takes the place
 * that was set longest ago, so that the memory is constant.
 */
final class PeerTimestamps
{
    private static final int WAYS = 4;
    private static final int SETS = 1 << 13;
    private static final long NEVER = Long.MIN_VALUE;

    private final long[] hi = new long[SETS * WAYS];
    private final long[] lo = new long[SETS * WAYS];
    private final long[] setNs = new long[SETS * WAYS];
    private final int[] stamp = new int[SETS * WAYS];
    private int found;

    PeerTimestamps()
    {
        Arrays.fill(setNs, NEVER);
    }

    /** Remembers a host's timestamp, unless it has a newer one that was set less than {@code keepNs} ago. */
    void remember(final long hostHi, final long hostLo, final int tsVal, final long nowNs, final long keepNs)
    {
        final int first = firstOf(hostHi, hostLo);
        int at = first;
        for (int i = first; i < first + WAYS; i++)
        {
            if (isHost(i, hostHi, hostLo))
            {
                if (nowNs - setNs[i] < keepNs && stamp[i] - tsVal > 0)
                {
                    return;
                }
                at = i;
                break;
            }
            if (isOlder(i, at))
            {
                at = i;
            }
        }
        hi[at] = hostHi;
        lo[at] = hostLo;
        stamp[at] = tsVal;
        setNs[at] = nowNs;
    }

    /** @return whether the host has a timestamp that was set less than {@code keepNs} ago; {@link #found()} has it then. */
    boolean find(final long hostHi, final long hostLo, final long nowNs, final long keepNs)
    {
        final int first = firstOf(hostHi, hostLo);
        for (int i = first; i < first + WAYS; i++)
        {
            if (isHost(i, hostHi, hostLo))
            {
                found = stamp[i];
                return nowNs - setNs[i] < keepNs;
            }
        }
        return false;
    }

    int found()
    {
        return found;
    }

    private boolean isHost(final int i, final long hostHi, final long hostLo)
    {
        return lo[i] == hostLo && hi[i] == hostHi && setNs[i] != NEVER;
    }

    private boolean isOlder(final int i, final int other)
    {
        return setNs[other] != NEVER && (setNs[i] == NEVER || setNs[i] - setNs[other] < 0);
    }

    private static int firstOf(final long hostHi, final long hostLo)
    {
        final long mixed = (hostHi * 0x9E37_79B9_7F4A_7C15L ^ hostLo) * 0xD6E8_FEB8_6659_FD93L;
        return (int)(mixed >>> 51) * WAYS;
    }
}
