package io.fourtuple.bench.measure.observer;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.fourtuple.bench.base.process.FourtupleProcess;

/** stat with its interval of a second, and ss anew each second, on one telemetry file, until they are closed. */
final class Readers implements AutoCloseable
{
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final String file;
    private final String cpus;
    private final FourtupleProcess stat;
    private final Thread lister;
    private final CountDownLatch isOver = new CountDownLatch(1);
    private final AtomicInteger lists = new AtomicInteger();
    private volatile String problem = "";

    /**
     * @param file that they read.
     * @param cpus they may use, as taskset has them; empty for all.
     */
    Readers(final String file, final String cpus)
    {
        this.file = file;
        this.cpus = cpus;
        stat = FourtupleProcess.silent(List.of("stat", file, "--interval", "1s"), cpus);
        lister = Thread.ofPlatform().daemon().name("lister").start(this::list);
    }

    /** How often ss has listed all connections so far. */
    int lists()
    {
        return lists.get();
    }

    /** Why one of them failed; empty if none did. */
    String problem()
    {
        return problem;
    }

    @Override
    public void close()
    {
        isOver.countDown();
        try
        {
            lister.join();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        finally
        {
            stat.close();
        }
    }

    private void list()
    {
        long dueNs = System.nanoTime();
        try
        {
            while (!isOver.await(Math.max(0, dueNs - System.nanoTime()), TimeUnit.NANOSECONDS))
            {
                dueNs = System.nanoTime() + SECOND_NS;
                listOnce();
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private void listOnce()
    {
        try (FourtupleProcess ss = FourtupleProcess.silent(List.of("ss", file), cpus))
        {
            final int status = ss.await();
            if (status == 0)
            {
                lists.incrementAndGet();
            }
            else
            {
                problem = "ss ended with exit status " + status;
            }
        }
    }
}
