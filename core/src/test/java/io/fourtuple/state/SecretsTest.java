package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.flood.SipHash;

class SecretsTest
{
    private final Secrets secrets = new Secrets(new SplittableRandom(1)::nextLong);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetTheIsnOfOneTupleRiseByOneEachFourMicroseconds(final boolean ipv6)
    {
        final int isn = secrets.isn(tuple(ipv6, 1), 8_000);
        assertEquals(isn + 1, secrets.isn(tuple(ipv6, 1), 12_000));
        assertEquals(isn + 250_000, secrets.isn(tuple(ipv6, 1), 1_000_008_000L));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveEachTupleAndEachSecretAnotherIsn(final boolean ipv6)
    {
        final Set<Integer> isns = new HashSet<>();
        for (int port = 0; port < 1_000; port++)
        {
            isns.add(secrets.isn(tuple(ipv6, port), 0));
        }
        assertTrue(isns.size() >= 999, "different: " + isns.size());
        assertNotEquals(secrets.isn(tuple(ipv6, 1), 0),
            new Secrets(new SplittableRandom(2)::nextLong).isn(tuple(ipv6, 1), 0));
    }

    /** Time stands still while a batch of frames is taken, and an application may open and end in it as often as it likes. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNeverGiveOneTupleTheSameIsnTwice(final boolean ipv6)
    {
        int last = secrets.isn(tuple(ipv6, 1), 8_000);
        for (int i = 0; i < 100; i++)
        {
            secrets.isn(tuple(ipv6, 2 + i), 8_000);
            final int isn = secrets.isn(tuple(ipv6, 1), 8_000 + i);
            assertTrue(isn - last > 0 && isn - last < 100, "i=" + i + " isn=" + isn + " last=" + last);
            last = isn;
        }
        // The time has caught up, and is what counts again.
        final int later = secrets.isn(tuple(ipv6, 1), 4_000_000_000L);
        assertEquals(later + 1, secrets.isn(tuple(ipv6, 1), 4_000_004_000L));
        assertTrue(later - last > 0);
    }

    /** Also where the clock of nanoseconds begins below 0, or near its end. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1_000_000_000L, -4_000, Long.MAX_VALUE - 20_000})
    void shouldLetIsnsRiseWhereverTheClockBegins(final long beginNs)
    {
        int last = secrets.isn(tuple(false, 1), beginNs);
        for (int i = 1; i < 4; i++)
        {
            final int isn = secrets.isn(tuple(false, 1), beginNs + i * 4_000L);
            assertTrue(isn - last > 0 && isn - last <= 2, "i=" + i + " isn=" + isn + " last=" + last);
            last = isn;
        }
    }

    /** One host has one clock towards us, whatever the ports (RFC 6191), and each pair of hosts another (RFC 7323 5.4). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveEachPairOfHostsItsTimestampOffset(final boolean ipv6)
    {
        final Set<Integer> offsets = new HashSet<>();
        for (int round = 0; round < 2; round++)
        {
            for (int host = 0; host < 5_000; host++)
            {
                final FourTuple tuple = tuple(ipv6, 1).remote(ipv6 ? 7 : 0, host, 1);
                final int offset = secrets.timestampOffset(tuple);
                assertEquals(offset, secrets.timestampOffset(tuple.remote(ipv6 ? 7 : 0, host, 2)));
                offsets.add(offset);
            }
        }
        // Two of 5,000 numbers of 32 bits are alike with a chance of 1 in 343.
        assertTrue(offsets.size() >= 4_999, "different: " + offsets.size());
        assertNotEquals(secrets.timestampOffset(tuple(ipv6, 1)),
            secrets.timestampOffset(tuple(ipv6, 1).local(ipv6 ? 5 : 0, 9, 80)));
    }

    /**
     * That it is a pseudo-random function is SipHash's to show; here, that it is used. A host sees the offsets of all its
     * addresses, and a hash that is none let it calculate the key.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMakeOffsetsAndIsnsBySipHash(final boolean ipv6)
    {
        final SplittableRandom random = new SplittableRandom(1);
        final SipHash sipHash = new SipHash(random.nextLong(), random.nextLong());
        final FourTuple tuple = tuple(ipv6, 1);
        assertEquals((int)(ipv6 ? sipHash.hash(5, 6, 7, 8, 33L << 56) : sipHash.hash(6L << 32 | 8, 9L << 56)),
            secrets.timestampOffset(tuple));
        assertEquals((int)Long.remainderUnsigned(ipv6 ? sipHash.hash(5, 6, 7, 8, 34L << 56 | 1) :
            sipHash.hash(6L << 32 | 8, 10L << 56 | 1), 28_232), secrets.portOffset(tuple, 28_232));
        assertEquals((int)Long.remainderUnsigned(ipv6 ? sipHash.hash(5, 6, 7, 8, 35L << 56 | 1) :
            sipHash.hash(6L << 32 | 8, 11L << 56 | 1), 1_024), secrets.portCounter(tuple, 1_024));
        // M of the ISN is 2: the first one of its clock, 8 us after 0.
        assertEquals(2 + (int)(ipv6 ? sipHash.hash(5, 6, 7, 8, 36L << 56 | 80 << 16 | 1) :
            sipHash.hash(6L << 32 | 8, 12L << 56 | 80 << 16 | 1)), secrets.isn(tuple, 8_000));
    }

    /** An offset that is kept is found by all of both addresses: each half is changed alone, through all places. */
    @Test
    void shouldFindTheOffsetThatIsKeptByBothHalvesOfBothAddresses()
    {
        final SplittableRandom random = new SplittableRandom(1);
        final SipHash sipHash = new SipHash(random.nextLong(), random.nextLong());
        for (int half = 0; half < 4; half++)
        {
            final long[] halves = {5, 6, 7, 8};
            for (int i = 0; i < 4_000; i++)
            {
                halves[half] = i;
                assertEquals((int)sipHash.hash(halves[0], halves[1], halves[2], halves[3], 33L << 56),
                    secrets.timestampOffset(tuple(halves)), "half=" + half + " i=" + i);
            }
        }
    }

    /** RFC 6437 3: a flow is told apart by all of both addresses. */
    @Test
    void shouldLabelFlowsByBothHalvesOfBothAddresses()
    {
        for (int half = 0; half < 4; half++)
        {
            final long[] halves = {5, 6, 7, 8};
            final Set<Integer> labels = new HashSet<>();
            for (int i = 0; i < 100; i++)
            {
                halves[half] = i;
                labels.add(secrets.flowLabel(tuple(halves)));
            }
            assertTrue(labels.size() >= 98, "half=" + half + " labels=" + labels.size());
        }
    }

    /** IPv6 addresses that share a place must not share an offset, whichever half they differ in. */
    @Test
    void shouldKeepOffsetsApart()
    {
        final Secrets fresh = new Secrets(new SplittableRandom(1)::nextLong);
        for (int i = 0; i < 4_000; i++)
        {
            final FourTuple tuple = new FourTuple().family(true)
                .local(i & 3, i >> 2 & 7, 80).remote(i >> 5 & 7, i >> 8, 1);
            final int offset = secrets.timestampOffset(tuple);
            assertEquals(offset, secrets.timestampOffset(tuple));
            if (i % 37 == 0)
            {
                assertEquals(offset, fresh.timestampOffset(tuple), tuple.toString());
            }
        }
    }

    private static FourTuple tuple(final boolean ipv6, final int port)
    {
        return new FourTuple().family(ipv6).local(ipv6 ? 5 : 0, 6, 80).remote(ipv6 ? 7 : 0, 8, port);
    }

    /** An IPv6 one of local and remote halves, the upper one first. */
    private static FourTuple tuple(final long[] halves)
    {
        return new FourTuple().family(true).local(halves[0], halves[1], 80).remote(halves[2], halves[3], 1);
    }
}
