package io.fourtuple.table;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * All records of one family, of whatever kind, by the references that its index holds: the record's number, with a bit on
 * top for one that is held in TIME_WAIT, and another for one that is half-open.
 */
final class Records
{
    static final int HELD_SHIFT = 29;
    static final int HELD_BIT = 1 << HELD_SHIFT;
    static final int HALF_OPEN_BIT = HELD_BIT << 1;
    static final int COMPACT_BITS = HELD_BIT | HALF_OPEN_BIT;

    final Slab open;
    final CompactSlab held;
    final CompactSlab halfOpen;
    private final int shift;
    private final long openStart;
    private final long heldDistance;
    private final long halfOpenDistance;

    /**
     * @param open      full records.
     * @param openShift log2 of their bytes; a compact one has half as many.
     * @param held      those in TIME_WAIT.
     * @param halfOpen  those in SYN_RCVD.
     */
    Records(final Slab open, final int openShift, final CompactSlab held, final CompactSlab halfOpen)
    {
        this.open = open;
        this.held = held;
        this.halfOpen = halfOpen;
        shift = openShift;
        openStart = open.address(0);
        heldDistance = held.address(0) - openStart;
        halfOpenDistance = halfOpen.address(0) - openStart;
    }

    /** The slab of a compact record. */
    CompactSlab compact(final int ref)
    {
        return (ref & HELD_BIT) != 0 ? held : halfOpen;
    }

    /** The address of a record of any kind; without a branch, which would be guessed wrong where kinds are mixed. */
    long address(final int ref)
    {
        final int number = ref & ~COMPACT_BITS;
        if (UnsafeBuffer.SHOULD_BOUNDS_CHECK)
        {
            return (ref & COMPACT_BITS) == 0 ? open.address(number) : compact(ref).address(number);
        }
        final int kind = ref >>> HELD_SHIFT;
        return openStart + (heldDistance & -(long)(kind & 1)) + (halfOpenDistance & -(long)(kind >>> 1)) +
            (((long)number << shift) >>> (kind + 1 >>> 1));
    }
}
