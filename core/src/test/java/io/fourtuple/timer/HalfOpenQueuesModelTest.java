package io.fourtuple.timer;

import static org.junit.jupiter.api.Assertions.*;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.HalfOpenEntry;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.wire.Segment;

/** Waits that double, as those of SYN-ACKs do, on records that are used again, against a map of their ends. */
@OneJdk
class HalfOpenQueuesModelTest
{
    private static final int RECORDS = 120;
    private static final int RETRIES = 8;
    /** The shortest queue's length: what is left of a wait that is no sum of the others. */
    private static final int SHORT_MS = 50;

    /** What the map has of a record. */
    private static final class Wait
    {
        private final int startMs;
        private int retries;
        private int endMs;

        private Wait(final int startMs)
        {
            this.startMs = startMs;
        }
    }

    private final ConnectionTable table = new ConnectionTable(Settings.defaults()
        .with(Setting.MAX_CONNECTIONS_IPV4, 4)
        .with(Setting.MAX_CONNECTIONS_IPV6, 4)
        .with(Setting.TCP_MAX_TW_BUCKETS, 4)
        .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, 4)
        .with(Setting.TCP_MAX_SYN_BACKLOG, RECORDS)
        .with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, RECORDS), new SplittableRandom(1)::nextLong);
    private final Map<Integer, Wait> model = new HashMap<>();
    private final HalfOpenEntry entry = new HalfOpenEntry();
    private final SynOptions options = new SynOptions().set(1_460, 7, true, true);
    private final Segment syn = new Segment();
    private CompactQueues<HalfOpenEntry> queues;
    private int initialMs;
    private int made;
    private int fired;
    /** The end in the map that comes first, while {@link #isEarliestKnown}: none is late if this one is not. */
    private Wait earliest;
    private boolean isEarliestKnown;

    /** As the engine has them. */
    private void queues(final int rtoMs)
    {
        initialMs = rtoMs;
        queues = new CompactQueues<>(table, new HalfOpenEntry(),
            new int[]{Math.min(SHORT_MS, rtoMs), rtoMs, 4 * rtoMs, 16 * rtoMs}, rtoMs, 1, table.halfOpenCapacity());
    }

    private int waitMs(final int retries)
    {
        return (int)Math.min(HalfOpenEntry.MAX_WAIT_MS, (long)initialMs << retries);
    }

    private boolean make(final boolean ipv6, final int nowMs)
    {
        final FourTuple key = new FourTuple().family(ipv6).local(0, 7, 80).remote(0, ++made, 1_000);
        if (!table.addHalfOpen(key, table.hash(key), made, syn, options, entry, nowMs))
        {
            assertEquals(RECORDS, table.halfOpenSize(ipv6));
            return false;
        }
        final Wait wait = new Wait(nowMs);
        wait.endMs = nowMs + waitMs(0);
        assertNull(model.put(entry.ref(), wait));
        isEarliestKnown = false;
        queues.startWait(entry, waitMs(0), nowMs);
        return true;
    }

    private void poll(final int nowMs, final int lateMs, final String where)
    {
        queues.poll(nowMs, Integer.MAX_VALUE >> 1, (due, hash) ->
        {
            final Wait wait = model.get(due.ref());
            assertNotNull(wait, "of nobody: " + where);
            assertTrue(nowMs - wait.endMs >= 0, "too early by " + (wait.endMs - nowMs) + ": " + where);
            assertEquals(table.hash(due), hash);
            fired++;
            isEarliestKnown = false;
            if (wait.retries == RETRIES)
            {
                table.remove(due, hash);
                model.remove(due.ref());
                return;
            }
            wait.retries++;
            due.retries(wait.retries);
            wait.endMs = nowMs + waitMs(wait.retries);
            queues.startWait(due, waitMs(wait.retries), nowMs);
        });
        final Wait first = earliest();
        assertTrue(first == null || nowMs - first.endMs <= lateMs, () -> "late by " + (nowMs - first.endMs) +
            ", retries=" + first.retries + ": " + where);
    }

    /** Looked for anew only where the map has changed: most milliseconds change nothing. */
    private Wait earliest()
    {
        if (!isEarliestKnown)
        {
            earliest = null;
            model.forEach((ref, wait) -> earliest =
                earliest == null || wait.endMs - earliest.endMs < 0 ? wait : earliest);
            isEarliestKnown = true;
        }
        return earliest;
    }

    /** No wait that was not cut short ends later than the loop looks, however often it has doubled. */
    @ParameterizedTest
    @CsvSource({"1000, 0", "1000, 2147483000", "1000, -5000", "1000, 1048000", "10, 0", "37, 99", "3000, 5", "120000, 7"})
    void shouldEndInTimeAtEachMillisecond(final int rtoMs, final int startMs)
    {
        queues(rtoMs);
        int nowMs = startMs;
        for (int i = 0; i < RECORDS; i++)
        {
            assertTrue(make(i % 2 == 0, nowMs));
            poll(++nowMs, 0, "rto=" + rtoMs);
        }
        while (!model.isEmpty())
        {
            poll(++nowMs, 0, "rto=" + rtoMs);
            assertTrue(nowMs - startMs < (RETRIES + 2) * HalfOpenEntry.MAX_WAIT_MS, "never ends");
        }
        assertEquals(0, table.halfOpenSize());
        assertEquals(RECORDS * (RETRIES + 1), fired);
    }

    /** Records come and go in any order, and the loop looks when it can: no more than a short queue too late then. */
    @ParameterizedTest
    @CsvSource({"1, 1000, 0", "2, 1000, 2147400000", "3, 250, -50000", "4, 3000, 1000000", "5, 10, 0", "6, 60000, 3"})
    void shouldEndEachWaitInTime(final long seed, final int rtoMs, final int startMs)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        queues(rtoMs);
        int nowMs = startMs;
        for (int step = 0; step < 60_000; step++)
        {
            final String where = "seed=" + seed + " step=" + step;
            switch (random.nextInt(6))
            {
                case 0, 1 -> make(random.nextBoolean(), nowMs);
                case 2 -> endOne(random, nowMs);
                default ->
                {
                    // A loop that stands still now and then, longer than the records can count.
                    nowMs += random.nextInt(200) > 0 ? random.nextInt(40) :
                        random.nextInt(20) > 0 ? random.nextInt(70_000) : random.nextInt(900_000);
                    poll(nowMs, Math.min(SHORT_MS, rtoMs) + 8, where);
                }
            }
            assertEquals(model.size(), table.halfOpenSize(), where);
        }
        assertTrue(fired > 500, "fired: " + fired);
        assertTrue(queues.sizeBytes() <= 1 << 16, "pool: " + queues.sizeBytes());
    }

    /** One completes, is reset, or is evicted. */
    private void endOne(final SplittableRandom random, final int nowMs)
    {
        if (model.isEmpty())
        {
            return;
        }
        if (random.nextInt(3) == 0)
        {
            final boolean ipv6 = random.nextBoolean();
            final boolean isFound = queues.takeOldest(entry, ipv6, ConnectionTable.NONE, nowMs);
            assertEquals(table.halfOpenSize(ipv6) > 0, isFound);
            if (!isFound)
            {
                return;
            }
        }
        else
        {
            final int skipped = random.nextInt(model.size());
            table.wrap(entry, model.keySet().stream().skip(skipped).findFirst().orElseThrow(), nowMs);
        }
        assertNotNull(model.remove(entry.ref()), "taken, but of nobody");
        isEarliestKnown = false;
        table.remove(entry);
    }

    /** Those that wait for the first time come and go in exact order, as long as records are freed by eviction alone. */
    @ParameterizedTest
    @CsvSource({"false, 0", "false, 1", "true, 3", "true, 8"})
    void shouldTakeTheOldestOfAFloodInOrder(final boolean ipv6, final int everyMs)
    {
        queues(1_000);
        int nowMs = 0;
        int oldest = 1;
        for (int i = 0; i < 20 * RECORDS; i++)
        {
            nowMs += everyMs;
            poll(nowMs, 0, "i=" + i);
            if (!make(ipv6, nowMs))
            {
                made--;
                assertTrue(queues.takeOldest(entry, ipv6, ConnectionTable.NONE, nowMs));
                assertEquals(oldest++, entry.iss(), "i=" + i);
                model.remove(entry.ref());
                isEarliestKnown = false;
                table.remove(entry);
                assertTrue(make(ipv6, nowMs));
            }
        }
        assertEquals(19 * RECORDS + 1, oldest);
    }

    /** Where waits have doubled, the oldest is one of the older ones: those of the longest waits go first. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldTakeOneOfTheOlderOnesOfASlowFlood(final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        queues(1_000);
        int nowMs = 0;
        int evicted = 0;
        while (evicted < 2_000)
        {
            nowMs += 1 + random.nextInt(1 + random.nextInt(400));
            poll(nowMs, 500, "seed=" + seed);
            final int now = nowMs;
            if (!make(false, nowMs))
            {
                final int oldestMs = model.values().stream().mapToInt(wait -> now - wait.startMs).max().orElseThrow();
                assertTrue(queues.takeOldest(entry, false, ConnectionTable.NONE, nowMs));
                final int ageMs = nowMs - model.remove(entry.ref()).startMs;
                isEarliestKnown = false;
                assertTrue(ageMs >= oldestMs / 4, "seed=" + seed + ": age=" + ageMs + " oldest=" + oldestMs);
                table.remove(entry);
                evicted++;
            }
        }
    }
}
