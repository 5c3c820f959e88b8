package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.testing.OneJdk;

/** The whole table against a HashMap of 4-tuples. */
@OneJdk
class ConnectionTableModelTest
{
    private static final int CAPACITY = 500;

    private final SplittableRandom random = new SplittableRandom(11);
    private final ConnectionTable table = new ConnectionTable(Settings.defaults()
        .with(Setting.MAX_CONNECTIONS_IPV4, CAPACITY)
        .with(Setting.MAX_CONNECTIONS_IPV6, CAPACITY), random::nextLong);
    private final Tcb tcb = new Tcb();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFindWhatAHashMapFinds(final boolean ipv6)
    {
        final Map<String, Long> model = new HashMap<>();
        final List<FourTuple> present = new ArrayList<>();
        for (int step = 0; step < 50_000; step++)
        {
            final FourTuple key = key(ipv6, random.nextInt(1_500));
            final Long expected = model.get(key.toString());
            final int found = table.find(key);
            assertEquals(expected == null, found == ConnectionTable.NONE, "step=" + step);
            if (expected != null)
            {
                table.wrap(tcb, found);
                assertEquals(expected, tcb.id(), "step=" + step);
                final FourTuple read = new FourTuple();
                tcb.tuple(read);
                assertEquals(key.toString(), read.toString());
            }
            if (expected == null && random.nextInt(100) < 60)
            {
                final boolean added = table.add(key, tcb);
                assertEquals(present.size() < CAPACITY, added, "step=" + step);
                if (added)
                {
                    tcb.state(TcpState.ESTABLISHED);
                    model.put(key.toString(), tcb.id());
                    present.add(key);
                }
            }
            else if (expected != null && random.nextInt(100) < 70)
            {
                table.unlink(tcb);
                table.release(tcb.ref());
                present.remove(present.stream().filter(k -> k.toString().equals(key.toString())).findFirst().get());
                model.remove(key.toString());
            }
            assertEquals(model.size(), table.size());
        }
    }

    @Test
    void shouldRecogniseAStaleId()
    {
        assertTrue(table.add(key(false, 1), tcb));
        final long first = tcb.id();
        final int ref = tcb.ref();
        table.unlink(tcb);
        table.release(ref);
        assertTrue(table.add(key(false, 2), tcb));
        assertEquals(ref, tcb.ref(), "a freed record is used again first");
        assertNotEquals(first, tcb.id());
        assertFalse(table.wrapId(new Tcb(), first));
        assertTrue(table.wrapId(new Tcb(), tcb.id()));
        assertFalse(table.wrapId(new Tcb(), 0));
        assertFalse(table.wrapId(new Tcb(), -1));
        assertFalse(table.wrapId(new Tcb(), Long.MAX_VALUE));
        assertFalse(table.wrapId(new Tcb(), 1L << 32 | 400));
    }

    @Test
    void shouldGoThroughAllRecordsOfBothFamilies()
    {
        for (int i = 0; i < 5; i++)
        {
            table.add(key(i % 2 == 0, i), tcb);
        }
        int count = 0;
        for (int ref = table.nextRecord(ConnectionTable.NONE); ref != ConnectionTable.NONE; ref = table.nextRecord(ref))
        {
            count++;
        }
        assertEquals(5, count);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepEachFieldInItsOwnBytes(final boolean ipv6)
    {
        final Tcb before = new Tcb();
        final Tcb after = new Tcb();
        table.add(key(ipv6, 1), before);
        table.add(key(ipv6, 2), tcb);
        table.add(key(ipv6, 3), after);
        final long idBefore = before.id();
        final long idAfter = after.id();
        tcb.sndUna(0x01020304);
        tcb.sndNxt(0x05060708);
        tcb.rcvNxt(0x090A0B0C);
        tcb.rcvAdv(0x0D0E0F10);
        tcb.tsRecent(0x11121314, 0x7FL << 36);
        tcb.deadlineMs(0x15161718);
        tcb.transfer(0x191A1B1C);
        tcb.sndScale(7);
        tcb.retries(9);
        tcb.sndWndRaw(0xFEDC);
        tcb.mss(0xBA98);
        tcb.wantedWindow(0x7654);
        tcb.handler(0x3210);
        tcb.challengeStamp(0xF00D);
        tcb.timerQueues(0xA5);
        tcb.state(TcpState.LAST_ACK);
        tcb.set(Tcb.TS_OK | Tcb.KNOWN);
        tcb.rtoCode(0xC3);
        tcb.userData(0x1122334455667788L);
        assertEquals(0x01020304, tcb.sndUna());
        assertEquals(0x05060708, tcb.sndNxt());
        assertEquals(0x090A0B0C, tcb.rcvNxt());
        assertEquals(0x0D0E0F10, tcb.rcvAdv());
        assertEquals(0x11121314, tcb.tsRecent());
        assertEquals(1, tcb.tsRecentAge(0x80L << 36));
        assertEquals(0x15161718, tcb.deadlineMs());
        assertEquals(0x191A1B1C, tcb.transfer());
        assertEquals(7, tcb.sndScale());
        assertEquals(9, tcb.retries());
        assertEquals(0xFEDC << 7, tcb.sndWnd());
        assertEquals(0xFEDC << 7, tcb.maxSndWnd());
        assertEquals(0xBA98, tcb.mss());
        assertEquals(0x7654, tcb.wantedWindow());
        assertEquals(0x3210, tcb.handler());
        assertEquals(0xF00D, tcb.challengeStamp());
        assertEquals(0xA5, tcb.timerQueues());
        assertEquals(TcpState.LAST_ACK, tcb.state());
        assertTrue(tcb.is(Tcb.TS_OK) && tcb.is(Tcb.KNOWN) && !tcb.is(Tcb.SACK_OK));
        assertEquals(0xC3, tcb.rtoCode());
        assertEquals(0x1122334455667788L, tcb.userData());
        assertEquals(key(ipv6, 2).toString(), tupleOf(tcb));
        assertEquals(key(ipv6, 1).toString(), tupleOf(before));
        assertEquals(key(ipv6, 3).toString(), tupleOf(after));
        assertEquals(idBefore, before.id());
        assertEquals(idAfter, after.id());
        assertEquals(0, before.userData() | after.userData() | before.sndUna() | after.sndUna());
    }

    private static String tupleOf(final Tcb tcb)
    {
        final FourTuple tuple = new FourTuple();
        tcb.tuple(tuple);
        return tuple.toString();
    }

    private static FourTuple key(final boolean ipv6, final int number)
    {
        final FourTuple key = new FourTuple().family(ipv6);
        return ipv6 ? key.local(0x20010db8L << 32, 2, 80).remote(0x20010db8L << 32, number / 7, 1_000 + number % 7) :
            key.local(0, 0xC6120002L, 80).remote(0, 0xC6130000L + number / 7, 1_000 + number % 7);
    }
}
