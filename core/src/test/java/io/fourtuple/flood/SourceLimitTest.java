package io.fourtuple.flood;

import static io.fourtuple.flood.SynAction.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Settings;
import io.fourtuple.wire.Segment;

/** In front of hybrid the contract holds, with a limit that its SYNs do not reach; the limit itself is below. */
class SourceLimitTest extends SynDefenceContract
{
    private static final int LIMIT = 3;
    private static final long PERIOD_MS = 1_000;
    private static final long PERIOD_NS = 1_000_000_000L;

    private final SynDefence behind = new HybridDefence(new LinuxCookies(() -> 1));
    private final SourceLimit limited = limited(LIMIT, 1);

    @Override
    String name()
    {
        return "hybrid";
    }

    @Override
    Settings settings()
    {
        return Settings.defaults().with("syn_source_limit=255").with("syn_source_period_ms=10");
    }

    private SourceLimit limited(final int limit, final long seed)
    {
        return new SourceLimit(behind, limit, PERIOD_MS, new SplittableRandom(seed)::nextLong);
    }

    private SynAction syn(final FourTuple tuple, final long nowNs)
    {
        return limited.onSyn(tuple, syn, queue, nowNs);
    }

    /** So many SYNs pass; returns how many were taken of ten times the limit. */
    private int taken(final SourceLimit filter, final FourTuple tuple, final long nowNs)
    {
        int taken = 0;
        for (int i = 0; i < 2_550; i++)
        {
            taken += filter.onSyn(tuple, syn, queue, nowNs) == DROP_SOURCE ? 0 : 1;
        }
        return taken;
    }

    @Test
    void shouldStandInFrontWhenTheSettingSaysSo()
    {
        assertEquals(SourceLimit.class, defence.getClass());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 127, 128, 254, 255})
    void shouldTakeSoManyAPeriod(final int limit)
    {
        final SourceLimit filter = limited(limit, 1);
        for (final FourTuple source : new FourTuple[]{Peers.ipv4(1), Peers.ipv4(2), Peers.ipv6(1, 1)})
        {
            assertEquals(limit, taken(filter, source, 0), source.toString());
        }
    }

    @ParameterizedTest(name = "from {0}")
    @ValueSource(longs = {0, -PERIOD_NS, -1_000 * PERIOD_NS, 300 * PERIOD_NS})
    void shouldBeginAnewExactlyWithThePeriod(final long startNs)
    {
        assertEquals(LIMIT, taken(limited, Peers.ipv4(1), startNs));
        assertEquals(DROP_SOURCE, syn(Peers.ipv4(1), startNs + PERIOD_NS - 1));
        assertEquals(LIMIT, taken(limited, Peers.ipv4(1), startNs + PERIOD_NS));
        assertEquals(DROP_SOURCE, syn(Peers.ipv4(1), startNs + 2 * PERIOD_NS - 1));
    }

    /** A byte to remember the period in would take a later one for the same. */
    @Test
    void shouldBeginAnewAfterAnyNumberOfPeriods()
    {
        long nowNs = 0;
        for (final long periods : new long[]{1, 2, 15, 16, 255, 256, 257, 65_535, 65_536, 1L << 31, 1L << 32})
        {
            taken(limited, Peers.ipv4(1), nowNs);
            nowNs += periods * PERIOD_NS;
            assertEquals(LIMIT, taken(limited, Peers.ipv4(1), nowNs), "after periods=" + periods);
        }
    }

    /** The clock's wrap cuts no period short and makes none longer. */
    @Test
    void shouldGoOnWhenTheClockWraps()
    {
        final long startNs = Math.floorDiv(Long.MAX_VALUE, PERIOD_NS) * PERIOD_NS;
        assertEquals(LIMIT, taken(limited, Peers.ipv4(1), startNs));
        assertTrue(startNs + PERIOD_NS - 1 < 0, "startNs=" + startNs);
        assertEquals(DROP_SOURCE, syn(Peers.ipv4(1), startNs + PERIOD_NS - 1));
        assertEquals(LIMIT, taken(limited, Peers.ipv4(1), startNs + PERIOD_NS));
    }

    @Test
    void shouldCountASourceNotItsPortsNorWhereItSendsTo()
    {
        for (int i = 0; i < LIMIT; i++)
        {
            assertEquals(QUEUE, syn(Peers.ipv4(1).ports(80 + i, 1_000 + i).local(0, i, 80), 0));
        }
        assertEquals(DROP_SOURCE, syn(Peers.ipv4(1), 0));
        assertEquals(QUEUE, syn(Peers.ipv4(2), 0));
    }

    /** A host can take any address of its /64. */
    @Test
    void shouldCountAnIpv6NetworkAsOneSource()
    {
        for (int i = 0; i < LIMIT; i++)
        {
            assertEquals(QUEUE, syn(Peers.ipv6(1, i), 0));
        }
        assertEquals(DROP_SOURCE, syn(Peers.ipv6(1, -1), 0));
        assertEquals(QUEUE, syn(Peers.ipv6(2, 1), 0));
    }

    /** Else somebody could look for an address of his own that shares a stranger's, and read off it what that one sends. */
    @Test
    void shouldGiveASourceAnotherCounterInEachPeriod()
    {
        int same = 0;
        for (int period = 0; period < 100; period++)
        {
            for (final FourTuple source : new FourTuple[]{Peers.ipv4(1), Peers.ipv6(1, 1)})
            {
                syn(source, period * PERIOD_NS);
                final int before = limited.counterOf(source);
                syn(source, (period + 1) * PERIOD_NS);
                same += before == limited.counterOf(source) ? 1 : 0;
            }
        }
        assertEquals(0, same);
    }

    @Test
    void shouldShareTheLimitAmongSourcesOfOneCounter()
    {
        final int counter = limited.counterOf(Peers.ipv4(1));
        final FourTuple other = sharing(limited, counter);
        assertEquals(QUEUE, syn(Peers.ipv4(1), 0));
        assertEquals(QUEUE, syn(other, 0));
        assertEquals(QUEUE, syn(Peers.ipv4(1), 0));
        assertEquals(DROP_SOURCE, syn(other, 0));
        assertEquals(DROP_SOURCE, syn(Peers.ipv4(1), 0));
        // Who shares a counter under one key does not under another.
        final SourceLimit others = limited(LIMIT, 2);
        assertNotEquals(others.counterOf(Peers.ipv4(1)), others.counterOf(other));
    }

    /** No counter but its own, its neighbours in the same word and group included. */
    @Test
    void shouldTouchNoOtherCounter()
    {
        final SourceLimit filter = limited(255, 1);
        final FourTuple source = Peers.ipv4(1);
        final int counter = filter.counterOf(source);
        taken(filter, source, 0);
        int neighbours = 0;
        final FourTuple other = new FourTuple().family(false);
        for (int i = 0; i < 4_000_000 && neighbours < 20; i++)
        {
            other.remote(0, i, 0);
            final int distance = Math.abs(filter.counterOf(other) - counter);
            if (distance > 0 && distance < SourceLimit.COUNTERS)
            {
                neighbours++;
                assertEquals(QUEUE, filter.onSyn(other, syn, queue, 0), "distance=" + distance);
            }
        }
        assertEquals(20, neighbours);
    }

    @Test
    void shouldSpreadSourcesEvenly()
    {
        final int counters = SourceLimit.GROUPS * SourceLimit.COUNTERS;
        final int[] sixteenths = new int[16];
        final FourTuple source = new FourTuple().family(false);
        for (int i = 0; i < 160_000; i++)
        {
            final int counter = limited.counterOf(source.remote(0, 0xC612_0000L + i, 0));
            assertTrue(counter >= 0 && counter < counters, "counter=" + counter);
            sixteenths[(int)(counter * 16L / counters)]++;
        }
        for (final int sources : sixteenths)
        {
            assertEquals(10_000, sources, 500);
        }
    }

    @Test
    void shouldForwardWhatItDoesNotDecide()
    {
        final SourceLimit backlog =
            new SourceLimit(new BacklogDefence(new SplittableRandom(1)::nextLong), LIMIT, PERIOD_MS, () -> 1);
        queue.length(1_000).limit(4_096);
        assertEquals(DROP_UNPROVEN, backlog.onSyn(Peers.ipv4(1), syn, queue, 0));
        backlog.onEstablished(Peers.ipv4(1), 0);
        assertEquals(QUEUE, backlog.onSyn(Peers.ipv4(1), syn, queue, 0));
        assertEquals(2, backlog.synAckRetries(5, queue.young(0).limit(1_024)));
        assertSame(behind.cookies(), limited.cookies());
    }

    /** Beyond the limit nobody behind is asked: the table of known peers costs nothing then. */
    @Test
    void shouldNotAskBehindForWhatItDrops()
    {
        final int[] asked = new int[1];
        final SynDefence counting = (tuple, segment, listener, nowNs) ->
        {
            asked[0]++;
            return COOKIE;
        };
        final SourceLimit filter = new SourceLimit(counting, LIMIT, PERIOD_MS, new SplittableRandom(1)::nextLong);
        for (int i = 0; i < 10; i++)
        {
            filter.onSyn(Peers.ipv4(1), new Segment(), queue, 0);
        }
        assertEquals(LIMIT, asked[0]);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0   | 1000 | limit must be 1 to 255: limit=0", "256 | 1000 | limit must be 1 to 255: limit=256",
        "1   | 0    | periodMs must be 1 or more: periodMs=0"})
    void shouldRefuseWhatCannotBe(final int limit, final long periodMs, final String message)
    {
        final var ex = assertThrows(IllegalArgumentException.class,
            () -> new SourceLimit(behind, limit, periodMs, () -> 1));
        assertEquals(message, ex.getMessage());
    }

    private static FourTuple sharing(final SourceLimit filter, final int counter)
    {
        final FourTuple other = new FourTuple().family(false);
        for (long address = 0; address < 1L << 26; address++)
        {
            if (filter.counterOf(other.remote(0, address, 0)) == counter)
            {
                return other;
            }
        }
        throw new AssertionError("no source with counter " + counter);
    }
}
