package io.fourtuple.link;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Frames of any length in one off-heap buffer, taken in order and given back in any order. Space is free again once all frames
 * before it have been given back, too.
 * <pre>
 *   tail ──> | record | record | free record | record | ──> head          capacity: a power of two
 *
 *   record   | record length i32 | frame length i32 | arrived ns i64 | frame ... | to a multiple of 32
 *              negative once it is free              |                ^ a frame is named by this index
 * </pre>
 */
final class FrameRing
{
    /** Instead of a frame: there is no room. */
    static final int NO_ROOM = Link.NO_ROOM;
    /** Largest ring. */
    static final int MAX_CAPACITY = 1 << 30;

    private static final int HEADER_LENGTH = 16;
    private static final int FRAME_LENGTH_OFFSET = 4;
    private static final int ARRIVED_OFFSET = 8;
    private static final int ALIGNMENT = 32;
    private static final int MIN_RECORD = 64;

    private final UnsafeBuffer buffer;
    private final int capacity;
    private final int mask;
    private long head;
    private long tail;

    /** @param capacityBytes a power of two. */
    FrameRing(final int capacityBytes)
    {
        buffer = new UnsafeBuffer(BufferUtil.allocateDirectAligned(capacityBytes, BitUtil.CACHE_LINE_LENGTH));
        capacity = capacityBytes;
        mask = capacityBytes - 1;
    }

    MutableDirectBuffer buffer()
    {
        return buffer;
    }

    /** @return the most frames that there can be at a time. */
    int maxFrames()
    {
        return capacity / MIN_RECORD;
    }

    /** @return the index of room for a frame, or {@link #NO_ROOM}. */
    int claim(final int lengthBytes)
    {
        final int recordLength = recordLength(lengthBytes);
        int record = (int)head & mask;
        final int toEnd = capacity - record;
        final int padding = toEnd < recordLength ? toEnd : 0;
        if (recordLength + padding > capacity - (head - tail))
        {
            return NO_ROOM;
        }
        if (padding > 0)
        {
            buffer.putInt(record, -padding);
            head += padding;
            record = 0;
        }
        buffer.putInt(record, recordLength);
        buffer.putInt(record + FRAME_LENGTH_OFFSET, lengthBytes);
        head += recordLength;
        return record + HEADER_LENGTH;
    }

    /** Cuts the frame that was claimed last. */
    void trim(final int frame, final int lengthBytes)
    {
        final int record = frame - HEADER_LENGTH;
        final int recordLength = recordLength(lengthBytes);
        head += recordLength - buffer.getInt(record);
        buffer.putInt(record, recordLength);
        buffer.putInt(record + FRAME_LENGTH_OFFSET, lengthBytes);
    }

    int lengthBytes(final int frame)
    {
        return buffer.getInt(frame - HEADER_LENGTH + FRAME_LENGTH_OFFSET);
    }

    long arrivedNs(final int frame)
    {
        return buffer.getLong(frame - HEADER_LENGTH + ARRIVED_OFFSET);
    }

    void arrivedNs(final int frame, final long ns)
    {
        buffer.putLong(frame - HEADER_LENGTH + ARRIVED_OFFSET, ns);
    }

    /** Gives a frame back. The newest one's room is free at once, so that a full queue's drops take none. */
    void free(final int frame)
    {
        final int record = frame - HEADER_LENGTH;
        final int recordLength = buffer.getInt(record);
        if (record + recordLength == ((int)head & mask) || record + recordLength == capacity && ((int)head & mask) == 0)
        {
            head -= recordLength;
            return;
        }
        buffer.putInt(record, -recordLength);
        while (tail < head && buffer.getInt((int)tail & mask) < 0)
        {
            tail -= buffer.getInt((int)tail & mask);
        }
    }

    private static int recordLength(final int lengthBytes)
    {
        return Math.max(MIN_RECORD, BitUtil.align(HEADER_LENGTH + lengthBytes, ALIGNMENT));
    }
}
