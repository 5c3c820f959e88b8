package io.fourtuple.table;

import org.agrona.UnsafeApi;

/**
 * A time for each record of a kind, of both families, in an array beside the records: eight bytes each, taken only by who
 * needs it. It is undefined until it is set, and no longer of use once the record is used anew.
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

    /**
     * @param ref of a record of the kind that these are for.
     */
    public void put(final int ref, final long ns)
    {
        UnsafeApi.putLong(address(ref), ns);
    }

    /**
     * @param ref of a record of the kind that these are for.
     */
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
