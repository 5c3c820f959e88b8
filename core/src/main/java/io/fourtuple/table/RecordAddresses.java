package io.fourtuple.table;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * All records of one family and of every kind, by the index's references: the record's number, with one bit on top for
 * TIME_WAIT and another for half-open.
 */
final class RecordAddresses
{
    static final int TIME_WAIT_SHIFT = 29;
    static final int TIME_WAIT_BIT = 1 << TIME_WAIT_SHIFT;
    static final int HALF_OPEN_BIT = TIME_WAIT_BIT << 1;
    static final int COMPACT_BITS = TIME_WAIT_BIT | HALF_OPEN_BIT;

    final Slab open;
    final CompactSlab timeWait;
    final CompactSlab halfOpen;
    private final int shift;
    private final long openStart;
    private final long heldDistance;
    private final long halfOpenDistance;

    /**
     * @param open      full records.
     * @param openShift log2 of their bytes; a compact one has half as many.
     * @param timeWait  records in TIME_WAIT.
     * @param halfOpen  records in SYN_RCVD.
     */
    RecordAddresses(final Slab open, final int openShift, final CompactSlab timeWait, final CompactSlab halfOpen)
    {
        this.open = open;
        this.timeWait = timeWait;
        this.halfOpen = halfOpen;
        shift = openShift;
        openStart = open.address(0);
        heldDistance = timeWait.address(0) - openStart;
        halfOpenDistance = halfOpen.address(0) - openStart;
    }

    /** The slab of a compact record. */
    CompactSlab compact(final int ref)
    {
        return (ref & TIME_WAIT_BIT) != 0 ? timeWait : halfOpen;
    }

    /** The address of a record of any kind; without a branch, which would be mispredicted where kinds are mixed. */
    long address(final int ref)
    {
        final int number = ref & ~COMPACT_BITS;
        if (UnsafeBuffer.SHOULD_BOUNDS_CHECK)
        {
            return (ref & COMPACT_BITS) == 0 ? open.address(number) : compact(ref).address(number);
        }
        final int kind = ref >>> TIME_WAIT_SHIFT;
        return openStart + (heldDistance & -(long)(kind & 1)) + (halfOpenDistance & -(long)(kind >>> 1)) +
            (((long)number << shift) >>> (kind + 1 >>> 1));
    }
}
