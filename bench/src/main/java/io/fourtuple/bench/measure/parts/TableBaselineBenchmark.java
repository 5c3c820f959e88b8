package io.fourtuple.bench.measure.parts;

import java.util.HashMap;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import org.agrona.collections.Object2ObjectHashMap;

import io.fourtuple.app.FourTuple;

/** A map of the library with the same tuples: a key object and a record object for each connection. */
public class TableBaselineBenchmark extends PartBenchmark
{
    private static final int BATCH = 64;

    private record Key(int remote, int local, int ports)
    {
        static Key of(final FourTuple tuple)
        {
            return new Key((int)tuple.remoteLo(), (int)tuple.localLo(), tuple.remotePort() << 16 | tuple.localPort());
        }
    }

    private static final class Connection
    {
        private final int number;

        Connection(final int number)
        {
            this.number = number;
        }
    }

    @Param({"10000", "98304", "786432"})
    private int entries;

    private final NumberedTuples tuples = new NumberedTuples();
    private final FourTuple key = new FourTuple();
    private final HashMap<Key, Connection> javaMap = new HashMap<>();
    private final Object2ObjectHashMap<Key, Connection> agronaMap = new Object2ObjectHashMap<>();

    @Setup
    public void setUp()
    {
        for (int i = 0; i < entries; i++)
        {
            NumberedTuples.fill(key, i);
            javaMap.put(Key.of(key), new Connection(i));
            agronaMap.put(Key.of(key), new Connection(i));
        }
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        requireNoneWrong("wrong answers");
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void javaHashMap()
    {
        for (int i = 0; i < BATCH; i++)
        {
            final int number = tuples.next(entries);
            NumberedTuples.fill(key, number);
            wrong += javaMap.get(Key.of(key)).number == number ? 0 : 1;
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void agronaObject2ObjectHashMap()
    {
        for (int i = 0; i < BATCH; i++)
        {
            final int number = tuples.next(entries);
            NumberedTuples.fill(key, number);
            wrong += agronaMap.get(Key.of(key)).number == number ? 0 : 1;
        }
    }
}
