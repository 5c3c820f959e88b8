package io.fourtuple.table;

import static io.fourtuple.table.HeldDescriptor.*;

import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The records of connections in TIME_WAIT, of one family. What is freed first is used again first: entries that are held
 * equally long then begin, and end, in the order of the memory they lie in.
 */
final class HeldSlab
{
    /** Returned by {@link #allocate()} when every record is in use. */
    static final int FULL = -1;
    private static final int NO_RECORD = -1;

    private final Memory records;
    private final long start;
    private final int shift;
    private final int capacity;
    private int freeHead = NO_RECORD;
    private int freeTail = NO_RECORD;
    private int untouched;
    private int used;

    /**
     * @param capacity    records.
     * @param recordShift log2 of a record's bytes.
     */
    HeldSlab(final int capacity, final int recordShift)
    {
        this.capacity = capacity;
        records = Memory.zeroed(capacity, recordShift);
        start = records.address(0);
        shift = recordShift;
    }

    /**
     * @return the number of a record marked as used, of undefined content but for its queues, or {@link #FULL}.
     */
    int allocate()
    {
        final int number;
        if (freeHead != NO_RECORD)
        {
            number = freeHead;
            freeHead = UnsafeApi.getInt(address(number) + SND_NXT_OFFSET);
            if (freeHead == NO_RECORD)
            {
                freeTail = NO_RECORD;
            }
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
        final long word = address(number) + WORD_OFFSET;
        UnsafeApi.putLong(word, UnsafeApi.getLong(word) & QUEUES_MASK << QUEUES_SHIFT | USED);
        return number;
    }

    void free(final int number)
    {
        final long record = address(number);
        final long word = record + WORD_OFFSET;
        UnsafeApi.putLong(word, UnsafeApi.getLong(word) & ~USED);
        UnsafeApi.putInt(record + SND_NXT_OFFSET, NO_RECORD);
        if (freeTail == NO_RECORD)
        {
            freeHead = number;
        }
        else
        {
            UnsafeApi.putInt(address(freeTail) + SND_NXT_OFFSET, number);
        }
        freeTail = number;
        used--;
    }

    long address(final int number)
    {
        return UnsafeBuffer.SHOULD_BOUNDS_CHECK ? records.address(number) : start + ((long)number << shift);
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
