package io.fourtuple.bench.load.client;

import java.lang.management.ManagementFactory;
import java.util.function.IntSupplier;

import io.fourtuple.tun.CpuPinning;

/** Runs a target's duty cycle without a pause on a thread of its own, tied to a CPU if that is wanted. */
final class TargetThread implements AutoCloseable
{
    private static final boolean IS_ALONE = Runtime.getRuntime().availableProcessors() == 1;

    private final Thread thread;
    private volatile boolean isStopped;
    private volatile Throwable failure;

    private TargetThread(final String name, final int cpu, final IntSupplier cycle)
    {
        thread = new Thread(() -> run(cpu, cycle), name);
        thread.setDaemon(true);
    }

    static TargetThread start(final String name, final int cpu, final IntSupplier cycle)
    {
        final TargetThread started = new TargetThread(name, cpu, cycle);
        started.thread.start();
        return started;
    }

    private void run(final int cpu, final IntSupplier cycle)
    {
        try
        {
            if (cpu != LoadRun.ANY_CPU)
            {
                CpuPinning.pin(cpu);
            }
            while (!isStopped)
            {
                if (cycle.getAsInt() == 0)
                {
                    idle();
                }
            }
        }
        catch (final Throwable ex)
        {
            failure = ex;
        }
    }

    static void idle()
    {
        if (IS_ALONE)
        {
            Thread.yield();
        }
        else
        {
            Thread.onSpinWait();
        }
    }

    /** CPU time so far. */
    long cpuNs()
    {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
    }

    /** Fails if the cycle has. */
    void check()
    {
        if (failure != null)
        {
            throw new IllegalStateException("the target's thread has failed: " + failure, failure);
        }
    }

    /** Ends the thread; returns when it has ended. */
    @Override
    public void close()
    {
        isStopped = true;
        boolean isInterrupted = false;
        while (thread.isAlive())
        {
            try
            {
                thread.join();
            }
            catch (final InterruptedException ex)
            {
                isInterrupted = true;
            }
        }
        if (isInterrupted)
        {
            Thread.currentThread().interrupt();
        }
    }
}
