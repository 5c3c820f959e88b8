package io.fourtuple.timewait;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory of hosts when it is full: which host has to go. That is found from outside, without knowing the hash. */
class HostStampsTest
{
    private static final long KEEP_NS = 60_000_000_000L;
    private static final int WAYS = 4;
    /** High half of 2001:db8::/64; 0 is IPv4. */
    private static final long IPV6_HI = 0x2001_0DB8_0000_0000L;
    private static final long IPV4_FIRST = 198L << 24 | 18 << 16;
    private static final int MOST_HOSTS = 1 << 17;

    /** Each host is told at its own time, one nanosecond after the one before. */
    @ParameterizedTest(name = "IPv6: {0}")
    @ValueSource(booleans = {false, true})
    void shouldReplaceTheHostThatWasSetLongestAgo(final boolean ipv6)
    {
        final long[] rivals = rivals(ipv6);
        final HostStamps stamps = new HostStamps();
        for (int i = 0; i < WAYS; i++)
        {
            remember(stamps, ipv6, rivals[i], i);
        }
        // Set again, the first one is the youngest: the second has to go for the fifth.
        remember(stamps, ipv6, rivals[0], WAYS);
        remember(stamps, ipv6, rivals[WAYS], WAYS + 1);
        assertFalse(isKnown(stamps, ipv6, rivals[1]));
        for (final int i : new int[]{0, 2, 3, WAYS})
        {
            assertTrue(isKnown(stamps, ipv6, rivals[i]), "rival " + i);
            assertEquals((int)rivals[i], stamps.found());
        }
        remember(stamps, ipv6, rivals[1], WAYS + 2);
        assertFalse(isKnown(stamps, ipv6, rivals[2]));
        assertTrue(isKnown(stamps, ipv6, rivals[0]) && isKnown(stamps, ipv6, rivals[1]));
    }

    /** A host that is known takes its own place, not that of another one. */
    @ParameterizedTest(name = "IPv6: {0}")
    @ValueSource(booleans = {false, true})
    void shouldReplaceNobodyForAHostThatIsKnown(final boolean ipv6)
    {
        final long[] rivals = rivals(ipv6);
        final HostStamps stamps = new HostStamps();
        for (int round = 0; round < 10; round++)
        {
            for (int i = 0; i < WAYS; i++)
            {
                remember(stamps, ipv6, rivals[i], round * WAYS + i);
            }
        }
        for (int i = 0; i < WAYS; i++)
        {
            assertTrue(isKnown(stamps, ipv6, rivals[i]), "rival " + i);
        }
    }

    /** Hosts in numbers that fill the memory many times over: it holds on, and the last ones told are known. */
    @ParameterizedTest(name = "IPv6: {0}")
    @ValueSource(booleans = {false, true})
    void shouldKnowTheLastOnesOfVeryMany(final boolean ipv6)
    {
        final HostStamps stamps = new HostStamps();
        for (long host = 0; host < MOST_HOSTS; host++)
        {
            remember(stamps, ipv6, host, host);
            assertTrue(isKnown(stamps, ipv6, host));
        }
        int known = 0;
        for (long host = 0; host < MOST_HOSTS; host++)
        {
            known += isKnown(stamps, ipv6, host) ? 1 : 0;
        }
        assertTrue(known > MOST_HOSTS / 8 && known <= 1 << 15, "known: " + known);
    }

    /** Host 0 and four others that share its places: where host 0 is forgotten, four later ones took them. */
    private static long[] rivals(final boolean ipv6)
    {
        final long[] rivals = new long[WAYS + 1];
        long last = MOST_HOSTS;
        for (int i = WAYS; i > 0; i--)
        {
            last = lastNeeded(ipv6, rivals, i, last);
            rivals[i] = last;
        }
        return rivals;
    }

    /** The smallest n with which 1 .. n, and the rivals beyond {@code found} that are known, make host 0 forgotten. */
    private static long lastNeeded(final boolean ipv6, final long[] rivals, final int found, final long below)
    {
        long enough = below - 1;
        long few = 0;
        while (enough - few > 1)
        {
            final long middle = (few + enough) / 2;
            if (isForgotten(ipv6, rivals, found, middle))
            {
                enough = middle;
            }
            else
            {
                few = middle;
            }
        }
        assertTrue(isForgotten(ipv6, rivals, found, enough), "hosts: " + enough);
        return enough;
    }

    private static boolean isForgotten(final boolean ipv6, final long[] rivals, final int found, final long last)
    {
        final HostStamps stamps = new HostStamps();
        remember(stamps, ipv6, 0, 0);
        for (long host = 1; host <= last; host++)
        {
            remember(stamps, ipv6, host, host);
        }
        for (int i = found + 1; i < rivals.length; i++)
        {
            remember(stamps, ipv6, rivals[i], rivals[i]);
        }
        return !isKnown(stamps, ipv6, 0);
    }

    private static void remember(final HostStamps stamps, final boolean ipv6, final long host, final long nowNs)
    {
        stamps.remember(ipv6 ? IPV6_HI : 0, address(ipv6, host), (int)host, nowNs, KEEP_NS);
    }

    private static boolean isKnown(final HostStamps stamps, final boolean ipv6, final long host)
    {
        return stamps.find(ipv6 ? IPV6_HI : 0, address(ipv6, host), MOST_HOSTS, KEEP_NS);
    }

    private static long address(final boolean ipv6, final long host)
    {
        return ipv6 ? host : IPV4_FIRST + host;
    }
}
