package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.*;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/** The record of a connection in TIME_WAIT: every field, the packed times, the limit of answers. */
class TimeWaitEntryTest
{
    private static final int MAX_HELD = 8;

    private final ConnectionTable table = new ConnectionTable(Settings.defaults()
        .with(Setting.MAX_CONNECTIONS_IPV4, 64)
        .with(Setting.MAX_CONNECTIONS_IPV6, 64)
        .with(Setting.TCP_MAX_TW_BUCKETS, MAX_HELD)
        .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, MAX_HELD), new SplittableRandom(5)::nextLong);
    private final Tcb tcb = new Tcb();
    private final TimeWaitEntry entry = new TimeWaitEntry();

    private void enterTimeWait(final boolean ipv6, final int number, final TimeWaitEntry into, final int nowMs)
    {
        assertTrue(table.add(key(ipv6, number), tcb));
        tcb.sndNxt(0x0102_0304 + number);
        tcb.rcvNxt(0x0506_0708 + number);
        tcb.tsRecent(0x090A_0B0C + number, 0);
        tcb.sndScale(number % 2 == 0 ? Tcb.NO_SCALING : 7);
        if (number % 3 == 0)
        {
            tcb.set(Tcb.TS_OK);
        }
        table.prepareTimeWait(tcb, into, nowMs);
        table.enterTimeWait(tcb, into);
        table.release(tcb.ref());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepEachFieldInItsOwnBytes(final boolean ipv6)
    {
        final TimeWaitEntry[] entries = new TimeWaitEntry[MAX_HELD];
        for (int i = 0; i < MAX_HELD; i++)
        {
            entries[i] = new TimeWaitEntry();
            enterTimeWait(ipv6, i, entries[i], 1_000 * i);
            entries[i].waitMs(60_000 + 8 * i);
            entries[i].queues(i + 3 & 15);
            assertTrue(entries[i].answer(500));
            assertFalse(entries[i].answer(500));
        }
        for (int i = 0; i < MAX_HELD; i++)
        {
            final TimeWaitEntry timeWait = entries[i];
            final FourTuple tuple = new FourTuple();
            timeWait.tuple(tuple);
            assertEquals(key(ipv6, i).toString(), tuple.toString());
            assertEquals(0x0102_0304 + i, timeWait.sndNxt());
            assertEquals(0x0506_0708 + i, timeWait.rcvNxt());
            assertEquals(0x090A_0B0C + i, timeWait.tsRecent());
            assertEquals(i % 3 == 0, timeWait.hasTimestamps());
            assertEquals(i % 2 != 0, timeWait.isScaling());
            assertEquals(i + 3 & 15, timeWait.queues());
            assertEquals(60_000 + 8 * i, timeWait.leftMs());
            assertEquals(0, timeWait.ageMs(), "entered at a multiple of 8");
            assertTrue(timeWait.isUsed());
            final int found = table.find(key(ipv6, i));
            assertEquals(timeWait.ref(), found);
            assertTrue(ConnectionTable.isTimeWait(found));
        }
    }

    /** 32 bytes for IPv4, 64 for IPv6: the memory for one more entry, but for its share of the index. */
    @Test
    void shouldTakeNoMoreThanItsRecordAndItsPlaceInTheIndex()
    {
        assertEquals(32 + 8, bytesPerEntry(Setting.TCP_MAX_TW_BUCKETS), 0.01);
        assertEquals(64 + 8, bytesPerEntry(Setting.TCP_MAX_TW_BUCKETS_IPV6), 0.01);
    }

    private static double bytesPerEntry(final Setting limit)
    {
        final Settings settings = Settings.defaults();
        final long small = new ConnectionTable(settings.with(limit, 100_000), () -> 1).sizeBytes();
        final long large = new ConnectionTable(settings.with(limit, 300_000), () -> 1).sizeBytes();
        return (large - small) / 200_000.0;
    }

    /** The loop's milliseconds wrap, and so do the packed units of 8 ms, each 18 hours. */
    @ParameterizedTest
    @CsvSource({"0", "8", "2147483640", "2147483647", "-2147483648", "-8", "-1", "67108856", "67108863", "67108864",
        "-67108865", "123456789"})
    void shouldCountTimeAcrossEveryWrap(final int startMs)
    {
        enterTimeWait(false, 1, entry, startMs);
        entry.waitMs(7_200_000);
        for (final int passed : new int[]{0, 8, 1_000, 60_000, 7_199_992, 7_200_000, 7_200_008, 9_000_000})
        {
            table.wrap(entry, entry.ref(), startMs + passed);
            assertEquals(passed, entry.ageMs(), 15, "passed=" + passed);
            assertEquals(7_200_000 - passed, entry.leftMs(), 15, "passed=" + passed);
            assertTrue(entry.ageMs() <= passed, "passed=" + passed);
        }
    }

    /** A wait that is started again for ever, and a loop that stood still: neither seems young, or to last, again. */
    @ParameterizedTest
    @CsvSource({"0", "2147480000", "-8", "67000000"})
    void shouldCountTimeForHours(final int startMs)
    {
        enterTimeWait(false, 1, entry, startMs);
        entry.waitMs(7_200_000);
        for (int minutes = 130; minutes < 18 * 60; minutes += 10)
        {
            final int passed = minutes * 60_000;
            table.wrap(entry, entry.ref(), startMs + passed);
            assertEquals(passed, entry.ageMs(), 15, "minutes=" + minutes);
            if (minutes < 16 * 60)
            {
                assertEquals(7_200_000 - passed, entry.leftMs(), 15, "minutes=" + minutes);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 999, 1_000, 59_999, 60_000, 7_200_000})
    void shouldNeverWaitShorterThanTold(final int waitMs)
    {
        for (int startMs = 1_000; startMs < 1_016; startMs++)
        {
            enterTimeWait(false, startMs, entry, startMs);
            entry.waitMs(waitMs);
            table.wrap(entry, entry.ref(), startMs + waitMs - 1);
            assertTrue(entry.leftMs() > 0, "start=" + startMs);
            table.wrap(entry, entry.ref(), startMs + waitMs + 8);
            assertTrue(entry.leftMs() <= 0, "start=" + startMs);
            table.remove(entry);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 500, 60_000})
    void shouldAnswerOnceInALimit(final int limitMs)
    {
        enterTimeWait(false, 1, entry, 0);
        int answered = 0;
        int last = -limitMs;
        for (int ms = 0; ms < 200_000; ms++)
        {
            table.wrap(entry, entry.ref(), ms);
            if (entry.answer(limitMs))
            {
                assertTrue(ms - last >= limitMs, "after " + (ms - last));
                assertTrue(answered == 0 || ms - last <= limitMs + 64, "after " + (ms - last));
                answered++;
                last = ms;
            }
        }
        assertTrue(answered > 1);
    }

    /** Times are kept in units of 32 ms: wherever in its unit the first answer was, the next one is never early. */
    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 33, 100, 500, 60_000})
    void shouldNeverAnswerEarlyWhereverInItsUnitTheLastAnswerWas(final int limitMs)
    {
        for (int firstMs = 1_000; firstMs < 1_064; firstMs++)
        {
            enterTimeWait(false, firstMs, entry, firstMs);
            assertTrue(entry.answer(limitMs));
            table.wrap(entry, entry.ref(), firstMs + limitMs - 1);
            assertFalse(entry.answer(limitMs), "first=" + firstMs);
            table.wrap(entry, entry.ref(), firstMs + limitMs + 64);
            assertTrue(entry.answer(limitMs), "first=" + firstMs);
            table.remove(entry);
        }
    }

    @Test
    void shouldAlwaysAnswerWithoutALimit()
    {
        enterTimeWait(false, 1, entry, 5);
        for (int i = 0; i < 10; i++)
        {
            assertTrue(entry.answer(0));
        }
    }

    /** First freed, first used again: that keeps entries of equal waits in the order of their memory. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldUseAgainWhatWasFreedFirst(final boolean ipv6)
    {
        final int[] refs = new int[MAX_HELD];
        for (int i = 0; i < MAX_HELD; i++)
        {
            enterTimeWait(ipv6, i, entry, 0);
            refs[i] = entry.ref();
        }
        for (final int i : new int[]{3, 1, 6})
        {
            table.wrap(entry, refs[i], 0);
            table.remove(entry);
            assertFalse(entry.isUsed());
        }
        for (final int i : new int[]{3, 1, 6})
        {
            enterTimeWait(ipv6, 20 + i, entry, 0);
            assertEquals(refs[i], entry.ref());
        }
        assertEquals(MAX_HELD, table.timeWaitSize());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldPrepareOneMoreThanMayBeHeld(final boolean ipv6)
    {
        for (int i = 0; i < MAX_HELD; i++)
        {
            enterTimeWait(ipv6, i, entry, 0);
            assertFalse(table.isTimeWaitFull(ipv6));
        }
        assertTrue(table.add(key(ipv6, 50), tcb));
        table.prepareTimeWait(tcb, entry, 0);
        assertTrue(table.isTimeWaitFull(ipv6));
        assertEquals(tcb.ref(), table.find(key(ipv6, 50)), "the 4-tuple still leads to the connection");
        table.release(entry);
        assertFalse(table.isTimeWaitFull(ipv6));
        assertEquals(tcb.ref(), table.find(key(ipv6, 50)));
    }

    static FourTuple key(final boolean ipv6, final int number)
    {
        final FourTuple key = new FourTuple().family(ipv6);
        return ipv6 ? key.local(0x20010db8L << 32, 2, 80).remote(0x20010db8L << 32, number / 7, 1_000 + number % 7) :
            key.local(0, 0xC6120002L, 80).remote(0, 0xC6130000L + number / 7, 1_000 + number % 7);
    }
}
