package io.fourtuple.table;

import org.agrona.UnsafeApi;

/**
 * A time for each record of one kind, of both families, in an array beside the records: eight bytes each, made only where it
 * is needed. A time is undefined until it is set, and stale once the record is used again.
 */
public final class RecordTimes
{
    private static final int SHIFT = 3;

    private final OffHeapArray ipv4;
    private final OffHeapArray ipv6;

    RecordTimes(final int ipv4Capacity, final int ipv6Capacity)
    {
        ipv4 = OffHeapArray.zeroed(ipv4Capacity, SHIFT);
        ipv6 = OffHeapArray.zeroed(ipv6Capacity, SHIFT);
    }

    /** Bytes for so many records of a family. */
    static long neededBytes(final int capacity)
    {
        return OffHeapArray.neededBytes(capacity, SHIFT);
    }

    /** @param ref of a record of this kind. */
    public void put(final int ref, final long ns)
    {
        UnsafeApi.putLong(address(ref), ns);
    }

    /** @param ref of a record of this kind. */
    public long get(final int ref)
    {
        return UnsafeApi.getLong(address(ref));
    }

    private long address(final int ref)
    {
        return (ConnectionTable.isIpv6(ref) ? ipv6 : ipv4).address(ref & ConnectionTable.NUMBER_MASK);
    }

    public long sizeBytes()
    {
        return ipv4.sizeBytes() + ipv6.sizeBytes();
    }
}
