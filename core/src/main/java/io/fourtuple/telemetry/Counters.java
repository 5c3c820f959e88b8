package io.fourtuple.telemetry;

import java.nio.ByteBuffer;

import org.agrona.UnsafeApi;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * The values of all {@link Counter}s, in the order of the enum, each in a pair of cache lines of its own, as in Agrona's
 * {@code CountersManager}. The loop's thread writes them. Any other thread or process may read a value at any time, and slows
 * the writer's access to that one value only.
 */
public final class Counters implements CounterValues
{
    private static final int SHIFT = Integer.numberOfTrailingZeros(CountersReader.COUNTER_LENGTH);

    /** Bytes that the counters take. */
    public static final int LENGTH = Counter.ALL.size() << SHIFT;

    private final AtomicBuffer buffer;
    private final long address;

    /** Counters in memory of their own. */
    public Counters()
    {
        this(new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH + 64)));
    }

    /** @param buffer for the values, {@link #LENGTH} bytes or more. */
    public Counters(final AtomicBuffer buffer)
    {
        if (buffer.capacity() < LENGTH)
        {
            throw new IllegalArgumentException("buffer too small: capacity=" + buffer.capacity() + " needed=" + LENGTH);
        }
        if (buffer.byteArray() != null || (buffer.addressOffset() & 7) != 0)
        {
            throw new IllegalArgumentException("buffer must lie off the heap, at a multiple of 8: " + buffer);
        }
        this.buffer = buffer;
        address = buffer.addressOffset();
    }

    /** Adds one; called by the loop's thread only. */
    public void increment(final Counter counter)
    {
        add(counter, 1);
    }

    /** Adds one to the counter of this ordinal; called by the loop's thread only. */
    public void incrementAt(final int ordinal)
    {
        addAt(ordinal, 1);
    }

    /** Adds {@code delta}, which may be negative for a gauge; called by the loop's thread only. */
    public void add(final Counter counter, final long delta)
    {
        addAt(counter.ordinal(), delta);
    }

    /** Adds {@code delta} to the counter of this ordinal; called by the loop's thread only. */
    public void addAt(final int ordinal, final long delta)
    {
        // Plain: one instruction. A reader sees each value whole, and a new one no later than the loop's next cycle.
        final long value = address + ((long)ordinal << SHIFT);
        UnsafeApi.putLong(value, UnsafeApi.getLong(value) + delta);
    }

    /** Adds one, from any thread; for the few counters that several threads write. */
    public void incrementShared(final Counter counter)
    {
        buffer.getAndAddLong(counter.ordinal() << SHIFT, 1);
    }

    @Override
    public long get(final Counter counter)
    {
        return buffer.getLongVolatile(counter.ordinal() << SHIFT);
    }

    @Override
    public String toString()
    {
        return describe();
    }
}
