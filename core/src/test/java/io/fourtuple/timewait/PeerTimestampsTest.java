package io.fourtuple.timewait;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The memory of hosts when it is full: which host has to go. That is found from outside, without knowing the hash. */
class PeerTimestampsTest
{
    private static final long KEEP_NS = 60_000_000_000L;
    private static final int WAYS = 4;
    private static final int MOST_HOSTS = 1 << 17;

    /** The part of the address in which the hosts of a test differ. */
    enum Kind
    {
        IPV4,
        IPV6_HOSTS,
        IPV6_NETWORKS;

        long hi(final long host)
        {
            final long prefix = 0x2001_0DB8_0000_0000L;
            return this == IPV4 ? 0 : this == IPV6_HOSTS ? prefix : prefix + host;
        }

        long lo(final long host)
        {
            return this == IPV4 ? (198L << 24 | 18 << 16) + host : this == IPV6_HOSTS ? host : 9;
        }
    }

    /** Each host is told at its own time, one nanosecond after the one before. */
    @ParameterizedTest
    @EnumSource
    void shouldReplaceTheHostThatWasSetLongestAgo(final Kind kind)
    {
        final long[] rivals = rivals(kind);
        final PeerTimestamps stamps = new PeerTimestamps();
        for (int i = 0; i < WAYS; i++)
        {
            remember(stamps, kind, rivals[i], i);
        }
        // Set again, the first one is the youngest: the second has to go for the fifth.
        remember(stamps, kind, rivals[0], WAYS);
        remember(stamps, kind, rivals[WAYS], WAYS + 1);
        assertFalse(isKnown(stamps, kind, rivals[1]));
        for (final int i : new int[]{0, 2, 3, WAYS})
        {
            assertTrue(isKnown(stamps, kind, rivals[i]), "rival " + i);
            assertEquals(stamp(rivals[i], i == 0 ? WAYS : i == WAYS ? WAYS + 1 : i), stamps.found());
        }
        remember(stamps, kind, rivals[1], WAYS + 2);
        assertFalse(isKnown(stamps, kind, rivals[2]));
        assertTrue(isKnown(stamps, kind, rivals[0]) && isKnown(stamps, kind, rivals[1]));
    }

    /** A host that is known takes its own place, not that of another one. */
    @ParameterizedTest
    @EnumSource
    void shouldReplaceNobodyForAHostThatIsKnown(final Kind kind)
    {
        final long[] rivals = rivals(kind);
        final PeerTimestamps stamps = new PeerTimestamps();
        final SplittableRandom random = new SplittableRandom(5);
        final long[] last = new long[WAYS];
        for (int i = 0; i < WAYS; i++)
        {
            remember(stamps, kind, rivals[i], 0);
        }
        for (int nowNs = 1; nowNs < 1_000; nowNs++)
        {
            final int again = random.nextInt(WAYS);
            last[again] = nowNs;
            remember(stamps, kind, rivals[again], nowNs);
            for (int i = 0; i < WAYS; i++)
            {
                assertTrue(isKnown(stamps, kind, rivals[i]), "rival " + i);
                assertEquals(stamp(rivals[i], last[i]), stamps.found());
            }
        }
    }

    /** Hosts in numbers that fill the memory many times over: it holds on, and the last ones told are known. */
    @ParameterizedTest
    @EnumSource
    void shouldKnowTheLastOnesOfVeryMany(final Kind kind)
    {
        final PeerTimestamps stamps = new PeerTimestamps();
        for (long host = 0; host < MOST_HOSTS; host++)
        {
            remember(stamps, kind, host, host);
            assertTrue(isKnown(stamps, kind, host));
        }
        int known = 0;
        for (long host = 0; host < MOST_HOSTS; host++)
        {
            known += isKnown(stamps, kind, host) ? 1 : 0;
        }
        assertTrue(known > MOST_HOSTS / 8 && known <= 1 << 15, "known: " + known);
    }

    /** Host 0 and four others that share its places: where host 0 is forgotten, four later ones took them. */
    private static long[] rivals(final Kind kind)
    {
        final long[] rivals = new long[WAYS + 1];
        long last = MOST_HOSTS;
        for (int i = WAYS; i > 0; i--)
        {
            last = lastNeeded(kind, rivals, i, last);
            rivals[i] = last;
        }
        return rivals;
    }

    /** The smallest n with which 1 .. n, and the rivals beyond {@code found} that are known, make host 0 forgotten. */
    private static long lastNeeded(final Kind kind, final long[] rivals, final int found, final long below)
    {
        long enough = below - 1;
        long few = 0;
        while (enough - few > 1)
        {
            final long middle = (few + enough) / 2;
            if (isForgotten(kind, rivals, found, middle))
            {
                enough = middle;
            }
            else
            {
                few = middle;
            }
        }
        assertTrue(isForgotten(kind, rivals, found, enough), "hosts: " + enough);
        return enough;
    }

    private static boolean isForgotten(final Kind kind, final long[] rivals, final int found, final long last)
    {
        final PeerTimestamps stamps = new PeerTimestamps();
        remember(stamps, kind, 0, 0);
        for (long host = 1; host <= last; host++)
        {
            remember(stamps, kind, host, host);
        }
        for (int i = found + 1; i < rivals.length; i++)
        {
            remember(stamps, kind, rivals[i], rivals[i]);
        }
        return !isKnown(stamps, kind, 0);
    }

    private static void remember(final PeerTimestamps stamps, final Kind kind, final long host, final long nowNs)
    {
        stamps.remember(kind.hi(host), kind.lo(host), stamp(host, nowNs), nowNs, KEEP_NS);
    }

    private static boolean isKnown(final PeerTimestamps stamps, final Kind kind, final long host)
    {
        return stamps.find(kind.hi(host), kind.lo(host), MOST_HOSTS, KEEP_NS);
    }

    /** A timestamp that says whose it is and when it was told. */
    private static int stamp(final long host, final long nowNs)
    {
        return (int)(host + nowNs * MOST_HOSTS);
    }
}
