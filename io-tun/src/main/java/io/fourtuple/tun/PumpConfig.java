package io.fourtuple.tun;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.agrona.BitUtil;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * The configuration of a {@link TunPump}. By default its two threads spin if there are two CPUs for them besides the loop's.
 * With fewer CPUs ({@link #lacksCpus()}) they and the loop would take time slices from each other, so they sleep when they find
 * no work; a polled link ({@link TunLinks#polled}) carries more there.
 */
public final class PumpConfig
{
    /** The thread is not tied to a CPU. */
    public static final int ANY_CPU = -1;
    /** The threads of the loop, the reader and the writer. */
    public static final int THREADS = 3;
    private static final int MAX_SPINS = 100;
    private static final int MAX_YIELDS = 10;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long MAX_PARK_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private int ringBytes = 1 << 20;
    private int readerCpu = ANY_CPU;
    private int writerCpu = ANY_CPU;
    private Supplier<IdleStrategy> idleStrategy = () -> usual(Runtime.getRuntime().availableProcessors());
    private ErrorHandler errorHandler = Throwable::printStackTrace;

    /**
     * @param bytes of each ring, a power of two, at least eight times the MTU.
     * @return this.
     */
    public PumpConfig ringBytes(final int bytes)
    {
        if (!BitUtil.isPowerOfTwo(bytes))
        {
            throw new IllegalArgumentException("ringBytes must be a power of two: ringBytes=" + bytes);
        }
        ringBytes = bytes;
        return this;
    }

    /**
     * @return whether this process may use fewer CPUs than the loop and the pump have threads.
     */
    public static boolean lacksCpus()
    {
        return lacksCpus(Runtime.getRuntime().availableProcessors());
    }

    static boolean lacksCpus(final int cpus)
    {
        return cpus < THREADS;
    }

    /** The default strategy of a pump's thread without work, for this number of CPUs. */
    static IdleStrategy usual(final int cpus)
    {
        return lacksCpus(cpus) ? new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS) :
            new BusySpinIdleStrategy();
    }

    /**
     * Supplies an idle strategy for each thread, for when it finds no work.
     *
     * @return this.
     */
    public PumpConfig idleStrategy(final Supplier<IdleStrategy> value)
    {
        idleStrategy = value;
        return this;
    }

    /**
     * @param reader CPU of the reader's thread, or {@link #ANY_CPU}.
     * @param writer CPU of the writer's thread, or {@link #ANY_CPU}.
     * @return this.
     */
    public PumpConfig cpus(final int reader, final int writer)
    {
        readerCpu = reader;
        writerCpu = writer;
        return this;
    }

    /** Gets the error of a thread that could not be pinned, and unexpected errors. */
    public PumpConfig errorHandler(final ErrorHandler value)
    {
        errorHandler = value;
        return this;
    }

    public int ringBytes()
    {
        return ringBytes;
    }

    public int readerCpu()
    {
        return readerCpu;
    }

    public int writerCpu()
    {
        return writerCpu;
    }

    public Supplier<IdleStrategy> idleStrategy()
    {
        return idleStrategy;
    }

    public ErrorHandler errorHandler()
    {
        return errorHandler;
    }
}
