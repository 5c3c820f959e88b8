package io.fourtuple.table;

import static io.fourtuple.table.CompactDescriptor.*;

import org.agrona.UnsafeApi;

import io.fourtuple.app.FourTuple;

/**
 * A view of a compact record, positioned by {@link ConnectionTable#wrap(CompactEntry, int, int)} and reused. It has the
 * parts common to both kinds: key, timestamp, the queues that hold an entry for it, the limit of its answers.
 */
public abstract class CompactEntry
{
    long address;
    int ref;
    int nowMs;

    final void wrap(final long recordAddress, final int recordRef, final int loopMs)
    {
        address = recordAddress;
        ref = recordRef;
        nowMs = loopMs;
    }

    public final int ref()
    {
        return ref;
    }

    public final boolean isIpv6()
    {
        return ConnectionTable.isIpv6(ref);
    }

    public final long remoteHi()
    {
        return isIpv6() ? UnsafeApi.getLong(address + REMOTE_IPV6_OFFSET) : 0;
    }

    public final long remoteLo()
    {
        return isIpv6() ? UnsafeApi.getLong(address + REMOTE_IPV6_OFFSET + 8) :
            UnsafeApi.getInt(address + TcbDescriptor.REMOTE_IPV4_OFFSET) & 0xFFFF_FFFFL;
    }

    public final long localHi()
    {
        return isIpv6() ? UnsafeApi.getLong(address + LOCAL_IPV6_OFFSET) : 0;
    }

    public final long localLo()
    {
        return isIpv6() ? UnsafeApi.getLong(address + LOCAL_IPV6_OFFSET + 8) :
            UnsafeApi.getInt(address + TcbDescriptor.LOCAL_IPV4_OFFSET) & 0xFFFF_FFFFL;
    }

    public final int remotePort()
    {
        return UnsafeApi.getShort(address + TcbDescriptor.PORTS_OFFSET) & 0xFFFF;
    }

    public final int localPort()
    {
        return UnsafeApi.getShort(address + TcbDescriptor.PORTS_OFFSET + 2) & 0xFFFF;
    }

    /** Copies the addresses and ports out. */
    public final void tuple(final FourTuple into)
    {
        into.family(isIpv6()).local(localHi(), localLo(), localPort()).remote(remoteHi(), remoteLo(), remotePort());
    }

    public final boolean hasTimestamps()
    {
        return (word() & TS_OK) != 0;
    }

    public final int tsRecent()
    {
        return UnsafeApi.getInt(address + TS_RECENT_OFFSET);
    }

    public final void tsRecent(final int value)
    {
        UnsafeApi.putInt(address + TS_RECENT_OFFSET, value);
    }

    /** False for a record that was given back; all else in the view is then undefined. */
    public final boolean isUsed()
    {
        return word() < 0;
    }

    /** Milliseconds until the wait is over; 0 or less: it is. */
    public abstract int leftMs();

    /** The wait ends so many milliseconds from now. */
    public abstract void waitMs(int ms);

    /**
     * The whole length of the current wait, if it is known.
     *
     * @param usualMs length of the first wait of such a record.
     * @return milliseconds; 0 if not known.
     */
    public abstract int wholeWaitMs(int usualMs);

    /**
     * Whether a limited answer may be sent now; if so, it counts as sent.
     *
     * @param limitMs shortest time between two answers; it may be 64 ms longer.
     */
    public final boolean answer(final int limitMs)
    {
        final int now = AnswerStamp.of(nowMs, ANSWERED_UNIT_SHIFT, ANSWERED_BITS);
        final int last = (int)(word() >>> ANSWERED_SHIFT & ANSWERED_MASK);
        if (AnswerStamp.isWithin(limitMs, last, now, ANSWERED_UNIT_SHIFT, ANSWERED_BITS))
        {
            return false;
        }
        word(word() & ~(ANSWERED_MASK << ANSWERED_SHIFT) | (long)now << ANSWERED_SHIFT);
        return true;
    }

    /** A bit for each timer queue that has an entry for this record. */
    public final int queues()
    {
        return (int)(word() >>> QUEUES_SHIFT & QUEUES_MASK);
    }

    public final void queues(final int bits)
    {
        word(word() & ~(QUEUES_MASK << QUEUES_SHIFT) | (long)bits << QUEUES_SHIFT);
    }

    /** The time between two times, each in units modulo 2^{@code bits}. */
    static int between(final long from, final long to, final int bits, final int unitShift)
    {
        final int unused = Integer.SIZE - bits;
        return (int)(to - from) << unused >> unused - unitShift;
    }

    final long word()
    {
        return UnsafeApi.getLong(address + WORD_OFFSET);
    }

    /** Marks the record as used, after all of it is written: from now on another process may read it. */
    final void use(final long value)
    {
        UnsafeApi.putLongRelease(null, address + WORD_OFFSET, value | USED);
    }

    final void word(final long value)
    {
        UnsafeApi.putLong(address + WORD_OFFSET, value);
    }
}
