package io.fourtuple.bench.measure.latency;

import io.fourtuple.tun.CpuPinning;

/** The server on a thread of its own, tied to a CPU, from {@link #start} to {@link #close}. */
final class ServerThread implements AutoCloseable
{
    private final Thread thread;
    private volatile boolean isStopped;
    private volatile Throwable failure;

    private ServerThread(final Server server, final int cpu)
    {
        thread = new Thread(() -> run(server, cpu), "engine");
    }

    static ServerThread start(final Server server, final int cpu)
    {
        final ServerThread started = new ServerThread(server, cpu);
        started.thread.start();
        return started;
    }

    private void run(final Server server, final int cpu)
    {
        try
        {
            if (cpu >= 0)
            {
                CpuPinning.pin(cpu);
            }
            while (!isStopped)
            {
                server.work();
            }
        }
        catch (final Throwable ex)
        {
            failure = ex;
        }
    }

    /** Fails if the server has. */
    void check()
    {
        if (failure != null)
        {
            throw new IllegalStateException("the engine's thread has failed: " + failure, failure);
        }
    }

    @Override
    public void close()
    {
        isStopped = true;
        boolean interrupted = false;
        while (thread.isAlive())
        {
            try
            {
                thread.join();
            }
            catch (final InterruptedException ex)
            {
                interrupted = true;
            }
        }
        if (interrupted)
        {
            Thread.currentThread().interrupt();
        }
        check();
    }
}
