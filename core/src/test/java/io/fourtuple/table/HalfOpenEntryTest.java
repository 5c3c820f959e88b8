package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.*;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.testing.Frames;
import io.fourtuple.wire.IpCheck;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.TcpCheck;

/** The record of a half-open connection: every field, the packed time, its way to a full record. */
class HalfOpenEntryTest
{
    private static final int RECORDS = 8;
    private static final int[] MSS = {0, 1, 536, 1_460, 9_000, 32_768, 65_534, 65_535};

    private final ConnectionTable table = new ConnectionTable(settings(RECORDS), new SplittableRandom(5)::nextLong);
    private final HalfOpenEntry entry = new HalfOpenEntry();
    private final SynOptions options = new SynOptions();
    private final Tcb tcb = new Tcb();

    static Settings settings(final int records)
    {
        return Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, records)
            .with(Setting.MAX_CONNECTIONS_IPV6, records)
            .with(Setting.TCP_MAX_TW_BUCKETS, records)
            .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, records)
            .with(Setting.TCP_MAX_SYN_BACKLOG, records)
            .with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, records);
    }

    /** A SYN that has passed the border check. */
    static Segment syn(final int seq, final int tsVal)
    {
        final byte[] frame = Frames.segment("S").seq(seq).timestamps(tsVal, 0).bytes();
        final Segment segment = new Segment();
        assertNull(new IpCheck(LocalAddresses.all()).check(Frames.offHeap(frame), 0, frame.length, segment));
        assertNull(new TcpCheck(new Counters()).check(segment));
        return segment;
    }

    private void add(final boolean ipv6, final int number, final HalfOpenEntry into, final int nowMs)
    {
        final FourTuple key = TimeWaitEntryTest.key(ipv6, number);
        options.set(MSS[number % MSS.length], number % 16 == 15 ? Segment.ABSENT : number % 15,
            number % 2 == 0, number % 3 == 0);
        assertTrue(table.addHalfOpen(key, table.hash(key), 0x0102_0304 + number,
            syn(0x0506_0708 + number, 0x090A_0B0C + number), options, into, nowMs));
    }

    private void assertFields(final boolean ipv6, final int number, final HalfOpenEntry read)
    {
        final FourTuple tuple = new FourTuple();
        read.tuple(tuple);
        final SynOptions kept = new SynOptions();
        read.options(kept);
        final String where = "number=" + number;
        assertEquals(TimeWaitEntryTest.key(ipv6, number).toString(), tuple.toString(), where);
        assertEquals(0x0102_0304 + number, read.iss(), where);
        assertEquals(0x0506_0708 + number, read.irs(), where);
        assertEquals(0x090A_0B0C + number, read.tsRecent(), where);
        assertEquals(MSS[number % MSS.length], kept.mss(), where);
        assertEquals(number % 16 == 15 ? Segment.ABSENT : number % 15, kept.windowScale(), where);
        assertEquals(number % 2 == 0, kept.isSackPermitted(), where);
        assertEquals(number % 3 == 0, kept.hasTimestamps(), where);
        assertEquals(SynOptions.NO_BITS, kept.timestampBits(), where);
        assertTrue(read.isUsed(), where);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepEachFieldInItsOwnBits(final boolean ipv6)
    {
        for (int first = 0; first < 64; first += RECORDS)
        {
            final HalfOpenEntry[] entries = new HalfOpenEntry[RECORDS];
            for (int i = 0; i < RECORDS; i++)
            {
                entries[i] = new HalfOpenEntry();
                add(ipv6, first + i, entries[i], 1_000);
                assertEquals(0, entries[i].retries(), "of whoever had the record before");
                entries[i].waitMs(HalfOpenEntry.MAX_WAIT_MS - i);
                entries[i].queues(15 - i & 15);
                entries[i].retries(15 - i);
                assertTrue(entries[i].answer(500));
                assertFalse(entries[i].answer(500));
            }
            for (int i = 0; i < RECORDS; i++)
            {
                assertFields(ipv6, first + i, entries[i]);
                assertEquals(15 - i & 15, entries[i].queues());
                assertEquals(15 - i, entries[i].retries());
                assertEquals(HalfOpenEntry.MAX_WAIT_MS - i, entries[i].leftMs());
                final int found = table.find(TimeWaitEntryTest.key(ipv6, first + i));
                assertEquals(entries[i].ref(), found);
                assertTrue(ConnectionTable.isHalfOpen(found));
                assertFalse(ConnectionTable.isTimeWait(found));
            }
            for (final HalfOpenEntry used : entries)
            {
                table.remove(used);
                assertFalse(used.isUsed());
            }
            assertEquals(0, table.halfOpenSize());
        }
    }

    /** 32 bytes for IPv4, 64 for IPv6, and a place in the index: tens of megabytes for a million. */
    @Test
    void shouldTakeNoMoreThanItsRecordAndItsPlaceInTheIndex()
    {
        assertEquals(32 + 8, bytesPerEntry(Setting.TCP_MAX_SYN_BACKLOG), 0.01);
        assertEquals(64 + 8, bytesPerEntry(Setting.TCP_MAX_SYN_BACKLOG_IPV6), 0.01);
    }

    private static double bytesPerEntry(final Setting limit)
    {
        final Settings settings = Settings.defaults();
        final long small = new ConnectionTable(settings.with(limit, 100_000), () -> 1).sizeBytes();
        final long large = new ConnectionTable(settings.with(limit, 300_000), () -> 1).sizeBytes();
        return (large - small) / 200_000.0;
    }

    /** The loop's milliseconds wrap, and so do the 20 bits of the deadline. */
    @ParameterizedTest
    @CsvSource({"0", "1", "2147483640", "2147483647", "-2147483648", "-1", "1048575", "1048576", "-1048577",
        "123456789"})
    void shouldCountTimeAcrossEveryWrap(final int startMs)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            add(ipv6, 1, entry, startMs);
            for (final int waitMs : new int[]{0, 1, 50, 1_000, 119_999, 120_000})
            {
                table.wrap(entry, entry.ref(), startMs);
                entry.waitMs(waitMs);
                for (final int passed : new int[]{0, 1, 999, 1_000, 119_999, 120_000, 120_001, 500_000, 900_000})
                {
                    table.wrap(entry, entry.ref(), startMs + passed);
                    assertEquals(waitMs - passed, entry.leftMs(), "wait=" + waitMs + " passed=" + passed);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1000", "1, 2000", "4, 16000", "6, 64000", "7, 120000", "15, 120000"})
    void shouldKnowItsWholeWait(final int retries, final int expectedMs)
    {
        add(false, 1, entry, 0);
        entry.retries(retries);
        assertEquals(expectedMs, entry.wholeWaitMs(1_000));
        assertEquals(120_000, entry.wholeWaitMs(120_000), "however often it doubles");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBecomeAFullRecordUnderTheSameKey(final boolean ipv6)
    {
        for (int i = 0; i < RECORDS; i++)
        {
            add(ipv6, i, entry, 0);
        }
        final FourTuple key = TimeWaitEntryTest.key(ipv6, 3);
        table.wrap(entry, table.find(key), 0);
        assertTrue(table.promote(entry, key, table.hash(key), tcb));
        assertFalse(entry.isUsed());
        assertEquals(tcb.ref(), table.find(key));
        assertFalse(ConnectionTable.isHalfOpen(tcb.ref()) || ConnectionTable.isTimeWait(tcb.ref()));
        assertEquals(RECORDS - 1, table.halfOpenSize(ipv6));
        assertEquals(0, table.halfOpenSize(!ipv6));
        assertEquals(1, table.size());
        assertEquals(key.remotePort(), tcb.remotePort());
        assertEquals(key.localLo(), tcb.localLo());
        assertEquals(0, tcb.userData());
    }

    /** Neither promotion nor addition without room changes anything. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldStayWhenThereIsNoRoom(final boolean ipv6)
    {
        for (int i = 0; i < RECORDS; i++)
        {
            add(ipv6, i, entry, 0);
            assertTrue(table.add(TimeWaitEntryTest.key(ipv6, 100 + i), tcb));
        }
        final FourTuple key = TimeWaitEntryTest.key(ipv6, 5);
        table.wrap(entry, table.find(key), 0);
        assertFalse(table.promote(entry, key, table.hash(key), tcb));
        assertEquals(entry.ref(), table.find(key));
        assertFields(ipv6, 5, entry);
        final FourTuple another = TimeWaitEntryTest.key(ipv6, 50);
        assertFalse(table.addHalfOpen(another, table.hash(another), 1, syn(1, 1), options, new HalfOpenEntry(), 0));
        assertEquals(ConnectionTable.NONE, table.find(another));
        assertEquals(RECORDS, table.halfOpenSize(ipv6));
        assertEquals(RECORDS, table.halfOpenCapacity(ipv6));
        assertEquals(2 * RECORDS, table.halfOpenCapacity());
    }

    @Test
    void shouldGoThroughAllRecordsOfBothFamilies()
    {
        assertEquals(ConnectionTable.NONE, table.nextHalfOpen(ConnectionTable.NONE));
        add(true, 1, entry, 0);
        assertEquals(entry.ref(), table.nextHalfOpen(ConnectionTable.NONE), "IPv6 alone");
        for (int i = 2; i < 5; i++)
        {
            add(false, i, entry, 0);
            add(true, i, entry, 0);
        }
        table.remove(entry);
        int used = 0;
        int seen = 0;
        for (int ref = table.nextHalfOpen(ConnectionTable.NONE); ref != ConnectionTable.NONE;
            ref = table.nextHalfOpen(ref))
        {
            assertTrue(ConnectionTable.isHalfOpen(ref));
            table.wrap(entry, ref, 0);
            used += entry.isUsed() ? 1 : 0;
            seen++;
        }
        assertEquals(7, seen);
        assertEquals(6, used);
    }
}
