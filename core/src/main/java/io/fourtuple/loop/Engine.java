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
 * One loop: one table, one link, one thread. The engine is an Agrona agent: run it by an {@code AgentRunner} with any idle
 * strategy, or call {@link #doWork()} from a loop of your own.
 * <pre>
 *   doWork:   time ──> commands ──> frames ──> time-outs ──> output
 *
 *   a frame:  link ──> IpCheck ──> TcpCheck ──> SegmentArrives ──> one outcome counter       in passes over a batch:
 *                                └─> IcmpArrives                                             see BatchReceiver
 * </pre>
 * Everything but {@link #commands()} belongs to the loop's thread; before the first {@code doWork}, the thread that made the
 * engine may use it.
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
    final TcpMachine machine;
    private final Tcp tcp;
    private final BatchReceiver receiver;
    private final FrameBatch batch;
    private final LatencyRecorders latencyRecorders;
    /** Null if nothing is recorded. */
    private final CycleLatencies latencies;
    private boolean working;
    private boolean closed;

    /**
     * Takes all the memory that the engine will ever have; the system gives pages of the timers' pool as needed.
     *
     * @param config of the engine.
     * @throws IllegalArgumentException if the MTU of its link is below 88 bytes, or below 1,280 with IPv6 addresses.
     * @throws OutOfMemoryError         if the memory is more than the process may take; then none of it is taken.
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
            // The sum is checked before the first piece is taken, which may be a file of gigabytes.
            OffHeapArray.requireRoom(neededBytes(config.settings(), latencyRecorders));
            MemoryProgress.begin(TcpMachine.touchedBytes(config.settings(), latencyRecorders));
            counters = telemetry.counters();
            clock = config.clock();
            commands = new Commands(config.settings().intValue(Setting.COMMAND_QUEUE), counters);
            machine = new TcpMachine(config.settings(), config.localAddresses(), link, telemetry, config.random(),
                config.errorHandler(), new Strategies(config.timeWaitPolicy(), config.synDefence(), config.congestionControl()),
                new Timing(config.latencies(), clock));
            latencies = CycleLatencies.of(latencyRecorders, clock);
            tcp = machine.userCalls();
            receiver = new BatchReceiver(config.localAddresses(), machine, counters);
            batch = new FrameBatch(config.settings().intValue(Setting.RECEIVE_BATCH));
            machine.time(clock.nanoTime());
            describe(config);
            telemetry.ready();
        }
        catch (final RuntimeException | Error ex)
        {
            // Removes its file.
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
     * @return off-heap memory that it takes, in bytes: its tables and buffers, and the most that its timers may use.
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

    /** @return the user calls, for the loop's own thread. */
    public Tcp tcp()
    {
        return tcp;
    }

    /** @return the way in for other threads. */
    public Commands commands()
    {
        return commands;
    }

    /**
     * @return off-heap memory in use, in bytes: tables and send memory, all taken at start, and the used part of the timers'
     * pool.
     */
    public long memoryBytes()
    {
        return machine.memoryBytes();
    }

    /**
     * One cycle.
     *
     * @return how much was done; 0 lets an idle strategy idle.
     * @throws AgentTerminationException when the engine has drained, which is
     *                                   {@linkplain AgentTerminationException#isExpected() expected}; or when its link is
     *                                   gone, which is not. No command is taken from then on.
     * @throws IllegalStateException     if a handler or a command calls it: cycles do not nest.
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
            // The runner is told by the exception, other processes by the error log.
            telemetry.error(ex);
            throw ex;
        }
        finally
        {
            working = false;
        }
    }

    /** A callback runs in the middle of a step, which has to end before another one begins. */
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
        // Also in a busy cycle: a link that is gone takes no output, and junk may come in for ever.
        checkEnd();
        return work;
    }

    private int receive()
    {
        final int count = link.receive(batch);
        if (count > 0)
        {
            receiver.receive(batch);
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
     * Ends open connections, by RST where the peer knows of them, and closes the link. Commands that still wait are not run.
     *
     * @throws IllegalStateException if a handler or a command calls it: the step that called it is not over.
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
