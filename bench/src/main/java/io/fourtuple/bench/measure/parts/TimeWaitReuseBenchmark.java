package io.fourtuple.bench.measure.parts;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import io.fourtuple.telemetry.Counter;

/**
 * A SYN that takes the 4-tuple of an entry in TIME_WAIT, from wire bytes to the SYN,ACK's, in a whole engine with
 * many entries; and for comparison a SYN for a 4-tuple that is free.
 * <pre>
 *   reuse           SYN ──> check, look up ──> policy: new connection ──> entry ends, record made ──> SYN,ACK
 *   newConnection   SYN ──> check, look up ──> listener ──> record made ──> SYN,ACK
 *   floor           SYN written, nobody reads it
 * </pre>
 * Those that were taken are put back before the next invocation, untimed. Policies that never accept a SYN in TIME_WAIT
 * ({@code classic}) or have no TIME_WAIT ({@code none}) are not here.
 */
public class TimeWaitReuseBenchmark extends PartBenchmark
{
    @Param({"10000", "1000000", "10000000"})
    private int entries;

    @Param({"rfc6191", "linux", "linux-recycle", "freebsd"})
    private String policy;

    private final long[] waiting = new long[OPS];
    private final long[] fresh = new long[OPS];
    private TimeWaitEngine engine;
    private long step;
    private boolean areWaitingTaken;
    private boolean areFreshTaken;
    private long recycled;

    @Setup
    public void setUp()
    {
        engine = new TimeWaitEngine(entries, "time_wait=" + policy);
        engine.fill(entries);
    }

    /** Puts back what was taken, and picks what is taken next. */
    @Setup(Level.Invocation)
    public void prepare()
    {
        for (int i = 0; i < OPS; i += TimeWaitEngine.BATCH)
        {
            if (areWaitingTaken)
            {
                engine.resets(waiting, i, TimeWaitEngine.BATCH);
            }
            if (areFreshTaken)
            {
                engine.resets(fresh, i, TimeWaitEngine.BATCH);
            }
        }
        engine.laterClients();
        if (areWaitingTaken)
        {
            engine.enter(waiting);
            engine.laterClients();
        }
        areWaitingTaken = false;
        areFreshTaken = false;
        for (int i = 0; i < OPS; i++)
        {
            waiting[i] = (step + i) * STRIDE % entries;
            fresh[i] = entries + (step + i) * STRIDE % entries;
        }
        step += OPS;
    }

    @TearDown(Level.Iteration)
    public void check()
    {
        requireNoneWrong("SYNs not answered");
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
        for (int i = 0; i < OPS; i += TimeWaitEngine.BATCH)
        {
            engine.writeSyns(waiting, i, TimeWaitEngine.BATCH);
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void reuse()
    {
        for (int i = 0; i < OPS; i += TimeWaitEngine.BATCH)
        {
            wrong += TimeWaitEngine.BATCH - engine.syns(waiting, i, TimeWaitEngine.BATCH);
        }
        recycled += OPS;
        areWaitingTaken = true;
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void newConnection()
    {
        for (int i = 0; i < OPS; i += TimeWaitEngine.BATCH)
        {
            wrong += TimeWaitEngine.BATCH - engine.syns(fresh, i, TimeWaitEngine.BATCH);
        }
        areFreshTaken = true;
    }
}
