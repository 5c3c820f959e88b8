package io.fourtuple.tun;

import java.util.function.Supplier;

import org.agrona.BitUtil;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * How a {@link TunPump} runs. By default its two threads spin: they want two CPUs besides the loop's.
 */
public final class PumpConfig
{
    /** A thread that is not tied to a CPU. */
    public static final int ANY_CPU = -1;

    private int ringBytes = 1 << 20;
    private int readerCpu = ANY_CPU;
    private int writerCpu = ANY_CPU;
    private Supplier<IdleStrategy> idleStrategy = BusySpinIdleStrategy::new;
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
     * What a thread does when it finds no work; asked for one strategy a thread.
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

    /** Told when a thread could not be pinned, and of what should not happen at all. */
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
