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
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;

/** The promises of the queues, one at a time. */
class DeadlineQueuesTest
{
    private static final int[] LENGTHS_MS = {1, 10, 200, 1_000, 5_000, 60_000};

    private final List<Integer> fired = new ArrayList<>();
    private final Tcb tcb = new Tcb();
    private ConnectionTable table;

    /** A millisecond in which nothing was due is not looked at twice; what is armed in it comes due in the next. */
    @Test
    void shouldFireWhatIsArmedInAnIdleMillisecond()
    {
        final int[] refs = records(2);
        final DeadlineQueues queues = new DeadlineQueues(table, LENGTHS_MS, 10_000);
        for (int nowMs = Integer.MAX_VALUE - 3, i = 0; i < 8; i++, nowMs++)
        {
            assertEquals(0, queues.poll(nowMs, 10, due -> fired.add(due.ref())));
            table.wrap(tcb, refs[i & 1]);
            queues.arm(tcb, nowMs, nowMs);
            assertEquals(0, queues.poll(nowMs, 10, due -> fired.add(due.ref())));
            assertEquals(1, queues.poll(++nowMs, 10, due -> fired.add(due.ref())));
            assertEquals(0, queues.poll(nowMs, 10, due -> fired.add(due.ref())));
            assertEquals(i + 1, fired.size());
        }
    }

    /** What a limit has left over is served in the same millisecond. */
    @Test
    void shouldGoOnWithinAMillisecond()
    {
        final int[] refs = records(5);
        final DeadlineQueues queues = new DeadlineQueues(table, LENGTHS_MS, 10_000);
        for (final int ref : refs)
        {
            table.wrap(tcb, ref);
            queues.arm(tcb, 1, 0);
        }
        for (final int looked : new int[]{2, 2, 1, 0})
        {
            assertEquals(looked, queues.poll(1, 2, due -> fired.add(due.ref())));
        }
        assertEquals(5, fired.size());
    }

    /** More comes due in the first queue, each millisecond, than a call looks at. */
    @ParameterizedTest
    @ValueSource(ints = {10, 200, 1_000})
    void shouldServeEachQueueHoweverMuchIsDueInAnother(final int lengthMs)
    {
        final int busy = 100;
        final int[] refs = records(busy + 1);
        final DeadlineQueues queues = new DeadlineQueues(table, LENGTHS_MS, 10_000);
        for (int i = 0; i < busy; i++)
        {
            table.wrap(tcb, refs[i]);
            queues.arm(tcb, 1, 0);
        }
        table.wrap(tcb, refs[busy]);
        queues.arm(tcb, lengthMs, 0);
        for (int now = 1; now <= lengthMs + LENGTHS_MS.length; now++)
        {
            final int nowMs = now;
            assertTrue(busy / 2 >= queues.poll(nowMs, busy / 2, due ->
            {
                fired.add(due.ref());
                if (due.ref() != refs[busy])
                {
                    queues.arm(due, nowMs + 1, nowMs);
                }
            }));
        }
        assertTrue(fired.contains(refs[busy]), "not looked at: length=" + lengthMs);
        assertEquals(busy + 1, fired.stream().distinct().count(), "of those in the first queue, some were passed over");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 200, 1_000, 5_000, 60_000})
    void shouldQueueARecordOnceForALength(final int lengthMs)
    {
        final int[] refs = records(1);
        final DeadlineQueues queues = new DeadlineQueues(table, LENGTHS_MS, 10_000);
        table.wrap(tcb, refs[0]);
        for (int nowMs = 0; nowMs < 10; nowMs++)
        {
            queues.arm(tcb, nowMs + lengthMs, nowMs);
            queues.disarm(tcb);
            queues.arm(tcb, nowMs + lengthMs, nowMs);
        }
        assertEquals(1, queues.poll(lengthMs + 1_000, 100, due -> fired.add(due.ref())));
        assertEquals(1, fired.size());
        assertEquals(0, queues.poll(lengthMs + 100_000, 100, due -> fired.add(due.ref())));
    }

    /** The table is larger than what one call searches, and much larger than the pool. */
    @Test
    void shouldFindEachDueRecordByASearchWhenThePoolIsUsedUp()
    {
        final int count = 20_000;
        final int[] refs = records(count);
        final DeadlineQueues queues = new DeadlineQueues(table, LENGTHS_MS, 0);
        for (final int ref : refs)
        {
            table.wrap(tcb, ref);
            queues.arm(tcb, 60_000, 0);
        }
        final int deadlineMs = 60_000;
        for (int i = 0; i < 10; i++)
        {
            queues.poll(deadlineMs, count, due -> fired.add(due.ref()));
        }
        assertTrue(queues.sweeps() > 0);
        assertEquals(count, fired.stream().distinct().count());
        assertEquals(count, fired.size());
        final long sweeps = queues.sweeps();
        queues.poll(deadlineMs, count, due -> fired.add(due.ref()));
        assertEquals(sweeps, queues.sweeps(), "once was enough");
    }

    private int[] records(final int count)
    {
        table = new ConnectionTable(Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, count).with(Setting.MAX_CONNECTIONS_IPV6, 1), new SplittableRandom(1)::nextLong);
        final int[] refs = new int[count];
        for (int i = 0; i < count; i++)
        {
            assertTrue(table.add(new FourTuple().family(false).local(0, 0xC6120002L, 80)
                .remote(0, 0xC6130000L + (i >> 10), 1_000 + (i & 0x3FF)), tcb));
            tcb.state(TcpState.ESTABLISHED);
            refs[i] = tcb.ref();
        }
        return refs;
    }
}
