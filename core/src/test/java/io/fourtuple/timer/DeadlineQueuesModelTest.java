package io.fourtuple.timer;

import static org.junit.jupiter.api.Assertions.*;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;
import io.fourtuple.testing.OneJdk;

/** The queues against a map of deadlines, with records that are used again and a clock that jumps and wraps. */
@OneJdk
class DeadlineQueuesModelTest
{
    private static final int RECORDS = 200;
    private static final int[] LENGTHS_MS = {1, 10, 200, 1_000, 5_000, 60_000};

    private final ConnectionTable table = new ConnectionTable(Settings.defaults()
        .with(Setting.MAX_CONNECTIONS_IPV4, RECORDS)
        .with(Setting.MAX_CONNECTIONS_IPV6, 1), new SplittableRandom(1)::nextLong);
    private final Map<Integer, Integer> model = new HashMap<>();
    private final Tcb tcb = new Tcb();
    private int fired;

    @ParameterizedTest
    @CsvSource({
        "1, 0, 2000, false",
        "2, 2147483000, 2000, false",
        "3, -5000, 2000, false",
        "4, 0, 0, true"})
    void shouldFireEachDeadlineOnceAndInTime(final long seed, final int startMs, final int entries, final boolean starves)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final DeadlineQueues queues = new DeadlineQueues(table, LENGTHS_MS, entries);
        if (starves)
        {
            starve(queues, startMs);
        }
        final int[] refs = new int[RECORDS];
        for (int i = 0; i < RECORDS - 60; i++)
        {
            assertTrue(table.add(key(i), tcb));
            tcb.state(TcpState.ESTABLISHED);
            refs[i] = tcb.ref();
        }
        int nowMs = startMs;
        int armed = 0;
        for (int step = 0; step < 60_000; step++)
        {
            final int ref = refs[random.nextInt(RECORDS - 60)];
            table.wrap(tcb, ref);
            switch (random.nextInt(8))
            {
                case 0, 1 ->
                {
                    final int inMs = random.nextInt(1 << random.nextInt(1, 17));
                    queues.arm(tcb, nowMs + inMs, nowMs);
                    armed += model.put(ref, nowMs + inMs) == null ? 1 : 0;
                }
                case 2 ->
                {
                    queues.disarm(tcb);
                    armed -= model.remove(ref) != null ? 1 : 0;
                }
                default ->
                {
                    nowMs += random.nextInt(100) == 0 ? random.nextInt(70_000) : random.nextInt(3);
                    poll(queues, nowMs, step, starves);
                }
            }
        }
        // Everything left fires within its time.
        for (int i = 0; i < 100_000 && !model.isEmpty(); i++)
        {
            nowMs += 1;
            poll(queues, nowMs, -1, starves);
        }
        assertTrue(model.isEmpty(), "lost: " + model);
        assertTrue(fired > 1_000, "fired: " + fired);
        assertEquals(starves, queues.sweeps() > 0);
    }

    private void poll(final DeadlineQueues queues, final int nowMs, final int step, final boolean starves)
    {
        queues.poll(nowMs, Integer.MAX_VALUE >> 1, due ->
        {
            final Integer deadline = model.remove(due.ref());
            assertNotNull(deadline, "fired without a deadline: step=" + step);
            assertTrue(nowMs - deadline >= 0, "too early by " + (deadline - nowMs) + ": step=" + step);
            fired++;
        });
        if (!starves)
        {
            model.forEach((ref, deadline) ->
                assertTrue(nowMs - deadline <= 1, "late by " + (nowMs - deadline) + ": step=" + step));
        }
    }

    /** Fills every chunk with entries of records that are of no interest to the test. */
    private void starve(final DeadlineQueues queues, final int nowMs)
    {
        final Tcb other = new Tcb();
        for (int i = 0; i < 60; i++)
        {
            table.add(key(1_000 + i), other);
            other.state(TcpState.ESTABLISHED);
        }
        for (int round = 0; round < 512 * 16; round++)
        {
            table.wrap(other, round % 60);
            other.timerQueues(0);
            queues.arm(other, nowMs + 60_000_000, nowMs);
            queues.disarm(other);
        }
    }

    private static FourTuple key(final int number)
    {
        return new FourTuple().family(false).local(0, 0xC6120002L, 80).remote(0, 0xC6130000L, 1_000 + number);
    }
}
