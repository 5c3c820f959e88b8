package io.fourtuple.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import io.fourtuple.app.FourTuple;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;

/** The queue against a list, with connections that leave, come again, and end. */
class WaitQueueTest
{
    private static final int RECORDS = 2_000;

    private final ConnectionTable table = new ConnectionTable(Settings.defaults()
        .with(Setting.MAX_CONNECTIONS_IPV4, RECORDS).with(Setting.MAX_CONNECTIONS_IPV6, 1), new SplittableRandom(1)::nextLong);
    private final WaitQueue queue = new WaitQueue(table);
    private final Tcb tcb = new Tcb();

    @Test
    void shouldServeInOrderAndHoldNoMoreThanTheTable()
    {
        final SplittableRandom random = new SplittableRandom(7);
        final int[] refs = new int[RECORDS];
        for (int i = 0; i < RECORDS; i++)
        {
            assertTrue(table.add(key(i), tcb));
            tcb.state(TcpState.ESTABLISHED);
            refs[i] = tcb.ref();
        }
        final Deque<Integer> model = new ArrayDeque<>();
        for (int step = 0; step < 200_000; step++)
        {
            final int ref = refs[random.nextInt(RECORDS)];
            table.wrap(tcb, ref);
            final int timers = tcb.timerQueues() & 0x3F;
            switch (random.nextInt(4))
            {
                case 0, 1 ->
                {
                    queue.add(tcb);
                    assertTrue(WaitQueue.isWaiting(tcb));
                    if (!model.contains(ref))
                    {
                        model.add(ref);
                    }
                }
                case 2 ->
                {
                    WaitQueue.leave(tcb);
                    assertTrue(!WaitQueue.isWaiting(tcb));
                }
                default ->
                {
                    if (!model.isEmpty())
                    {
                        queue.head(tcb);
                        assertEquals(model.poll(), tcb.ref(), "step=" + step);
                        queue.remove(tcb);
                        assertTrue(!WaitQueue.isWaiting(tcb));
                    }
                }
            }
            table.wrap(tcb, ref);
            assertEquals(timers, tcb.timerQueues() & 0x3F, "bits of the timers");
            assertEquals(model.size(), queue.size());
        }
    }

    private static FourTuple key(final int number)
    {
        return new FourTuple().family(false).local(0, 0xC6120002L, 80).remote(0, 0xC6130000L, 1_000 + number);
    }
}
