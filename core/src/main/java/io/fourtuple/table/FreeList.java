package io.fourtuple.table;

import org.agrona.UnsafeApi;

/**
 * Free records of a slab, linked by a field of the records themselves.
 * <pre>
 *   push ──> | head |──>| .. |──>| tail | <── append
 *   take <──    │
 * </pre>
 * A slab only pushes, or only appends: the tail is known only after the latter.
 */
final class FreeList
{
    /** Returned by {@link #take()} when there is no record. */
    static final int NONE = -1;

    private final OffHeapArray records;
    private final int linkOffset;
    private int head = NONE;
    private int tail;
    private int size;

    FreeList(final OffHeapArray records, final int linkOffset)
    {
        this.records = records;
        this.linkOffset = linkOffset;
    }

    int size()
    {
        return size;
    }

    /** The record is the next one taken. */
    void push(final int number)
    {
        link(number, head);
        head = number;
        size++;
    }

    /** The record is taken after all others. */
    void append(final int number)
    {
        link(number, NONE);
        if (head == NONE)
        {
            head = number;
        }
        else
        {
            link(tail, number);
        }
        tail = number;
        size++;
    }

    /** @return the number of a record, or {@link #NONE}. */
    int take()
    {
        final int number = head;
        if (number != NONE)
        {
            head = UnsafeApi.getInt(records.address(number) + linkOffset);
            size--;
        }
        return number;
    }

    private void link(final int number, final int next)
    {
        UnsafeApi.putInt(records.address(number) + linkOffset, next);
    }
}
