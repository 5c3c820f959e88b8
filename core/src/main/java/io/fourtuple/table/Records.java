package io.fourtuple.table;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * All records of one family, of whatever kind, by the references that its index holds: the record's number, with a bit on
 * top for one that is held in TIME_WAIT.
 */
final class Records
{
    static final int HELD_SHIFT = 29;
    static final int HELD_BIT = 1 << HELD_SHIFT;

    final Slab open;
    final HeldSlab held;
    private final int shift;
    private final long openStart;
    private final long heldDistance;

    /**
     * @param open      full records.
     * @param openShift log2 of their bytes; a held one has half as many.
     * @param held      those in TIME_WAIT.
     */
    Records(final Slab open, final int openShift, final HeldSlab held)
    {
        this.open = open;
        this.held = held;
        shift = openShift;
        openStart = open.address(0);
        heldDistance = held.address(0) - openStart;
    }

    /** The address of a record of either kind; without a branch, which would be guessed wrong where kinds are mixed. */
    long address(final int ref)
    {
        if (UnsafeBuffer.SHOULD_BOUNDS_CHECK)
        {
            return (ref & HELD_BIT) == 0 ? open.address(ref) : held.address(ref & ~HELD_BIT);
        }
        final int kind = ref >>> HELD_SHIFT;
        return openStart + (heldDistance & -(long)kind) + (((long)(ref & ~HELD_BIT) << shift) >>> kind);
    }
}
