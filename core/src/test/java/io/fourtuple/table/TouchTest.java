package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.testing.OneJdk;

/** Loading ahead reads only, whatever the table holds: nothing, some, or lines so full that they send on. */
@OneJdk
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

    /** A place seen when loading ahead is a guess: connections end, begin and take others' records before they are found. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldFindWhatIsThereWhenTheTableChangedSince(final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final ConnectionTable table = new ConnectionTable(Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, CAPACITY)
            .with(Setting.MAX_CONNECTIONS_IPV6, 1), new SplittableRandom(seed)::nextLong);
        final boolean[] present = new boolean[2 * CAPACITY];
        final FourTuple key = new FourTuple();
        final Tcb tcb = new Tcb();
        final int[] numbers = new int[ConnectionTable.MAX_TOUCHED];
        final long[] hashes = new long[ConnectionTable.MAX_TOUCHED];
        while (table.size() < CAPACITY)
        {
            change(table, present, random.nextInt(present.length), true);
        }
        for (int round = 0; round < 2_000; round++)
        {
            for (int i = 0; i < numbers.length; i++)
            {
                numbers[i] = random.nextInt(present.length);
                hashes[i] = table.hash(tuple(key, false, numbers[i]));
            }
            table.touch(false, hashes, hashes.length);
            for (int i = 0; i < numbers.length; i++)
            {
                change(table, present, numbers[random.nextInt(numbers.length)], random.nextBoolean());
                final int ref = table.find(tuple(key, false, numbers[i]), hashes[i]);
                final String where = "seed=" + seed + " round=" + round + " i=" + i;
                assertEquals(present[numbers[i]], ref != ConnectionTable.NONE, where);
                if (ref != ConnectionTable.NONE)
                {
                    table.wrap(tcb, ref);
                    assertEquals(numbers[i], tcb.sndNxt(), where);
                }
            }
        }
    }

    private static void change(
        final ConnectionTable table, final boolean[] present, final int number, final boolean isToBePresent)
    {
        final FourTuple key = tuple(new FourTuple(), false, number);
        final Tcb tcb = new Tcb();
        if (present[number] && !isToBePresent)
        {
            final int ref = table.find(key);
            table.wrap(tcb, ref);
            table.unlink(tcb);
            table.release(ref);
            present[number] = false;
        }
        else if (!present[number] && isToBePresent && table.add(key, tcb))
        {
            tcb.sndNxt(number);
            present[number] = true;
        }
    }

    private static FourTuple tuple(final FourTuple key, final boolean ipv6, final int number)
    {
        return key.family(ipv6).local(ipv6 ? 7 : 0, 0xC612_0001L, 80).remote(ipv6 ? 8 : 0, 0xC613_0000L + number, 1_024);
    }
}
