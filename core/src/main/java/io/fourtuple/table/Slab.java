package io.fourtuple.table;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.TcpState;

/**
 * Records of one kind. They never move; a freed one is used again first, while it is still in the cache. Its generation
 * rises with each use, which is how a stale id is recognised.
 */
final class Slab
{
    /** Returned by {@link #allocate()} when every record is in use. */
    static final int FULL = -1;
    private static final int NO_RECORD = -1;

    private final Memory records;
    private final Memory userData;
    private final int capacity;
    private int freeHead = NO_RECORD;
    private int untouched;
    private int used;

    /**
     * @param capacity     records.
     * @param recordShift  log2 of a record's bytes.
     * @param withUserData whether the application's long lies in an array beside the records.
     */
    Slab(final int capacity, final int recordShift, final boolean withUserData)
    {
        this.capacity = capacity;
        this.records = new Memory(capacity, recordShift);
        this.userData = withUserData ? new Memory(capacity, 3) : null;
    }

    /**
     * @return the number of a record with everything but its generation and its timer queues cleared, or {@link #FULL}.
     */
    int allocate()
    {
        final int number;
        if (freeHead != NO_RECORD)
        {
            number = freeHead;
            freeHead = records.buffer(number).getInt(records.offset(number) + TcbDescriptor.SND_UNA_OFFSET);
        }
        else if (untouched < capacity)
        {
            number = untouched++;
        }
        else
        {
            return FULL;
        }
        used++;
        final UnsafeBuffer buffer = records.buffer(number);
        final int offset = records.offset(number);
        final int generation = (buffer.getInt(offset + TcbDescriptor.GENERATION_OFFSET) + 1) & Integer.MAX_VALUE;
        final byte timerQueues = buffer.getByte(offset + TcbDescriptor.TIMER_QUEUES_OFFSET);
        for (int i = 0; i < 64; i += 8)
        {
            buffer.putLong(offset + i, 0);
        }
        buffer.putInt(offset + TcbDescriptor.GENERATION_OFFSET, Math.max(1, generation));
        buffer.putByte(offset + TcbDescriptor.TIMER_QUEUES_OFFSET, timerQueues);
        return number;
    }

    void free(final int number)
    {
        final UnsafeBuffer buffer = records.buffer(number);
        final int offset = records.offset(number);
        buffer.putByte(offset + TcbDescriptor.STATE_OFFSET, (byte)TcpState.CLOSED.ordinal());
        buffer.putByte(offset + TcbDescriptor.FLAGS_OFFSET, (byte)0);
        buffer.putInt(offset + TcbDescriptor.SND_UNA_OFFSET, freeHead);
        freeHead = number;
        used--;
    }

    void wrap(final Tcb tcb, final int number)
    {
        tcb.buffer = records.buffer(number);
        tcb.offset = records.offset(number);
        if (userData == null)
        {
            tcb.userBuffer = tcb.buffer;
            tcb.userOffset = tcb.offset + TcbDescriptor.USER_DATA_IPV6_OFFSET;
        }
        else
        {
            tcb.userBuffer = userData.buffer(number);
            tcb.userOffset = userData.offset(number);
        }
    }

    UnsafeBuffer buffer(final int number)
    {
        return records.buffer(number);
    }

    int offset(final int number)
    {
        return records.offset(number);
    }

    int used()
    {
        return used;
    }

    int capacity()
    {
        return capacity;
    }

    /** Records from here on were never used. */
    int untouched()
    {
        return untouched;
    }

    long sizeBytes()
    {
        return records.sizeBytes() + (userData == null ? 0 : userData.sizeBytes());
    }
}
