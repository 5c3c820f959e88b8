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
 * Lookup of an IPv4 4-tuple with its record read, as the loop does it: the keyed hash included, in batches of 64 or one
 * by one, hits and misses.
 * <pre>
 *   numbers ──> 64 tuples ──> hash all ──> touch lines ──> touch records ──> find, read SND.NXT
 *      └─ floor ──────┘
 * </pre>
 */
public class TableLookupBenchmark extends PartBenchmark
{
    private static final int BATCH = 64;

    @Param({"10000", "98304", "786432", "12582912"})
    private int entries;

    private final NumberedTuples tuples = new NumberedTuples();
    private final FourTuple[] keys = NumberedTuples.array(BATCH);
    private final int[] expected = new int[BATCH];
    private final long[] hashes = new long[BATCH];
    private final Tcb tcb = new Tcb();
    private ConnectionTable table;

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
            tcb.sndNxt(i);
        }
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        requireNoneWrong("wrong answers");
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long floor()
    {
        pick(0);
        long sum = 0;
        for (int i = 0; i < BATCH; i++)
        {
            sum += keys[i].remoteLo() + keys[i].remotePort();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void hitsInBatches()
    {
        pick(0);
        prepare();
        for (int i = 0; i < BATCH; i++)
        {
            table.wrap(tcb, table.find(keys[i], hashes[i]));
            wrong += tcb.sndNxt() == expected[i] ? 0 : 1;
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void missesInBatches()
    {
        pick(entries);
        prepare();
        for (int i = 0; i < BATCH; i++)
        {
            wrong += table.find(keys[i], hashes[i]) == ConnectionTable.NONE ? 0 : 1;
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void hitsOneByOne()
    {
        pick(0);
        for (int i = 0; i < BATCH; i++)
        {
            table.wrap(tcb, table.find(keys[i]));
            wrong += tcb.sndNxt() == expected[i] ? 0 : 1;
        }
    }

    private void pick(final long from)
    {
        for (int i = 0; i < BATCH; i++)
        {
            final int number = tuples.next(entries);
            expected[i] = number;
            NumberedTuples.fill(keys[i], from + number);
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
