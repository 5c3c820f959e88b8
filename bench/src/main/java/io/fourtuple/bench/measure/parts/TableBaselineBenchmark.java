package io.fourtuple.bench.measure.parts;

import java.util.HashMap;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.agrona.collections.Object2ObjectHashMap;

import io.fourtuple.app.FourTuple;

/** What a map of the library does with the same tuples: a key object and a record object for each connection. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {
    "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true"})
public class TableBaselineBenchmark
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
    private long wrong;

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
        if (wrong != 0)
        {
            throw new IllegalStateException("wrong answers: " + wrong);
        }
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
