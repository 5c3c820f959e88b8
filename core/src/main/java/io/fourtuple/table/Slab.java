package io.fourtuple.table;

import org.agrona.UnsafeApi;
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
    private final long start;
    private final int shift;
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
        this(Memory.zeroed(capacity, recordShift), capacity, recordShift, withUserData);
    }

    /**
     * @param records      zeroed.
     * @param capacity     of them.
     * @param recordShift  log2 of a record's bytes.
     * @param withUserData whether the application's long lies in an array beside the records.
     */
    Slab(final Memory records, final int capacity, final int recordShift, final boolean withUserData)
    {
        this.capacity = capacity;
        this.records = records;
        this.start = records.address(0);
        this.shift = recordShift;
        this.userData = withUserData ? Memory.zeroed(capacity, 3) : null;
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
            freeHead = UnsafeApi.getInt(address(number) + TcbDescriptor.SND_UNA_OFFSET);
        }
        else if (untouched < capacity)
        {
            number = untouched++;
            records.touched(untouched);
        }
        else
        {
            return FULL;
        }
        used++;
        final long record = address(number);
        final int generation = (UnsafeApi.getInt(record + TcbDescriptor.GENERATION_OFFSET) + 1) & Integer.MAX_VALUE;
        final byte timerQueues = UnsafeApi.getByte(record + TcbDescriptor.TIMER_QUEUES_OFFSET);
        for (int i = 0; i < 64; i += 8)
        {
            UnsafeApi.putLong(record + i, 0);
        }
        UnsafeApi.putInt(record + TcbDescriptor.GENERATION_OFFSET, Math.max(1, generation));
        UnsafeApi.putByte(record + TcbDescriptor.TIMER_QUEUES_OFFSET, timerQueues);
        return number;
    }

    void free(final int number)
    {
        final long record = address(number);
        UnsafeApi.putByte(record + TcbDescriptor.STATE_OFFSET, (byte)TcpState.CLOSED.ordinal());
        // A reader that sees what follows must not see the state of before.
        UnsafeApi.storeFence();
        UnsafeApi.putByte(record + TcbDescriptor.FLAGS_OFFSET, (byte)0);
        UnsafeApi.putInt(record + TcbDescriptor.SND_UNA_OFFSET, freeHead);
        freeHead = number;
        used--;
    }

    void wrap(final Tcb tcb, final int number)
    {
        final long record = address(number);
        tcb.address = record;
        tcb.userAddress = userData == null ? record + TcbDescriptor.USER_DATA_IPV6_OFFSET : userData.address(number);
    }

    long address(final int number)
    {
        return UnsafeBuffer.SHOULD_BOUNDS_CHECK ? records.address(number) : start + ((long)number << shift);
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
