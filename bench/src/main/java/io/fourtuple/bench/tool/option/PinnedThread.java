package io.fourtuple.bench.tool.option;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

import io.fourtuple.tun.CpuPinning;

/** Runs a measurement on a thread of its own, tied to one CPU if the machine lets it. */
public final class PinnedThread
{
    /** The highest CPU that this process may use: the lowest is where most else happens. */
    public static final int HIGHEST = -1;

    private PinnedThread()
    {
    }

    /**
     * @param cpu  its number, or {@link #HIGHEST}, which is tried but not insisted on.
     * @param work gets the CPU that the thread is tied to, in words.
     * @return the work's result.
     */
    static <T> T call(final int cpu, final Function<String, T> work)
    {
        final FutureTask<T> task = new FutureTask<>((Callable<T>)() -> work.apply(pin(cpu)));
        final Thread thread = new Thread(task, "measurement");
        thread.start();
        try
        {
            return task.get();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new CliException(CliException.FAILURE, "interrupted");
        }
        catch (final ExecutionException ex)
        {
            if (ex.getCause() instanceof RuntimeException cause)
            {
                throw cause;
            }
            if (ex.getCause() instanceof OutOfMemoryError cause)
            {
                throw MemoryShortage.of(cause, "fewer connections");
            }
            throw new IllegalStateException(ex.getCause());
        }
    }

    /** The CPUs that this process may use, rising; none where that cannot be known. */
    public static List<Integer> allowedCpus()
    {
        try
        {
            return CpuPinning.allowedCpus();
        }
        catch (final RuntimeException ex)
        {
            return List.of();
        }
    }

    private static String pin(final int cpu)
    {
        try
        {
            return CpuPinning.pin(cpu == HIGHEST ? allowedCpus().getLast() : cpu);
        }
        catch (final RuntimeException ex)
        {
            if (cpu == HIGHEST)
            {
                return "tied to no CPU: " + ex.getMessage();
            }
            throw new CliException(CliException.USAGE, "--cpu: " + ex.getMessage());
        }
    }
}
