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

/**
 * A record deleted and a new one inserted, in batches of 16, in a table that stays as full as it is: the deleted one is
 * found by its 4-tuple first, as the last ACK of a connection finds it.
 * <pre>
 *   16 old tuples ──> hash, touch ──> find, unlink, release
 *   16 new tuples ──> hash, touch ──> add
 * </pre>
 */
public class TableChangeBenchmark extends PartBenchmark
{
    private static final int BATCH = 16;

    @Param({"10000", "98304", "786432", "12582912"})
    private int entries;

    private final FourTuple[] keys = NumberedTuples.array(BATCH);
    private final long[] hashes = new long[BATCH];
    private final Tcb tcb = new Tcb();
    private ConnectionTable table;
    private long step;

    @Setup
    public void setUp()
    {
        table = new ConnectionTable(Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, entries)
            .with(Setting.MAX_CONNECTIONS_IPV6, 1), new java.util.SplittableRandom(1)::nextLong);
        for (int i = 0; i < entries; i++)
        {
            NumberedTuples.fill(keys[0], i);
            table.add(keys[0], tcb);
        }
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        if (table.size() != entries)
        {
            throw new IllegalStateException("entries must be " + entries + ": " + table.size());
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long floor()
    {
        pick(0);
        long sum = keys[BATCH - 1].remoteLo();
        pick(entries);
        sum += keys[BATCH - 1].remoteLo();
        step += BATCH;
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void deleteAndInsert()
    {
        pick(0);
        prepare();
        for (int i = 0; i < BATCH; i++)
        {
            final int ref = table.find(keys[i], hashes[i]);
            table.wrap(tcb, ref);
            table.unlink(tcb);
            table.release(ref);
        }
        pick(entries);
        prepare();
        for (int i = 0; i < BATCH; i++)
        {
            table.add(keys[i], hashes[i], tcb);
        }
        step += BATCH;
    }

    /** Picks the tuple that stands at a place now, or its next one: one number of tuples further each time round. */
    private void pick(final long further)
    {
        for (int i = 0; i < BATCH; i++)
        {
            final long at = step + i;
            final long place = at * STRIDE % entries;
            NumberedTuples.fill(keys[i], (place + at / entries * entries + further) % (4_000_000_000L / entries * entries));
        }
    }

    private void prepare()
    {
        for (int i = 0; i < BATCH; i++)
        {
            hashes[i] = table.hash(keys[i]);
        }
        table.touch(false, hashes, BATCH);
    }
}
