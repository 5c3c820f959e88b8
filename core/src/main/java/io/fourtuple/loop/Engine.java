package io.fourtuple.loop;

import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.NanoClock;

import io.fourtuple.app.Tcp;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.state.Strategies;
import io.fourtuple.state.TcpMachine;
import io.fourtuple.state.Timing;
import io.fourtuple.table.OffHeapArray;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.MemoryProgress;
import io.fourtuple.telemetry.Telemetry;

/**
 * One loop: one table, one link, one thread. An Agrona agent: run it by an {@code AgentRunner} with any idle strategy, or
 * call {@link #doWork()} from a loop of your own.
 * <pre>
 *   doWork:   time ──> commands ──> frames ──> time-outs ──> output
 *
 *   a frame:  link ──> IpCheck ──> TcpCheck ──> SegmentArrives ──> one outcome counter       in passes over a batch:
 *                                └─> IcmpArrives                                             see Arrivals
 * </pre>
 * Everything but {@link #commands()} belongs to the loop's thread; before the first {@code doWork} that may be the thread
 * which made the engine.
 */
public final class Engine implements Agent
{
    private static final int COMMAND_LIMIT = 64;
    private static final int TIMER_LIMIT = 1_024;

    private final String name;
    private final Link link;
    private final Telemetry telemetry;
    private final Counters counters;
    private final NanoClock clock;
    private final Commands commands;
    private final TcpMachine machine;
    private final Tcp tcp;
    private final Arrivals arrivals;
    private final FrameBatch batch;
    private final LatencyRecorders latencyRecorders;
    /** Null if nothing is recorded. */
    private final CycleLatencies latencies;
    private boolean working;
    private boolean closed;

    /**
     * Takes all the memory the engine will ever have; pages of the timers' pool are given by the system as needed.
     *
     * @param config what it is made of.
     * @throws IllegalArgumentException if the MTU of its link is below 88 bytes, or below 1,280 with IPv6 addresses.
     * @throws OutOfMemoryError         if that is more than the process may take; then nothing is taken of it.
     */
    public Engine(final EngineConfig config)
    {
        name = config.name();
        link = config.link();
        TcpMachine.checkLink(link, config.localAddresses());
        telemetry = config.telemetry();
        telemetry.take();
        latencyRecorders = config.latencies();
        try
        {
            // First the sum, then the first piece, which may be a file of gigabytes.
            OffHeapArray.requireRoom(neededBytes(config.settings(), latencyRecorders));
            MemoryProgress.begin(TcpMachine.touchedBytes(config.settings(), latencyRecorders));
            counters = telemetry.counters();
            clock = config.clock();
            commands = new Commands(config.settings().intValue(Setting.COMMAND_QUEUE), counters);
            machine = new TcpMachine(config.settings(), config.localAddresses(), link, telemetry, config.random(),
                config.errorHandler(), new Strategies(config.timeWaitPolicy(), config.synDefence()),
                new Timing(config.latencies(), clock));
            latencies = CycleLatencies.of(latencyRecorders, clock);
            tcp = machine.userCalls();
            arrivals = new Arrivals(config.localAddresses(), machine, counters);
            batch = new FrameBatch(config.settings().intValue(Setting.RECEIVE_BATCH));
            machine.time(clock.nanoTime());
            describe(config);
            telemetry.ready();
        }
        catch (final RuntimeException | Error ex)
        {
            // Its file goes, too.
            telemetry.close();
            throw ex;
        }
        finally
        {
            MemoryProgress.end();
        }
    }

    /**
     * @param settings  of an engine.
     * @param latencies that it records.
     * @return off-heap memory that it takes, in bytes: what its tables and buffers need, and what its timers may come to.
     */
    public static long neededBytes(final Settings settings, final LatencyRecorders latencies)
    {
        return TcpMachine.neededBytes(settings, latencies);
    }

    private void describe(final EngineConfig config)
    {
        telemetry.property("memory_bytes", Long.toString(memoryBytes()));
        for (final Setting setting : Setting.values())
        {
            telemetry.setting(setting.key(), config.settings().name(setting));
        }
    }

    /**
     * @return the user calls, for the loop's own thread.
     */
    public Tcp tcp()
    {
        return tcp;
    }

    /**
     * @return the way in for other threads.
     */
    public Commands commands()
    {
        return commands;
    }

    /**
     * @return off-heap memory in use, in bytes: tables and send memory, all taken at start, and of the timers' pool what
     * was needed so far.
     */
    public long memoryBytes()
    {
        return machine.memoryBytes();
    }

    /**
     * One cycle.
     *
     * @return how much was done; 0 lets an idle strategy idle.
     * @throws AgentTerminationException when the engine was told to drain and has, which is
     *                                   {@linkplain AgentTerminationException#isExpected() expected}; or when its link is
     *                                   gone, which is not. No command is taken from then on.
     * @throws IllegalStateException     if a handler or a command calls it: a cycle is not made of cycles.
     */
    @Override
    public int doWork()
    {
        checkOutside("doWork");
        working = true;
        try
        {
            return cycle();
        }
        catch (final AgentTerminationException ex)
        {
            commands.end();
            throw ex;
        }
        catch (final RuntimeException | Error ex)
        {
            // Whoever runs the loop is told by this exception; who looks at it from another process, by the error log.
            telemetry.error(ex);
            throw ex;
        }
        finally
        {
            working = false;
        }
    }

    /** An application is called in the middle of a step, which has to end before another one begins. */
    private void checkOutside(final String call)
    {
        if (working || machine.isCalling())
        {
            throw new IllegalStateException(call + " from within a handler or a command of the same engine: name=" + name);
        }
    }

    private int cycle()
    {
        final long startNs = clock.nanoTime();
        telemetry.heartbeat(startNs);
        counters.increment(Counter.LOOP_CYCLES);
        machine.time(startNs);
        int work = commands.drain(tcp, COMMAND_LIMIT, machine);
        work += receive();
        work += machine.timeOuts(TIMER_LIMIT);
        work += machine.output();
        link.flush();
        if (work > 0)
        {
            counters.increment(Counter.LOOP_BUSY_CYCLES);
            if (latencies != null)
            {
                latencies.ended(startNs, machine.takeSynAcks());
            }
        }
        // Whatever else happens: a link that is gone takes nothing of what is owed, and junk comes in for ever.
        checkEnd();
        return work;
    }

    private int receive()
    {
        final int count = link.receive(batch);
        if (count > 0)
        {
            arrivals.arrive(batch);
        }
        return count;
    }

    private void checkEnd()
    {
        if (!link.isUp())
        {
            throw new AgentTerminationException("link is gone: " + name);
        }
        if (machine.isDrained())
        {
            // Expected: a runner tells no error handler of it.
            throw new AgentTerminationException("drained: " + name, true);
        }
    }

    /**
     * Ends what is still open, by RST where the peer knows of it, and closes the link. Commands that still wait are not run.
     *
     * @throws IllegalStateException if a handler or a command calls it, whose step goes on behind the call.
     */
    @Override
    public void onClose()
    {
        checkOutside("onClose");
        if (!closed)
        {
            closed = true;
            try
            {
                commands.end();
                machine.time(clock.nanoTime());
                machine.abortAll();
                latencyRecorders.flush();
                link.flush();
                link.close();
            }
            finally
            {
                telemetry.close();
            }
        }
    }

    @Override
    public String roleName()
    {
        return name;
    }
}
