package io.fourtuple.bench.measure.parts;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import io.fourtuple.app.FourTuple;
import io.fourtuple.telemetry.Counter;

/**
 * A connect that takes the 4-tuple of an entry in TIME_WAIT over, to the SYN's bytes, in a whole engine with many
 * entries; and for comparison a connect on a 4-tuple that is free. Local ports are given: choosing
 * one is not in it. Of the policies only {@code linux} lets connect take an entry, with {@code tcp_tw_reuse=1}
 * ({@code linux-recycle} has the same rule).
 */
public class TimeWaitConnectBenchmark extends PartBenchmark
{
    /** So that an entry is older than tcp_tw_reuse_delay, in the units that its age has. */
    private static final int ADVANCE_MS = 16;

    @Param({"10000", "1000000", "10000000"})
    private int entries;

    @Param({"linux"})
    private String policy;

    private final long[] waiting = new long[OPS];
    private final long[] ids = new long[OPS];
    private TimeWaitEngine engine;
    private long step;
    private boolean areTaken;
    private boolean areFreshTaken;
    private long taken;

    @Setup
    public void setUp()
    {
        engine = new TimeWaitEngine(entries, "time_wait=" + policy, "tcp_tw_reuse=1", "tcp_tw_reuse_delay=1");
        engine.fill(entries);
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
            engine.enter(waiting);
        }
        areTaken = false;
        areFreshTaken = false;
        engine.advance(ADVANCE_MS);
        for (int i = 0; i < OPS; i++)
        {
            waiting[i] = (step + i) * STRIDE % entries;
        }
        step += OPS;
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        requireNoneWrong("connects refused");
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
            final FourTuple tuple = engine.fill(waiting[i]);
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
            ids[i] = engine.connect(waiting[i] + further);
            wrong += ids[i] < 0 ? 1 : 0;
        }
    }
}
