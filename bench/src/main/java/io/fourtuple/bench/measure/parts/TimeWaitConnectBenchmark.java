package io.fourtuple.bench.measure.parts;

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

import io.fourtuple.app.FourTuple;
import io.fourtuple.telemetry.Counter;

/**
 * A connect that takes the 4-tuple of an entry in TIME_WAIT over, to the SYN's bytes, in a whole engine with as many
 * entries held as there are; and for comparison a connect on a 4-tuple that is free. Local ports are given: choosing
 * one is not in it. Of the policies only {@code linux} lets connect take an entry, with {@code tcp_tw_reuse=1}
 * ({@code linux-recycle} has the same rule).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {
    "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true",
    "-XX:MaxDirectMemorySize=12g"})
public class TimeWaitConnectBenchmark
{
    private static final int OPS = 1_024;
    /** A step through the entries that hits each of them and is far from the one before. */
    private static final long STRIDE = 2_654_435_761L;
    /** So that an entry is older than tcp_tw_reuse_delay, in the units that its age has. */
    private static final int ADVANCE_MS = 16;

    @Param({"10000", "1000000", "10000000"})
    private int entries;

    @Param({"linux"})
    private String policy;

    private final long[] held = new long[OPS];
    private final long[] ids = new long[OPS];
    private IdleConnectionsEngine engine;
    private long step;
    private boolean areTaken;
    private boolean areFreshTaken;
    private long taken;
    private long wrong;

    @Setup
    public void setUp()
    {
        engine = new IdleConnectionsEngine(entries, "time_wait=" + policy, "tcp_tw_reuse=1", "tcp_tw_reuse_delay=1");
        for (int i = 0; i < entries; i++)
        {
            held[i % OPS] = i;
            if (i % OPS == OPS - 1 || i == entries - 1)
            {
                enterHeld(i % OPS + 1);
            }
        }
    }

    private void enterHeld(final int count)
    {
        for (int i = 0; i < count; i += IdleConnectionsEngine.BATCH)
        {
            engine.enter(held, i, Math.min(IdleConnectionsEngine.BATCH, count - i));
        }
    }

    /** Puts back what was taken, and picks what is taken next. */
    @Setup(Level.Invocation)
    public void prepare()
    {
        for (int i = 0; (areTaken || areFreshTaken) && i < OPS; i++)
        {
            engine.abort(ids[i]);
        }
        if (areTaken)
        {
            engine.laterClients();
            enterHeld(OPS);
        }
        areTaken = false;
        areFreshTaken = false;
        engine.advance(ADVANCE_MS);
        for (int i = 0; i < OPS; i++)
        {
            held[i] = (step + i) * STRIDE % entries;
        }
        step += OPS;
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        if (wrong != 0)
        {
            throw new IllegalStateException("connects refused: " + wrong);
        }
        if (engine.count(Counter.TW_CONNECT) != taken)
        {
            throw new IllegalStateException(
                "entries taken must be " + taken + ": " + engine.count(Counter.TW_CONNECT));
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public long floor()
    {
        long sum = 0;
        for (int i = 0; i < OPS; i++)
        {
            final FourTuple tuple = engine.fill(held[i]);
            sum += tuple.remoteLo() + tuple.remotePort();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void takeOver()
    {
        connect(0);
        taken += OPS;
        areTaken = true;
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void newConnection()
    {
        connect(entries);
        areFreshTaken = true;
    }

    private void connect(final long further)
    {
        for (int i = 0; i < OPS; i++)
        {
            ids[i] = engine.connect(held[i] + further);
            wrong += ids[i] < 0 ? 1 : 0;
        }
    }
}
