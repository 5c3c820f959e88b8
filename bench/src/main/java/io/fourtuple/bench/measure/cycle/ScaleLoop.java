package io.fourtuple.bench.measure.cycle;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

import io.fourtuple.bench.measure.driver.CycleDriver;
import io.fourtuple.bench.measure.driver.EngineStack;
import io.fourtuple.bench.measure.driver.NullStack;

/**
 * One loop of several, on a thread of its own: an engine with its driver, and the same driver on the null link. All of
 * it is made on that thread, so that its memory is where the thread is.
 */
final class ScaleLoop implements AutoCloseable
{
    private static final int MAX_BATCHES = 4_000_000;

    private final ExecutorService executor;
    private final CycleOptions options;
    private final long[] batchesNs = new long[MAX_BATCHES];
    private CycleDriver floorDriver;
    private CycleDriver driver;
    private EngineStack engine;

    ScaleLoop(final int number, final CycleOptions options)
    {
        this.options = options;
        executor = Executors.newSingleThreadExecutor(task ->
        {
            final Thread thread = new Thread(task, "loop-" + number);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Makes everything and opens the idle connections, all checksums verified while they are.
     *
     * @param cpu to be tied to.
     * @param pin ties the calling thread to a CPU and says so.
     * @return what the pinning did.
     */
    Future<String> prepare(final int cpu, final IntFunction<String> pin)
    {
        return executor.submit(() ->
        {
            final String pinning = pin.apply(cpu);
            floorDriver = new CycleDriver(new NullStack(options.batch()), options.batch(), false);
            engine = new EngineStack(options.idle(), options.batch());
            final CycleDriver builder = new CycleDriver(engine, options.batch(), true);
            builder.openIdle(options.idle());
            engine.check(options.idle());
            driver = new CycleDriver(engine, options.batch(), false).after(builder);
            return pinning;
        });
    }

    /**
     * @return nanoseconds a cycle, of the driver alone or with the engine: of the median batch in so many seconds,
     *     which a CPU taken away now and then does not move.
     */
    Future<Double> measure(final boolean withEngine, final double seconds)
    {
        final CycleDriver measured = withEngine ? driver : floorDriver;
        return executor.submit(() ->
        {
            final long limitNs = (long)(seconds * TimeUnit.SECONDS.toNanos(1));
            final long startNs = System.nanoTime();
            long batchNs = startNs;
            int batches = 0;
            while (batches < batchesNs.length && batchNs - startNs < limitNs)
            {
                measured.cycle();
                final long nowNs = System.nanoTime();
                batchesNs[batches++] = nowNs - batchNs;
                batchNs = nowNs;
            }
            Arrays.sort(batchesNs, 0, batches);
            return batchesNs[batches / 2] / (double)options.batch();
        });
    }

    /** Fails unless the engine's counts add up. */
    void check()
    {
        get(executor.submit((Callable<Void>)() ->
        {
            engine.check(options.idle());
            return null;
        }));
    }

    long memoryBytes()
    {
        return engine.memoryBytes();
    }

    /** @return the result; an exception of the loop's thread is thrown here. */
    static <T> T get(final Future<T> future)
    {
        try
        {
            return future.get();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a loop was measured", ex);
        }
        catch (final ExecutionException ex)
        {
            if (ex.getCause() instanceof RuntimeException)
            {
                throw (RuntimeException)ex.getCause();
            }
            if (ex.getCause() instanceof Error)
            {
                throw (Error)ex.getCause();
            }
            throw new IllegalStateException(ex.getCause());
        }
    }

    @Override
    public void close()
    {
        executor.shutdownNow();
    }
}
