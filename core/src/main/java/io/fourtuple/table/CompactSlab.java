package io.fourtuple.table;

import static io.fourtuple.table.CompactDescriptor.*;

import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Compact records of one kind and family: of connections in TIME_WAIT, or of half-open ones.
 * <p>
 * TIME_WAIT records are reused first in, first out: entries that wait equally long then begin, and end, in the order of their
 * memory. Half-open records, which mostly end at once, are reused last in, first out, while they are still in the cache and
 * still have their place in a timer queue.
 */
final class CompactSlab
{
    /** Returned by {@link #allocate()} when every record is in use. */
    static final int FULL = -1;

    private final OffHeapArray records;
    private final long start;
    private final int shift;
    private final int capacity;
    private final boolean isLastFirst;
    private final FreeList free;
    private int untouched;
    private int used;

    /**
     * @param records     zeroed.
     * @param capacity    of them.
     * @param recordShift log2 of a record's bytes.
     * @param isLastFirst whether records are reused last in, first out.
     */
    CompactSlab(final OffHeapArray records, final int capacity, final int recordShift, final boolean isLastFirst)
    {
        this.isLastFirst = isLastFirst;
        this.capacity = capacity;
        this.records = records;
        start = records.address(0);
        free = new FreeList(records, SND_OFFSET);
        shift = recordShift;
    }

    /**
     * @return the number of a record of undefined content but for its queues, or {@link #FULL}. The caller fills it and
     *     marks it as used, last.
     */
    int allocate()
    {
        int number = free.take();
        if (number == FreeList.NONE)
        {
            if (untouched == capacity)
            {
                return FULL;
            }
            number = untouched++;
            records.touched(untouched);
        }
        used++;
        return number;
    }

    void free(final int number)
    {
        final long record = address(number);
        final long word = record + WORD_OFFSET;
        UnsafeApi.putLong(word, UnsafeApi.getLong(word) & ~USED);
        // A reader that sees later stores must not see the record marked as used.
        UnsafeApi.storeFence();
        used--;
        if (isLastFirst)
        {
            free.push(number);
        }
        else
        {
            free.append(number);
        }
    }

    long address(final int number)
    {
        return UnsafeBuffer.SHOULD_BOUNDS_CHECK ? records.address(number) : start + ((long)number << shift);
    }

    int capacity()
    {
        return capacity;
    }

    /** The first record that was never in use. */
    int untouched()
    {
        return untouched;
    }

    int used()
    {
        return used;
    }

    long sizeBytes()
    {
        return records.sizeBytes();
    }
}
