package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.*;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.testing.OneJdk;

/** Connections that come, go to TIME_WAIT and end, in one index, against a map; loading ahead must change nothing. */
@OneJdk
class TimeWaitModelTest
{
    private static final int KEYS = 600;
    private static final int CAPACITY = 300;

    /** The map's value: open or in TIME_WAIT, and a number that both kinds of records keep. */
    private record Known(boolean isTimeWait, int number)
    {
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 2", "true, 3", "true, 4"})
    void shouldFindWhatAMapFinds(final boolean ipv6, final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final ConnectionTable table = new ConnectionTable(Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, CAPACITY)
            .with(Setting.MAX_CONNECTIONS_IPV6, CAPACITY)
            .with(Setting.TCP_MAX_TW_BUCKETS, CAPACITY)
            .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, CAPACITY), random::nextLong);
        final Map<Integer, Known> model = new HashMap<>();
        final Tcb tcb = new Tcb();
        final TimeWaitEntry entry = new TimeWaitEntry();
        final long[] hashes = new long[ConnectionTable.MAX_TOUCHED];
        int timeWait = 0;
        for (int step = 0; step < 100_000; step++)
        {
            final int number = random.nextInt(KEYS);
            final FourTuple key = TimeWaitEntryTest.key(ipv6, number);
            final String where = "seed=" + seed + " step=" + step;
            if (step % 16 == 0)
            {
                for (int i = 0; i < hashes.length; i++)
                {
                    hashes[i] = table.hash(TimeWaitEntryTest.key(ipv6, random.nextInt(KEYS)));
                }
                table.touch(ipv6, hashes, hashes.length);
            }
            final Known known = model.get(number);
            final int ref = table.find(key);
            assertEquals(known == null, ref == ConnectionTable.NONE, where);
            if (known == null)
            {
                if (table.hasRoom(ipv6))
                {
                    assertTrue(table.add(key, tcb), where);
                    tcb.sndNxt(step);
                    model.put(number, new Known(false, step));
                }
            }
            else if (known.isTimeWait())
            {
                assertTrue(ConnectionTable.isTimeWait(ref), where);
                table.wrap(entry, ref, step);
                assertEquals(known.number(), entry.sndNxt(), where);
                if (random.nextBoolean())
                {
                    table.remove(entry);
                    model.remove(number);
                    timeWait--;
                }
            }
            else
            {
                assertFalse(ConnectionTable.isTimeWait(ref), where);
                table.wrap(tcb, ref);
                assertEquals(known.number(), tcb.sndNxt(), where);
                if (timeWait < CAPACITY)
                {
                    table.prepareTimeWait(tcb, entry, step);
                    table.enterTimeWait(tcb, entry);
                    table.release(ref);
                    model.put(number, new Known(true, known.number()));
                    timeWait++;
                }
            }
            assertEquals(timeWait, table.timeWaitSize(), where);
            assertEquals(model.size() - timeWait, table.size(), where);
        }
        assertTrue(timeWait > 0);
    }
}
