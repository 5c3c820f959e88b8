package io.fourtuple.table;

import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.TcpState;

/**
 * Records of one kind, which never move. The record freed last is used again first, while it is still in the cache. Its
 * generation rises with each use, so that a stale id is recognised.
 * <pre>
 *   free ──> last in, first out ──────────────────────────────────────> allocate
 *     └──> each 2^20th use of a record: first in, first out, behind SPARE others ──┘ when there is no other
 * </pre>
 * The 31-bit generation of one record that is always used again would wrap in 18 minutes at two million connections a second.
 * So after 2<sup>20</sup> uses a record steps back behind {@link #SPARE} others that have had their turn. An id comes again
 * after 2<sup>41</sup> uses, 12 days at that rate, and the record is out of the cache for one use in a million. The
 * {@link #SPARE} records are beyond the limit, so that this holds in a full table.
 */
final class Slab
{
    /** Returned by {@link #allocate()} when every record is in use. */
    static final int FULL = -1;
    /** Records beyond those that may be in use. */
    static final int SPARE = 1_024;
    /** Uses in a record's turn, a power of two. */
    static final int TURN = 1 << 20;
    private static final int USER_DATA_SHIFT = 3;

    private final OffHeapArray records;
    private final long start;
    private final int shift;
    private final OffHeapArray userData;
    private final int limit;
    private final int capacity;
    private final FreeList free;
    private final FreeList resting;
    private int untouched;
    private int used;

    /**
     * @param limit        how many records may be in use.
     * @param recordShift  log2 of a record's bytes.
     * @param withUserData whether the application's long lies in an array beside the records.
     */
    Slab(final int limit, final int recordShift, final boolean withUserData)
    {
        this(OffHeapArray.zeroed(records(limit), recordShift), limit, recordShift, withUserData);
    }

    /**
     * @param records      zeroed, as many as {@link #records(int)} says.
     * @param limit        how many of them may be in use.
     * @param recordShift  log2 of a record's bytes.
     * @param withUserData whether the application's long lies in an array beside the records.
     */
    Slab(final OffHeapArray records, final int limit, final int recordShift, final boolean withUserData)
    {
        this.limit = limit;
        this.capacity = records(limit);
        this.records = records;
        this.start = records.address(0);
        free = new FreeList(records, TcbDescriptor.SND_UNA_OFFSET);
        resting = new FreeList(records, TcbDescriptor.SND_UNA_OFFSET);
        this.shift = recordShift;
        this.userData = withUserData ? OffHeapArray.zeroed(capacity, USER_DATA_SHIFT) : null;
    }

    /** Bytes of the application's longs of so many records. */
    static long userDataBytes(final int capacity)
    {
        return OffHeapArray.neededBytes(capacity, USER_DATA_SHIFT);
    }

    /**
     * @param limit how many records may be in use.
     * @return records to be made; no more than a reference can number.
     */
    static int records(final int limit)
    {
        return Math.min(limit + SPARE, ConnectionTable.NUMBER_MASK + 1);
    }

    /** @return the number of a record with everything but its generation and its timer queues cleared, or {@link #FULL}. */
    int allocate()
    {
        if (used == limit)
        {
            return FULL;
        }
        int number = free.take();
        if (number == FreeList.NONE)
        {
            number = another();
        }
        used++;
        final long record = address(number);
        final int generation = (UnsafeApi.getInt(record + TcbDescriptor.GENERATION_OFFSET) + 1) & Integer.MAX_VALUE;
        final int waitBits = UnsafeApi.getInt(record + TcbDescriptor.TRANSFER_OFFSET) & ~TcbDescriptor.TRANSFER_MASK;
        final byte timerQueues = UnsafeApi.getByte(record + TcbDescriptor.TIMER_QUEUES_OFFSET);
        for (int i = 0; i < 64; i += 8)
        {
            UnsafeApi.putLong(record + i, 0);
        }
        UnsafeApi.putInt(record + TcbDescriptor.GENERATION_OFFSET, Math.max(1, generation));
        UnsafeApi.putByte(record + TcbDescriptor.TIMER_QUEUES_OFFSET, timerQueues);
        UnsafeApi.putInt(record + TcbDescriptor.TRANSFER_OFFSET, waitBits);
        return number;
    }

    /** With no record freed in its turn: takes one never used, until enough have stepped back; then the one that did so first. */
    private int another()
    {
        if (resting.size() < SPARE && untouched < capacity)
        {
            records.touched(untouched + 1);
            return untouched++;
        }
        return resting.take();
    }

    void free(final int number)
    {
        final long record = address(number);
        UnsafeApi.putByte(record + TcbDescriptor.STATE_OFFSET, (byte)TcpState.CLOSED.ordinal());
        // A reader that sees later stores must not see the old state.
        UnsafeApi.storeFence();
        UnsafeApi.putByte(record + TcbDescriptor.FLAGS_OFFSET, (byte)0);
        used--;
        if ((UnsafeApi.getInt(record + TcbDescriptor.GENERATION_OFFSET) & TURN - 1) == 0)
        {
            resting.append(number);
        }
        else
        {
            free.push(number);
        }
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

    boolean hasRoom()
    {
        return used < limit;
    }

    /** All records, spare ones included. */
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
