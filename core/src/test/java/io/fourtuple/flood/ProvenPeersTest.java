package io.fourtuple.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.FourTuple;

class ProvenPeersTest
{
    private final ProvenPeers known = new ProvenPeers(new SplittableRandom(1)::nextLong);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, -ProvenPeers.KEEP_NS, Long.MAX_VALUE, Long.MIN_VALUE})
    void shouldKnowAPeerForAnHour(final long nowNs)
    {
        for (final FourTuple peer : new FourTuple[]{Peers.ipv4(1), Peers.ipv6(1, 1)})
        {
            assertFalse(known.contains(peer, nowNs));
            known.add(peer, nowNs);
            assertTrue(known.contains(peer, nowNs));
            assertTrue(known.contains(peer, nowNs + ProvenPeers.KEEP_NS - 1));
            assertFalse(known.contains(peer, nowNs + ProvenPeers.KEEP_NS));
            known.add(peer, nowNs + ProvenPeers.KEEP_NS);
            assertTrue(known.contains(peer, nowNs + ProvenPeers.KEEP_NS));
        }
    }

    /** The remote address is the peer; ports and our own address are not. */
    @Test
    void shouldKnowThePeerByItsAddress()
    {
        known.add(Peers.ipv4(1), 0);
        assertTrue(known.contains(Peers.ipv4(1).ports(443, 1), 0));
        assertTrue(known.contains(Peers.ipv4(1).local(0, 9, 80), 0));
        assertFalse(known.contains(Peers.ipv4(2), 0));
        known.add(Peers.ipv6(1, 1), 0);
        assertFalse(known.contains(Peers.ipv6(2, 1), 0));
        assertTrue(known.contains(Peers.ipv6(1, 2), 0), "of the same /64");
        final FourTuple sameBits = new FourTuple().family(true).remote(0, Peers.ipv4(1).remoteLo(), 40_000);
        assertFalse(known.contains(sameBits, 0));
    }

    /** Room for 16,384; with as many as that, the sets of four are uneven and some of the oldest are gone. */
    @Test
    void shouldForgetTheOldestOfASetWhenThereIsNoRoom()
    {
        final int peers = 60_000;
        for (int i = 0; i < peers; i++)
        {
            known.add(Peers.ipv4(i), i);
        }
        int kept = 0;
        int keptOfLast = 0;
        for (int i = 0; i < peers; i++)
        {
            if (known.contains(Peers.ipv4(i), peers))
            {
                kept++;
                keptOfLast += i >= peers - 4_096 ? 1 : 0;
            }
        }
        assertEquals(ProvenPeers.CAPACITY, kept, 50);
        // Of the last 4,096, one to a set on average: a set that got five of them or more is rare.
        assertTrue(keptOfLast > 4_096 * 0.98, "kept of the last 4,096: " + keptOfLast);
    }

    @Test
    void shouldTakeNoSecondPlaceForAPeerThatComesAgain()
    {
        for (int i = 0; i < 8_192; i++)
        {
            known.add(Peers.ipv4(i % 1_024), i);
        }
        for (int i = 0; i < 1_024; i++)
        {
            assertTrue(known.contains(Peers.ipv4(i), 8_192), "peer " + i);
        }
    }

    /** With another key, others fall into one set: nobody can know whom he would push out. */
    @Test
    void shouldPushOutOthersWithAnotherKey()
    {
        final ProvenPeers others = new ProvenPeers(new SplittableRandom(2)::nextLong);
        for (int i = 0; i < 60_000; i++)
        {
            known.add(Peers.ipv4(i), i);
            others.add(Peers.ipv4(i), i);
        }
        int differ = 0;
        for (int i = 0; i < 60_000; i++)
        {
            differ += known.contains(Peers.ipv4(i), 60_000) != others.contains(Peers.ipv4(i), 60_000) ? 1 : 0;
        }
        assertTrue(differ > 1_000, "differ: " + differ);
    }
}
