package io.fourtuple.timer;

import static org.junit.jupiter.api.Assertions.*;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.TimeWaitEntry;
import io.fourtuple.testing.OneJdk;

/** Waits of all lengths, restarted and cut short, on records that are used again, against a map of their ends. */
@OneJdk
class CompactQueuesModelTest
{
    private static final int MAX_HELD = 150;
    private static final int USUAL_MS = 60_000;

    private final ConnectionTable table = new ConnectionTable(Settings.defaults()
        .with(Setting.MAX_CONNECTIONS_IPV4, 4)
        .with(Setting.MAX_CONNECTIONS_IPV6, 4)
        .with(Setting.TCP_MAX_TW_BUCKETS, MAX_HELD)
        .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, MAX_HELD), new SplittableRandom(1)::nextLong);
    private final CompactQueues<TimeWaitEntry> queues = new CompactQueues<>(
        table, new TimeWaitEntry(), new int[]{50, 500, 5_000, USUAL_MS}, USUAL_MS, 8, table.timeWaitCapacity());
    private final Map<Integer, Integer> model = new HashMap<>();
    private final Tcb tcb = new Tcb();
    private final TimeWaitEntry entry = new TimeWaitEntry();
    private int fired;
    private int made;

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 2147483000", "3, -5000", "4, 67108000"})
    void shouldEndEachWaitOnceAndInTime(final long seed, final int startMs)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        int nowMs = startMs;
        for (int step = 0; step < 60_000; step++)
        {
            switch (random.nextInt(6))
            {
                case 0, 1 -> make(random.nextBoolean(), random.nextInt(4) > 0 ? USUAL_MS : lengthMs(random), nowMs);
                case 2 -> changeOne(random, nowMs);
                default ->
                {
                    nowMs += random.nextInt(200) == 0 ? random.nextInt(70_000) : random.nextInt(40);
                    poll(nowMs, step);
                }
            }
        }
        for (int i = 0; i < 200_000 && !model.isEmpty(); i++)
        {
            poll(++nowMs, -1);
        }
        assertTrue(model.isEmpty(), "lost: " + model);
        assertEquals(0, table.timeWaitSize());
        assertTrue(fired > 1_000, "fired: " + fired);
    }

    private static int lengthMs(final SplittableRandom random)
    {
        return 1 + random.nextInt(1 << random.nextInt(1, 18));
    }

    private boolean make(final boolean ipv6, final int waitMs, final int nowMs)
    {
        if (model.keySet().stream().filter(ref -> (ref >>> 28 & 1) == (ipv6 ? 1 : 0)).count() == MAX_HELD)
        {
            return false;
        }
        final FourTuple key = new FourTuple().family(ipv6).local(0, 7, 80).remote(0, ++made, 1_000);
        assertTrue(table.add(key, tcb));
        table.prepareTimeWait(tcb, entry, nowMs);
        table.enterTimeWait(tcb, entry);
        table.release(tcb.ref());
        queues.startWait(entry, waitMs, nowMs);
        assertNull(model.put(entry.ref(), nowMs + waitMs));
        return true;
    }

    /** Restarts a wait, or ends it before its time. */
    private void changeOne(final SplittableRandom random, final int nowMs)
    {
        if (model.isEmpty())
        {
            return;
        }
        final Integer ref = model.keySet().stream().skip(random.nextInt(model.size())).findFirst().orElseThrow();
        table.wrap(entry, ref, nowMs);
        if (random.nextBoolean())
        {
            final int waitMs = random.nextBoolean() ? USUAL_MS : lengthMs(random);
            queues.startWait(entry, waitMs, nowMs);
            model.put(ref, nowMs + waitMs);
        }
        else
        {
            table.remove(entry);
            model.remove(ref);
        }
    }

    private void poll(final int nowMs, final int step)
    {
        queues.poll(nowMs, Integer.MAX_VALUE >> 1, (due, hash) ->
        {
            final Integer endMs = model.remove(due.ref());
            assertNotNull(endMs, "ended twice, or before it began: step=" + step);
            assertTrue(nowMs - endMs >= 0, "too early by " + (endMs - nowMs) + ": step=" + step);
            assertEquals(table.hash(due), hash);
            table.remove(due, hash);
            fired++;
        });
        model.forEach((ref, endMs) ->
            assertTrue(nowMs - endMs <= 72, "late by " + (nowMs - endMs) + ": step=" + step));
    }

    /** However many are due, a call looks at no more than the limit and one group. */
    @Test
    void shouldEndNoMoreThanTheLimitInOneCall()
    {
        for (int i = 0; i < MAX_HELD; i++)
        {
            assertTrue(make(false, USUAL_MS, 0));
            assertTrue(make(true, USUAL_MS, 0));
        }
        int calls = 0;
        int left = 2 * MAX_HELD;
        while (left > 0)
        {
            final int looked = queues.poll(USUAL_MS, 64, (due, hash) -> table.remove(due, hash));
            assertTrue(looked > 0 && looked <= 64 + 63, "looked=" + looked);
            left -= looked;
            assertEquals(left, table.timeWaitSize());
            calls++;
        }
        assertTrue(calls >= 4, "calls=" + calls);
        assertEquals(0, queues.poll(USUAL_MS, 64, (due, hash) -> fail()));
    }

    /** Waits begun in order end in order, which is that of the records. */
    @Test
    void shouldEndEqualWaitsInTheOrderOfTheirMemory()
    {
        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < MAX_HELD; i++)
            {
                assertTrue(make(false, USUAL_MS, round * 100_000));
            }
            final int[] last = {-1};
            queues.poll(round * 100_000 + USUAL_MS, 1_000, (due, hash) ->
            {
                assertTrue(due.ref() > last[0], "after " + last[0] + ": " + due.ref());
                last[0] = due.ref();
                table.remove(due, hash);
            });
            assertEquals(0, table.timeWaitSize());
            model.clear();
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void shouldFindTheOldestOfAFamily(final boolean ipv6)
    {
        final TimeWaitEntry oldest = new TimeWaitEntry();
        assertFalse(queues.takeOldest(oldest, ipv6, ConnectionTable.NONE, 0));
        assertTrue(make(!ipv6, USUAL_MS, 0));
        assertFalse(queues.takeOldest(oldest, ipv6, ConnectionTable.NONE, 0));
        final int[] refs = new int[4];
        for (int i = 0; i < refs.length; i++)
        {
            assertTrue(make(ipv6, USUAL_MS, 1_000 * i));
            refs[i] = entry.ref();
        }
        assertTrue(queues.takeOldest(oldest, ipv6, ConnectionTable.NONE, 4_000));
        assertEquals(refs[0], oldest.ref());
        table.wrap(entry, refs[0], 5_000);
        queues.startWait(entry, USUAL_MS, 5_000);
        assertTrue(queues.takeOldest(oldest, ipv6, ConnectionTable.NONE, 5_000));
        assertEquals(refs[1], oldest.ref(), "the first was started again");
        table.remove(oldest);
        assertTrue(queues.takeOldest(oldest, ipv6, refs[2], 5_000));
        assertEquals(refs[3], oldest.ref(), "the second is gone, the third does not count");
    }

    /** A policy may hold all of them longer than usual: none looks oldest then, and one of them goes all the same. */
    @Test
    void shouldFindAnOldestWhenEveryWaitIsLongerThanUsual()
    {
        for (int i = 0; i < MAX_HELD; i++)
        {
            assertTrue(make(false, 4 * USUAL_MS, i));
        }
        final TimeWaitEntry oldest = new TimeWaitEntry();
        assertTrue(queues.takeOldest(oldest, false, ConnectionTable.NONE, MAX_HELD));
        assertTrue(oldest.isUsed());
    }

    /** It goes after those that were there before it was, and before those that came afterwards. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void shouldTakeOneThatWasStartedAgainInItsTurn(final boolean ipv6)
    {
        final int[] refs = new int[10];
        for (int i = 0; i < refs.length; i++)
        {
            assertTrue(make(ipv6, USUAL_MS, 100 * i));
            refs[i] = entry.ref();
        }
        table.wrap(entry, refs[0], 20_000);
        queues.startWait(entry, USUAL_MS, 20_000);
        assertOldest(ipv6, refs[1], 21_000);
        assertTrue(make(ipv6, USUAL_MS, 22_000));
        final int last = entry.ref();
        for (int i = 2; i < refs.length; i++)
        {
            assertOldest(ipv6, refs[i], 23_000);
        }
        assertOldest(ipv6, refs[0], 23_000);
        assertOldest(ipv6, last, 23_000);
        assertEquals(0, table.timeWaitSize());
    }

    private void assertOldest(final boolean ipv6, final int ref, final int nowMs)
    {
        final TimeWaitEntry oldest = new TimeWaitEntry();
        assertTrue(queues.takeOldest(oldest, ipv6, ConnectionTable.NONE, nowMs));
        assertEquals(ref, oldest.ref());
        table.remove(oldest);
        model.remove(ref);
    }
}
