package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/** Loading ahead reads only, whatever the table holds: nothing, some, or lines so full that they send on. */
class TouchTest
{
    private static final int CAPACITY = 20_000;

    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "10000, false", "20000, false", "0, true", "1, true", "20000, true"})
    void shouldChangeNothing(final int entries, final boolean ipv6)
    {
        final ConnectionTable table = new ConnectionTable(Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, ipv6 ? 1 : CAPACITY)
            .with(Setting.MAX_CONNECTIONS_IPV6, ipv6 ? CAPACITY : 1), new SplittableRandom(5)::nextLong);
        final FourTuple key = new FourTuple();
        final Tcb tcb = new Tcb();
        for (int i = 0; i < entries; i++)
        {
            table.add(tuple(key, ipv6, i), tcb);
            tcb.sndNxt(i);
        }
        final long[] hashes = new long[ConnectionTable.MAX_TOUCHED];
        for (int from = 0; from < CAPACITY; from += ConnectionTable.MAX_TOUCHED)
        {
            for (int i = 0; i < hashes.length; i++)
            {
                hashes[i] = table.hash(tuple(key, ipv6, from + i));
            }
            table.touch(ipv6, hashes, hashes.length);
            table.touch(ipv6, hashes, 0);
        }
        assertEquals(entries, table.size());
        for (int i = 0; i < CAPACITY; i++)
        {
            final int ref = table.find(tuple(key, ipv6, i));
            assertEquals(i < entries, ref != ConnectionTable.NONE, "entry=" + i);
            if (i < entries)
            {
                table.wrap(tcb, ref);
                assertEquals(i, tcb.sndNxt());
            }
        }
    }

    private static FourTuple tuple(final FourTuple key, final boolean ipv6, final int number)
    {
        return key.family(ipv6).local(ipv6 ? 7 : 0, 0xC612_0001L, 80).remote(ipv6 ? 8 : 0, 0xC613_0000L + number, 1_024);
    }
}
