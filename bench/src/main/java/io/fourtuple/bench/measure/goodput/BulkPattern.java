package io.fourtuple.bench.measure.goodput;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The bytes that every flow sends, so that a receiver can check each. */
final class BulkPattern
{
    /** Prime: data out of place by any power of two differs. */
    static final int PERIOD = 65_521;

    private static final int REPETITIONS = 2;

    private final MemorySegment segment = Arena.ofAuto().allocate((long)REPETITIONS * PERIOD, 64);
    private final UnsafeBuffer buffer = new UnsafeBuffer(segment.asByteBuffer());

    BulkPattern()
    {
        for (int i = 0; i < buffer.capacity(); i++)
        {
            final int place = i % PERIOD;
            buffer.putByte(i, (byte)(place * 31 + (place >>> 8) * 7));
        }
    }

    DirectBuffer buffer()
    {
        return buffer;
    }

    /** @return the address of the byte at a position of the stream; {@link #PERIOD} bytes follow at least. */
    long address(final long position)
    {
        return segment.address() + position % PERIOD;
    }

    /** @return whether received bytes, at most {@link #PERIOD}, are those at a position of the stream. */
    boolean matches(final DirectBuffer received, final int offset, final int length, final long position)
    {
        final int place = (int)(position % PERIOD);
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES)
        {
            if (received.getLong(offset + i) != buffer.getLong(place + i))
            {
                return false;
            }
        }
        for (; i < length; i++)
        {
            if (received.getByte(offset + i) != buffer.getByte(place + i))
            {
                return false;
            }
        }
        return true;
    }
}
