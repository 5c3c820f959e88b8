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
import io.fourtuple.table.TimeWaitEntry;
import io.fourtuple.timer.CompactQueues;
import io.fourtuple.timewait.TimeWaitPolicies;
import io.fourtuple.timewait.TimeWaitPolicy;

/**
 * TIME_WAIT entries made and ended beside many others, by table, queues and policy alone: what the state
 * machine does with them, without the segment that causes it.
 * <pre>
 *   enter            1,024 connections ──> policy: how long ──> entry in place of the connection, queued
 *   expire           the 1,024 oldest entries, all of them due, end
 *   enterAndExpire   both, the clock going on so that as many end as are made: what a wait that is not the usual one
 *                    costs in the shorter queues is in it
 * </pre>
 * Before each invocation, untimed, what it needs is made: connections, and entries up to the number wanted. The policy
 * {@code none} is not here: it makes no entry, and its close is that of any connection ({@code bench cycle}). Reuse is
 * in {@link TimeWaitReuseBenchmark} and {@link TimeWaitConnectBenchmark}.
 */
public class TimeWaitBenchmark extends PartBenchmark
{
    private static final int BATCH = 64;
    private static final int POLL_LIMIT = 16 * BATCH;
    private static final int RTO_MS = 200;
    /** By then a wait that is over has been seen to be. */
    private static final int LAG_MS = 100;
    private static final long TUPLES = 4_000_000_000L;

    @Param({"10000", "1000000", "10000000"})
    private int entries;

    @Param({"rfc6191", "linux", "linux-recycle", "freebsd", "classic"})
    private String policy;

    private final int[] open = new int[OPS];
    private final FourTuple key = new FourTuple();
    private final Tcb tcb = new Tcb();
    private final TimeWaitEntry entry = new TimeWaitEntry();
    // Made once: a lambda that is made each time would be what is allocated.
    private final CompactQueues.Handler<TimeWaitEntry> remove = this::end;
    private ConnectionTable table;
    private CompactQueues<TimeWaitEntry> queues;
    private TimeWaitPolicy rules;
    private int timeWaitMs;
    private int opened;
    private long made;
    private long entered;
    private long ended;

    @Setup
    public void setUp()
    {
        final Settings settings = Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, OPS)
            .with(Setting.MAX_CONNECTIONS_IPV6, 1)
            .with(Setting.TCP_MAX_TW_BUCKETS, entries + 2L * spare())
            .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, 1);
        table = new ConnectionTable(settings, new java.util.SplittableRandom(1)::nextLong);
        final int usualMs = settings.intValue(Setting.TIME_WAIT_SECONDS) * 1_000;
        queues = new CompactQueues<>(
            table, new TimeWaitEntry(), new int[]{50, 500, 5_000, usualMs}, usualMs, 8, table.timeWaitCapacity());
        rules = TimeWaitPolicies.of(policy, settings);
        open();
        table.wrap(tcb, open[0]);
        table.prepareTimeWait(tcb, entry, 0);
        timeWaitMs = (int)rules.timeWaitMs(entry, RTO_MS);
        table.release(entry);
        prepare();
    }

    private int spare()
    {
        return Math.max(2 * OPS, entries / 8);
    }

    /** Has so many connections open, and so many entries in TIME_WAIT, as an invocation needs. */
    @Setup(Level.Invocation)
    public void prepare()
    {
        open();
        while (inTimeWait() < entries)
        {
            enterAll(0, OPS);
            open();
        }
        while (inTimeWait() > entries + spare())
        {
            queues.poll(nowMs(entered) + LAG_MS, POLL_LIMIT, remove);
        }
    }

    private void open()
    {
        for (; opened < OPS; opened++)
        {
            NumberedTuples.fill(key, made++ % TUPLES);
            table.add(key, tcb);
            tcb.set(Tcb.TS_OK);
            open[opened] = tcb.ref();
        }
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        requireNoneWrong("wrong answers");
        if (table.timeWaitSize() != inTimeWait())
        {
            throw new IllegalStateException("entries must be " + inTimeWait() + ": " + table.timeWaitSize());
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public int floor()
    {
        int sum = 0;
        for (int i = 0; i < OPS; i++)
        {
            table.wrap(tcb, open[i]);
            sum += tcb.sndNxt();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void enter()
    {
        enterAll(0, OPS);
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void expire()
    {
        final long before = ended;
        queues.poll(nowMs(entered + OPS) + LAG_MS, OPS, remove);
        wrong += Math.abs(ended - before - OPS);
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void enterAndExpire()
    {
        for (int i = 0; i < OPS; i += BATCH)
        {
            enterAll(i, BATCH);
            queues.poll(nowMs(entered), POLL_LIMIT, remove);
        }
    }

    private void enterAll(final int from, final int count)
    {
        final int nowMs = nowMs(entered);
        for (int i = from; i < from + count; i++)
        {
            table.wrap(tcb, open[i]);
            table.prepareTimeWait(tcb, entry, nowMs);
            final int waitMs = (int)rules.timeWaitMs(entry, RTO_MS);
            wrong += waitMs != timeWaitMs || table.isTimeWaitFull(false) ? 1 : 0;
            table.enterTimeWait(tcb, entry);
            queues.startWait(entry, waitMs, nowMs);
            rules.onEntered(entry, nowMs * 1_000_000L);
            table.release(open[i]);
        }
        entered += count;
        opened -= count;
    }

    private void end(final TimeWaitEntry over, final long keyHash)
    {
        table.remove(over, keyHash);
        ended++;
    }

    private long inTimeWait()
    {
        return entered - ended;
    }

    /** When an entry is made, if their number is to stay as it shall be. */
    private int nowMs(final long number)
    {
        return (int)(number * timeWaitMs / entries);
    }
}
