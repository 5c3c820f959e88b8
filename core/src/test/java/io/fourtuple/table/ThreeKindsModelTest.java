package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.*;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.wire.Segment;

/**
 * Half-open connections, full ones and those in TIME_WAIT in one index, as they come, are promoted, enter TIME_WAIT and
 * end, against a map; loading ahead must change nothing.
 */
@OneJdk
class ThreeKindsModelTest
{
    private static final int KEYS = 900;
    private static final int CAPACITY = 200;

    private enum Kind
    {
        HALF_OPEN, OPEN, HELD
    }

    /** The map's value: a kind, and a number that all kinds of records keep. */
    private record Known(Kind kind, int number)
    {
    }

    private final Map<Integer, Known> model = new HashMap<>();
    private final int[] sizes = new int[Kind.values().length];
    private final Tcb tcb = new Tcb();
    private final TimeWaitEntry timeWait = new TimeWaitEntry();
    private final HalfOpenEntry halfOpen = new HalfOpenEntry();
    private final SynOptions options = new SynOptions().set(1_460, 7, true, true);
    private final Segment syn = HalfOpenEntryTest.syn(1, 2);
    private ConnectionTable table;
    private boolean ipv6;

    private void put(final int number, final Known known)
    {
        forget(model.put(number, known));
        sizes[known.kind().ordinal()]++;
    }

    private void forget(final Known gone)
    {
        if (gone != null)
        {
            sizes[gone.kind().ordinal()]--;
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 2", "true, 3", "true, 4"})
    void shouldFindWhatAMapFinds(final boolean isIpv6, final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        ipv6 = isIpv6;
        table = new ConnectionTable(HalfOpenEntryTest.settings(CAPACITY), random::nextLong);
        final long[] hashes = new long[ConnectionTable.MAX_TOUCHED];
        for (int step = 0; step < 150_000; step++)
        {
            final String where = "seed=" + seed + " step=" + step;
            if (step % 16 == 0)
            {
                for (int i = 0; i < hashes.length; i++)
                {
                    hashes[i] = table.hash(TimeWaitEntryTest.key(ipv6, random.nextInt(KEYS)));
                }
                table.touch(ipv6, hashes, hashes.length);
            }
            final int number = random.nextInt(KEYS);
            final FourTuple key = TimeWaitEntryTest.key(ipv6, number);
            final int ref = table.find(key);
            final Known known = model.get(number);
            assertEquals(known == null, ref == ConnectionTable.NONE, where);
            if (known == null)
            {
                come(random.nextInt(3) > 0, key, number, step, where);
            }
            else
            {
                goOn(known, key, number, ref, random.nextInt(3) == 0, where);
            }
            assertEquals(sizes[Kind.HALF_OPEN.ordinal()], table.halfOpenSize(ipv6), where);
            assertEquals(0, table.halfOpenSize(!ipv6), where);
            assertEquals(sizes[Kind.OPEN.ordinal()], table.size(), where);
            assertEquals(sizes[Kind.HELD.ordinal()], table.timeWaitSize(), where);
        }
        for (final int size : sizes)
        {
            assertTrue(size > CAPACITY / 10, "too few to be a test: " + model.size());
        }
    }

    private void come(
        final boolean isHalfOpen, final FourTuple key, final int number, final int step, final String where)
    {
        if (isHalfOpen)
        {
            final boolean hasRoom = table.halfOpenSize(ipv6) < CAPACITY;
            assertEquals(hasRoom,
                table.addHalfOpen(key, table.hash(key), step, syn, options, halfOpen, step), where);
            if (hasRoom)
            {
                put(number, new Known(Kind.HALF_OPEN, step));
            }
        }
        else if (table.hasRoom(ipv6))
        {
            assertTrue(table.add(key, tcb), where);
            tcb.sndNxt(step);
            put(number, new Known(Kind.OPEN, step));
        }
    }

    private void goOn(
        final Known known, final FourTuple key, final int number, final int ref, final boolean ends, final String where)
    {
        assertEquals(known.kind() == Kind.HALF_OPEN, ConnectionTable.isHalfOpen(ref), where);
        assertEquals(known.kind() == Kind.HELD, ConnectionTable.isTimeWait(ref), where);
        switch (known.kind())
        {
            case HALF_OPEN ->
            {
                table.wrap(halfOpen, ref, 0);
                assertEquals(known.number(), halfOpen.iss(), where);
                if (ends)
                {
                    table.remove(halfOpen);
                    forget(model.remove(number));
                }
                else if (table.promote(halfOpen, key, table.hash(key), tcb))
                {
                    tcb.sndNxt(known.number());
                    put(number, new Known(Kind.OPEN, known.number()));
                }
            }
            case OPEN ->
            {
                table.wrap(tcb, ref);
                assertEquals(known.number(), tcb.sndNxt(), where);
                if (ends || sizes[Kind.HELD.ordinal()] == CAPACITY)
                {
                    table.unlink(tcb);
                    forget(model.remove(number));
                }
                else
                {
                    table.prepareTimeWait(tcb, timeWait, 0);
                    table.enterTimeWait(tcb, timeWait);
                    put(number, new Known(Kind.HELD, known.number()));
                }
                table.release(ref);
            }
            default ->
            {
                table.wrap(timeWait, ref, 0);
                assertEquals(known.number(), timeWait.sndNxt(), where);
                if (ends)
                {
                    table.remove(timeWait);
                    forget(model.remove(number));
                }
            }
        }
    }

    /** All hashes are one of a few, so that nearly every search passes records of other connections, of both kinds. */
    @ParameterizedTest
    @CsvSource({"false, 1, 1", "false, 2, 5", "true, 3, 1", "true, 4, 5"})
    void shouldTellConnectionsOfTheSameHashApart(final boolean isIpv6, final long seed, final int hashes)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        ipv6 = isIpv6;
        table = new ConnectionTable(HalfOpenEntryTest.settings(60), random::nextLong);
        int promoted = 0;
        for (int step = 0; step < 20_000; step++)
        {
            final int number = random.nextInt(120);
            final FourTuple key = TimeWaitEntryTest.key(ipv6, number);
            final long hash = (number % hashes) * 0x9E37_79B9_7F4A_7C15L;
            final String where = "seed=" + seed + " step=" + step;
            final Known known = model.get(number);
            final int ref = table.find(key, hash);
            assertEquals(known == null, ref == ConnectionTable.NONE, where);
            if (known == null)
            {
                final boolean isAdded = table.addHalfOpen(key, hash, step, syn, options, halfOpen, 0);
                assertEquals(sizes[Kind.HALF_OPEN.ordinal()] < 60, isAdded, where);
                if (isAdded)
                {
                    put(number, new Known(Kind.HALF_OPEN, step));
                }
            }
            else if (known.kind() == Kind.OPEN)
            {
                table.wrap(tcb, ref);
                assertEquals(known.number(), tcb.sndNxt(), where);
            }
            else
            {
                table.wrap(halfOpen, ref, 0);
                assertEquals(known.number(), halfOpen.iss(), where);
                if (promoted < 40 && random.nextInt(100) == 0)
                {
                    assertTrue(table.promote(halfOpen, key, hash, tcb), where);
                    tcb.sndNxt(known.number());
                    put(number, new Known(Kind.OPEN, known.number()));
                    promoted++;
                }
                else if (random.nextBoolean())
                {
                    table.remove(halfOpen, hash);
                    forget(model.remove(number));
                }
            }
        }
        assertEquals(40, promoted);
        assertEquals(sizes[Kind.HALF_OPEN.ordinal()], table.halfOpenSize(ipv6));
    }
}
