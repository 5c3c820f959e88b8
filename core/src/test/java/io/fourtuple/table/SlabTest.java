package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

import org.agrona.UnsafeApi;
import org.agrona.collections.IntHashSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/** Which record comes next, and that no id comes again for days at any rate. */
class SlabTest
{
    private static final int IPV4_SHIFT = TcbDescriptor.IPV4_RECORD_SHIFT;

    private static void generation(final Slab slab, final int number, final int generation)
    {
        UnsafeApi.putInt(slab.address(number) + TcbDescriptor.GENERATION_OFFSET, generation);
    }

    private static int generation(final Slab slab, final int number)
    {
        return UnsafeApi.getInt(slab.address(number) + TcbDescriptor.GENERATION_OFFSET);
    }

    /** The last one freed is still in the cache: for a million uses it is the next one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1_000})
    void shouldUseTheRecordFreedLastForAsLongAsItsTurnLasts(final int limit)
    {
        final Slab slab = new Slab(limit, IPV4_SHIFT, true);
        final int first = slab.allocate();
        for (int use = 1; use < Slab.TURN; use++)
        {
            assertEquals(use, generation(slab, first));
            slab.free(first);
            assertEquals(first, slab.allocate());
        }
        slab.free(first);
        assertNotEquals(first, slab.allocate());
    }

    /**
     * A record whose turn is over comes again behind SPARE others that have had theirs, in a table that is full but for one
     * record, too: 2^31 generations of 2^20 uses a turn are 2,048 turns, so that an id comes again after
     * 2,048 * 1,024 * 2^20 = 2^41 uses.
     */
    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "100, 0", "100, 99", "5000, 0", "5000, 4999"})
    void shouldNotUseARecordAgainUntilOthersHaveHadTheirTurns(final int limit, final int inUse)
    {
        final Slab slab = new Slab(limit, IPV4_SHIFT, true);
        for (int i = 0; i < Math.min(inUse, limit - 1); i++)
        {
            slab.allocate();
        }
        final int first = slab.allocate();
        generation(slab, first, 5 * Slab.TURN);
        slab.free(first);
        final IntHashSet seen = new IntHashSet();
        seen.add(first);
        for (int turn = 1; turn < Slab.SPARE; turn++)
        {
            final int next = slab.allocate();
            assertTrue(seen.add(next), "again after " + turn + " turns");
            generation(slab, next, 7 * Slab.TURN);
            slab.free(next);
        }
        assertEquals(first, slab.allocate(), "those that were never in use stay so, once there are enough others");
        assertEquals(5 * Slab.TURN + 1, generation(slab, first), "a rest does not begin the count anew");
    }

    /** As many as may be in use can be, wherever the others are: never used, freed, or resting. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_500})
    void shouldGiveAsManyAsMayBeInUse(final int limit)
    {
        final SplittableRandom random = new SplittableRandom(limit);
        final Slab slab = new Slab(limit, IPV4_SHIFT, false);
        final Deque<Integer> inUse = new ArrayDeque<>();
        final IntHashSet numbers = new IntHashSet();
        for (int i = 0; i < 50_000; i++)
        {
            assertEquals(inUse.size() < limit, slab.hasRoom());
            assertEquals(inUse.size(), slab.used());
            if (random.nextInt(limit + 1) >= inUse.size())
            {
                final int number = slab.allocate();
                if (inUse.size() == limit)
                {
                    assertEquals(Slab.FULL, number);
                    continue;
                }
                assertTrue(numbers.add(number), "in use already: " + number);
                assertTrue(number < Slab.records(limit) && number < slab.untouched());
                inUse.add(number);
            }
            else if (!inUse.isEmpty())
            {
                final int number = inUse.poll();
                numbers.remove(number);
                generation(slab, number, random.nextInt(1, 3) * Slab.TURN - random.nextInt(2));
                slab.free(number);
            }
        }
    }

    /** Ids of full tables of the largest size have to be told apart by 28 bits. */
    @ParameterizedTest
    @CsvSource({"1, 1025", "65536, 66560", "268435456, 268435456", "268434432, 268435456", "268434433, 268435456"})
    void shouldHaveNoMoreRecordsThanReferencesCanNumber(final int limit, final int records)
    {
        assertEquals(records, Slab.records(limit));
    }

    /** An id is never 0 nor negative: where the generation comes round it goes on with 1. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLeaveOutTheGenerationThatWouldMakeAnIdZero(final boolean ipv6)
    {
        final ConnectionTable table = new ConnectionTable(Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, 4).with(Setting.MAX_CONNECTIONS_IPV6, 4), new SplittableRandom(1)::nextLong);
        final FourTuple key = new FourTuple().family(ipv6).local(1, 2, 3).remote(4, 5, 6);
        final Tcb tcb = new Tcb();
        assertTrue(table.add(key, tcb));
        UnsafeApi.putInt(tcb.address + TcbDescriptor.GENERATION_OFFSET, Integer.MAX_VALUE);
        final long last = tcb.id();
        assertTrue(last > 0 && table.wrapId(tcb, last));
        table.unlink(tcb);
        table.release(tcb.ref());
        assertTrue(table.add(key, tcb));
        assertEquals((int)last, tcb.ref(), "the same record");
        assertEquals(1, tcb.generation());
        assertEquals(1L << 32 | tcb.ref(), tcb.id());
        assertTrue(table.wrapId(tcb, tcb.id()));
        assertFalse(table.wrapId(tcb, last));
    }
}
