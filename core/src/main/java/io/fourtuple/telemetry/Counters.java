package io.fourtuple.telemetry;

import org.agrona.BitUtil;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The values of all {@link Counter}s, eight bytes each, in the order of the enum. Written by one thread, the loop's;
 * any other thread may read a value at any time, at no cost to the writer.
 */
public final class Counters
{
    private static final Counter[] COUNTERS = Counter.values();

    /** Bytes that the counters take. */
    public static final int LENGTH = COUNTERS.length * BitUtil.SIZE_OF_LONG;

    private final AtomicBuffer buffer;
    private final long address;

    /** Counters in memory of their own. */
    public Counters()
    {
        this(new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(LENGTH + 64)));
    }

    /**
     * @param buffer to hold the values, {@link #LENGTH} bytes or more.
     */
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
        final long value = address + ((long)ordinal << 3);
        UnsafeApi.putLong(value, UnsafeApi.getLong(value) + delta);
    }

    /** Adds one, from any thread; for the few counters that several threads write. */
    public void incrementShared(final Counter counter)
    {
        buffer.getAndAddLong(counter.ordinal() << 3, 1);
    }

    public long get(final Counter counter)
    {
        return buffer.getLongVolatile(counter.ordinal() << 3);
    }

    /**
     * @return the sum of all outcomes; equal to {@link Counter#IP_IN_RECEIVES} between two cycles of the loop.
     */
    public long outcomes()
    {
        long sum = 0;
        for (final Counter counter : COUNTERS)
        {
            if (counter.kind() == Counter.Kind.OUTCOME)
            {
                sum += get(counter);
            }
        }
        return sum;
    }

    /**
     * @return a line for each counter that is not zero.
     */
    public String describe()
    {
        final StringBuilder text = new StringBuilder();
        for (final Counter counter : COUNTERS)
        {
            final long value = get(counter);
            if (value != 0)
            {
                text.append(String.format("%-28s %14d  %s%n", counter.label(), value, counter.meaning()));
            }
        }
        return text.toString();
    }

    @Override
    public String toString()
    {
        return describe();
    }
}
