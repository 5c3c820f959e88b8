package io.fourtuple.bench.measure.parts;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import io.fourtuple.app.FourTuple;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;
import io.fourtuple.timer.DeadlineQueues;

/**
 * Deadlines, with as many of them set as there are connections: one moved on, as each segment sent does; and one that
 * comes and is set anew, as a TIME_WAIT that ends and the next one that begins.
 */
public class TimersBenchmark extends PartBenchmark
{
    private static final int BATCH = 64;

    @Param({"10000", "98304", "786432", "12582912"})
    private int entries;

    private final NumberedTuples tuples = new NumberedTuples();
    private final Tcb tcb = new Tcb();
    private ConnectionTable table;
    private DeadlineQueues queues;
    private int lengthMs;
    private int nowMs;
    private long fired;
    private long expected;
    // Made once: a lambda that is made each time would be what is allocated.
    private final DeadlineQueues.Handler setAnew = record ->
    {
        fired++;
        queues.arm(record, nowMs + lengthMs, nowMs);
    };

    @Setup
    public void setUp()
    {
        table = new ConnectionTable(Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, entries)
            .with(Setting.MAX_CONNECTIONS_IPV6, 1), new java.util.SplittableRandom(1)::nextLong);
        lengthMs = entries / BATCH;
        queues = new DeadlineQueues(table, new int[]{1, lengthMs}, 2L * entries);
        final FourTuple key = new FourTuple();
        for (int i = 0; i < entries; i++)
        {
            NumberedTuples.fill(key, i);
            table.add(key, tcb);
            // As many a millisecond as one invocation serves.
            queues.arm(tcb, i / BATCH + lengthMs, i / BATCH);
        }
        nowMs = (entries - 1) / BATCH;
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        if (fired != expected)
        {
            throw new IllegalStateException("deadlines that came must be " + expected + ": " + fired);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int floor()
    {
        int sum = 0;
        for (int i = 0; i < BATCH; i++)
        {
            table.wrap(tcb, tuples.next(entries));
            sum += tcb.sndNxt();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void moveOn()
    {
        for (int i = 0; i < BATCH; i++)
        {
            table.wrap(tcb, tuples.next(entries));
            queues.arm(tcb, nowMs + lengthMs, nowMs);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void expireAndSet()
    {
        nowMs++;
        expected += queues.poll(nowMs, BATCH * 2, setAnew);
    }
}
