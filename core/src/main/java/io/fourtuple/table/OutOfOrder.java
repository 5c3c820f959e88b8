package io.fourtuple.table;

import static io.fourtuple.table.OutOfOrderDescriptor.*;

import org.agrona.UnsafeApi;

import io.fourtuple.wire.Seq;

/**
 * A view of one record of what was received out of order, positioned by {@link ReceiveMemory#wrap} and reused. Range 0 is the
 * one that last grew, then the one before it: the order in which SACK blocks are sent (RFC 2018 4).
 */
public final class OutOfOrder
{
    /** {@link #rangeAt} where there is none. */
    public static final int NO_RANGE = -1;
    private static final int HAS_FIN = 1;

    long address;
    int number;

    /** The transfer of the connection that it is of. */
    public int transfer()
    {
        return UnsafeApi.getInt(address + TRANSFER_OFFSET);
    }

    /**
     * @return how many ranges there are.
     */
    public int count()
    {
        return UnsafeApi.getByte(address + COUNT_OFFSET);
    }

    private void count(final int value)
    {
        UnsafeApi.putByte(address + COUNT_OFFSET, (byte)value);
    }

    /** The first sequence number of a range. */
    public int first(final int range)
    {
        return UnsafeApi.getInt(rangeAddress(range));
    }

    /** The sequence number behind a range. */
    public int end(final int range)
    {
        return UnsafeApi.getInt(rangeAddress(range) + 4);
    }

    private void range(final int range, final int first, final int end)
    {
        UnsafeApi.putInt(rangeAddress(range), first);
        UnsafeApi.putInt(rangeAddress(range) + 4, end);
    }

    private long rangeAddress(final int range)
    {
        return address + RANGES_OFFSET + (long)range * RANGE_LENGTH;
    }

    /** The peer's FIN was received, behind missing data. */
    public boolean hasFin()
    {
        return (UnsafeApi.getByte(address + FLAGS_OFFSET) & HAS_FIN) != 0;
    }

    /** The sequence number of the FIN; of meaning with {@link #hasFin()} only. */
    public int finSeq()
    {
        return UnsafeApi.getInt(address + FIN_SEQ_OFFSET);
    }

    /** Keeps the peer's FIN. */
    public void fin(final int seq)
    {
        UnsafeApi.putInt(address + FIN_SEQ_OFFSET, seq);
        UnsafeApi.putByte(address + FLAGS_OFFSET, (byte)HAS_FIN);
    }

    /**
     * @return whether nothing is kept.
     */
    public boolean isEmpty()
    {
        return count() == 0 && !hasFin();
    }

    /**
     * @return the range that holds a byte, or {@link #NO_RANGE}.
     */
    public int rangeAt(final int seq)
    {
        for (int i = 0, count = count(); i < count; i++)
        {
            if (Seq.leq(first(i), seq) && Seq.lt(seq, end(i)))
            {
                return i;
            }
        }
        return NO_RANGE;
    }

    /**
     * @return the first byte from {@code seq} on that is kept, or {@code end} if there is none before it.
     */
    public int firstFrom(final int seq, final int end)
    {
        int first = end;
        for (int i = 0, count = count(); i < count; i++)
        {
            if (Seq.lt(seq, end(i)))
            {
                first = Seq.min(first, Seq.max(seq, first(i)));
            }
        }
        return first;
    }

    /**
     * @return the sequence number behind all that is kept, or {@code from} if that is none.
     */
    public int highestEnd(final int from)
    {
        int end = from;
        for (int i = 0, count = count(); i < count; i++)
        {
            end = Seq.max(end, end(i));
        }
        return end;
    }

    /** Whether a range that begins at {@code seq} has a place: one of its own, or in a range that ends there or later. */
    boolean hasPlace(final int seq)
    {
        final int count = count();
        for (int i = 0; i < count; i++)
        {
            if (Seq.leq(first(i), seq) && Seq.leq(seq, end(i)))
            {
                return true;
            }
        }
        return count < MAX_RANGES;
    }

    /** Whether any byte of a block of sequence numbers is kept. */
    boolean isAnyIn(final int from, final int end)
    {
        for (int i = 0, count = count(); i < count; i++)
        {
            if (Seq.lt(first(i), end) && Seq.lt(from, end(i)))
            {
                return true;
            }
        }
        return false;
    }

    /** Adds a range that {@linkplain #hasPlace has a place}, as the first one; those that it touches become part of it. */
    void add(final int from, final int to)
    {
        int first = from;
        int end = to;
        int others = 0;
        for (int i = 0, count = count(); i < count; i++)
        {
            // Ranges lie apart: one that the new range does not touch is not touched by what it has grown to either.
            if (Seq.leq(first(i), to) && Seq.leq(from, end(i)))
            {
                first = Seq.min(first, first(i));
                end = Seq.max(end, end(i));
            }
            else
            {
                range(others++, first(i), end(i));
            }
        }
        for (int i = others; i > 0; i--)
        {
            range(i, first(i - 1), end(i - 1));
        }
        range(0, first, end);
        count(others + 1);
    }

    /** Takes the bytes before {@code to} off a range; with its last byte the range goes. */
    void cut(final int range, final int to)
    {
        if (to != end(range))
        {
            range(range, to, end(range));
            return;
        }
        final int last = count() - 1;
        for (int i = range; i < last; i++)
        {
            range(i, first(i + 1), end(i + 1));
        }
        count(last);
    }
}
