package io.fourtuple.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.TimeWaitEntry;

/** The promises of the queues, one at a time. */
class CompactQueuesTest
{
    private static final int USUAL_MS = 60_000;
    private static final int UNIT_MS = 8;
    private static final int MAX_HELD = 1_000;

    private final ConnectionTable table = new ConnectionTable(Settings.defaults()
        .with(Setting.TCP_MAX_TW_BUCKETS, MAX_HELD), new SplittableRandom(1)::nextLong);
    private final CompactQueues<TimeWaitEntry> queues = new CompactQueues<>(
        table, new TimeWaitEntry(), new int[]{50, 500, 5_000, USUAL_MS}, USUAL_MS, UNIT_MS, table.timeWaitCapacity());
    private final TimeWaitEntry entry = new TimeWaitEntry();
    private final List<Integer> ended = new ArrayList<>();
    private int made;

    /**
     * A wait that is the sum of two lengths is looked at twice, also when the first look is late: what is left is counted
     * from when it was due. Else the rest would be a little less than a length, and be cut into many short ones.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 8})
    void shouldCountWhatIsLeftFromWhenItWasDue(final int lateMs)
    {
        startWait(false, USUAL_MS + 5_000, 0);
        int looked = 0;
        for (int nowMs = 0; nowMs < USUAL_MS + 5_000 + 4 * UNIT_MS && ended.isEmpty(); nowMs++)
        {
            if (nowMs < USUAL_MS || nowMs >= USUAL_MS + lateMs)
            {
                looked += poll(nowMs, 100);
            }
        }
        assertEquals(1, ended.size(), "not ended in time");
        assertEquals(2, looked);
    }

    /** As many come due as a call looks at, and more come all the time; the other family's wait ends all the same. */
    @Test
    void shouldServeEachQueueHoweverMuchIsDueInAnother()
    {
        startWait(true, USUAL_MS, 0);
        final int waiting = entry.ref();
        final int each = 100;
        for (int i = 0; i < 3 * CompactQueues.QUEUES; i++)
        {
            final int nowMs = USUAL_MS - 200 + i * 60;
            poll(nowMs, each / 2);
            while (table.timeWaitSize() < MAX_HELD)
            {
                startWait(false, 50, nowMs);
            }
        }
        assertTrue(ended.contains(waiting), "the other one was never looked at");
    }

    private int poll(final int nowMs, final int limit)
    {
        return queues.poll(nowMs, limit, (due, keyHash) ->
        {
            ended.add(due.ref());
            table.remove(due, keyHash);
        });
    }

    private void startWait(final boolean ipv6, final int waitMs, final int nowMs)
    {
        final Tcb tcb = new Tcb();
        final FourTuple key = new FourTuple().family(ipv6).local(0, 7, 80).remote(0, ++made, 1_000);
        assertTrue(table.add(key, tcb));
        table.prepareTimeWait(tcb, entry, nowMs);
        table.enterTimeWait(tcb, entry);
        table.release(tcb.ref());
        queues.startWait(entry, waitMs, nowMs);
    }
}
