package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/** An entry that was just found is removed where it was found: its overflow, too, is taken back from the lines it has passed. */
class FoundPlaceTest
{
    private static final int CAPACITY = 500;
    private static final int ROUNDS = 20;

    private final SplittableRandom random = new SplittableRandom(5);
    private final ConnectionTable table = new ConnectionTable(Settings.defaults()
        .with(Setting.MAX_CONNECTIONS_IPV4, CAPACITY)
        .with(Setting.TCP_MAX_TW_BUCKETS, 1)
        .with(Setting.TCP_MAX_SYN_BACKLOG, 1), random::nextLong);
    private final Tcb tcb = new Tcb();

    @Test
    void shouldLeaveNoOverflowBehind()
    {
        int passed = 0;
        for (int round = 0; round < ROUNDS; round++)
        {
            final List<FourTuple> keys = new ArrayList<>();
            for (int i = 0; i < CAPACITY; i++)
            {
                keys.add(new FourTuple().ipv4(1, random.nextInt() & 0xFFFF_FFFFL).ports(80, i + 1));
                assertTrue(table.add(keys.get(i), tcb));
            }
            for (final FourTuple key : keys)
            {
                passed += table.ipv4.index.passedBy(table.hash(key));
            }
            for (final FourTuple key : keys)
            {
                final int ref = table.find(key);
                table.wrap(tcb, ref);
                table.unlink(tcb);
                table.release(ref);
                assertEquals(ConnectionTable.NONE, table.find(key));
            }
            for (final FourTuple key : keys)
            {
                assertEquals(0, table.ipv4.index.passedBy(table.hash(key)), "round=" + round);
            }
        }
        assertTrue(passed > ROUNDS, "no line was ever full: passed=" + passed);
    }
}
