package io.fourtuple.table;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Off-heap memory for equal entries, numbered from 0, in as many buffers as it takes (a buffer ends at 2 GiB).
 * Zeroed and touched when it is taken, so that no page is missing later.
 */
final class Memory
{
    private static final int MAX_SEGMENT_SHIFT = 30;

    private final UnsafeBuffer[] segments;
    private final int entryShift;
    private final int segmentShift;
    private final int entryMask;
    private final long sizeBytes;

    /**
     * @param entries    how many.
     * @param entryShift log2 of an entry's bytes, 0 to 20.
     */
    Memory(final long entries, final int entryShift)
    {
        this.entryShift = entryShift;
        this.segmentShift = MAX_SEGMENT_SHIFT - entryShift;
        this.entryMask = (1 << segmentShift) - 1;
        this.sizeBytes = entries << entryShift;
        final int count = (int)((entries + entryMask) >>> segmentShift);
        segments = new UnsafeBuffer[count];
        for (int i = 0; i < count; i++)
        {
            final long left = sizeBytes - ((long)i << MAX_SEGMENT_SHIFT);
            segments[i] = new UnsafeBuffer(BufferUtil.allocateDirectAligned(
                (int)Math.min(left, 1L << MAX_SEGMENT_SHIFT), BitUtil.CACHE_LINE_LENGTH));
        }
    }

    UnsafeBuffer buffer(final int entry)
    {
        return segments[entry >>> segmentShift];
    }

    int offset(final int entry)
    {
        return (entry & entryMask) << entryShift;
    }

    long sizeBytes()
    {
        return sizeBytes;
    }
}
