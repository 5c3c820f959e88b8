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

import io.fourtuple.telemetry.Counter;

/**
 * A SYN that takes the 4-tuple of an entry in TIME_WAIT, from wire bytes to the SYN,ACK's, in a whole engine with as
 * many entries held as there are; and for comparison a SYN for a 4-tuple that is free.
 * <pre>
 *   reuse           SYN ──> check, look up ──> policy: new connection ──> entry ends, record made ──> SYN,ACK
 *   newConnection   SYN ──> check, look up ──> listener ──> record made ──> SYN,ACK
 *   floor           SYN written, nobody reads it
 * </pre>
 * Those that were taken are put back before the next invocation, untimed. Policies that never accept a SYN in TIME_WAIT
 * ({@code classic}) or hold nothing ({@code none}) are not here.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {
    "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true",
    "-XX:MaxDirectMemorySize=12g"})
public class TimeWaitReuseBenchmark
{
    private static final int OPS = 1_024;
    /** A step through the entries that hits each of them and is far from the one before. */
    private static final long STRIDE = 2_654_435_761L;

    @Param({"10000", "1000000", "10000000"})
    private int entries;

    @Param({"rfc6191", "linux", "linux-recycle", "freebsd"})
    private String policy;

    private final long[] held = new long[OPS];
    private final long[] fresh = new long[OPS];
    private IdleConnectionsEngine engine;
    private long step;
    private boolean areHeldTaken;
    private boolean areFreshTaken;
    private long recycled;
    private long wrong;

    @Setup
    public void setUp()
    {
        engine = new IdleConnectionsEngine(entries, "time_wait=" + policy);
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
        for (int i = 0; i < OPS; i += IdleConnectionsEngine.BATCH)
        {
            if (areHeldTaken)
            {
                engine.resets(held, i, IdleConnectionsEngine.BATCH);
            }
            if (areFreshTaken)
            {
                engine.resets(fresh, i, IdleConnectionsEngine.BATCH);
            }
        }
        engine.laterClients();
        if (areHeldTaken)
        {
            enterHeld(OPS);
            engine.laterClients();
        }
        areHeldTaken = false;
        areFreshTaken = false;
        for (int i = 0; i < OPS; i++)
        {
            held[i] = (step + i) * STRIDE % entries;
            fresh[i] = entries + (step + i) * STRIDE % entries;
        }
        step += OPS;
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        if (wrong != 0)
        {
            throw new IllegalStateException("SYNs not answered: " + wrong);
        }
        if (engine.count(Counter.TW_RECYCLED) != recycled)
        {
            throw new IllegalStateException(
                "entries taken must be " + recycled + ": " + engine.count(Counter.TW_RECYCLED));
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void floor()
    {
        for (int i = 0; i < OPS; i += IdleConnectionsEngine.BATCH)
        {
            engine.writeSyns(held, i, IdleConnectionsEngine.BATCH);
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void reuse()
    {
        for (int i = 0; i < OPS; i += IdleConnectionsEngine.BATCH)
        {
            wrong += IdleConnectionsEngine.BATCH - engine.syns(held, i, IdleConnectionsEngine.BATCH);
        }
        recycled += OPS;
        areHeldTaken = true;
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void newConnection()
    {
        for (int i = 0; i < OPS; i += IdleConnectionsEngine.BATCH)
        {
            wrong += IdleConnectionsEngine.BATCH - engine.syns(fresh, i, IdleConnectionsEngine.BATCH);
        }
        areFreshTaken = true;
    }
}
