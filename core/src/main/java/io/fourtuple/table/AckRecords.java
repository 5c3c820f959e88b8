package io.fourtuple.table;

import org.agrona.BitUtil;

import io.fourtuple.config.Settings;

/**
 * How connections have received lately, for those that have: a record for a connection's reference is found by its lowest bits
 * alone, so opening and closing touch none, and a connection takes the place of another that has the same ones.
 * <pre>
 *   Tcb.ref() ──lowest bits──> AckRecord: id, times, counts        64 Ki records at most, 2 MiB
 * </pre>
 */
public final class AckRecords
{
    private static final int MAX_RECORDS = 1 << 16;

    private final OffHeapArray records;
    private final int mask;

    public AckRecords(final Settings settings)
    {
        final int count = count(settings);
        records = OffHeapArray.zeroed(count, AckDescriptor.SHIFT);
        mask = count - 1;
    }

    /**
     * @param settings capacities.
     * @return how many records there are, a power of two.
     */
    public static int count(final Settings settings)
    {
        return Math.min(MAX_RECORDS, BitUtil.findNextPositivePowerOfTwo(ConnectionTable.capacity(settings)));
    }

    /**
     * @param settings capacities.
     * @return bytes that the records take.
     */
    public static long neededBytes(final Settings settings)
    {
        return OffHeapArray.neededBytes(count(settings), AckDescriptor.SHIFT);
    }

    /** Positions a view at the record for a connection, which may be another's by now. */
    public void wrap(final AckRecord record, final int ref)
    {
        record.number = ref & mask;
        record.address = records.address(record.number);
    }

    public long sizeBytes()
    {
        return records.sizeBytes();
    }
}
