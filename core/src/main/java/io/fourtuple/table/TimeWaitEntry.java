package io.fourtuple.table;

import static io.fourtuple.table.CompactDescriptor.*;

import org.agrona.UnsafeApi;

import io.fourtuple.timewait.TimeWaitConnection;

/** A view of a TIME_WAIT entry. */
public final class TimeWaitEntry extends CompactEntry implements TimeWaitConnection
{
    /** The longest TIME_WAIT. */
    public static final int MAX_WAIT_MS = 7_200_000;

    private static final int UNIT_MS = 1 << TIME_WAIT_TIME_SHIFT;
    private static final int WRAP_MS = 1 << TIME_WAIT_TIME_BITS + TIME_WAIT_TIME_SHIFT;

    @Override
    public int sndNxt()
    {
        return UnsafeApi.getInt(address + SND_OFFSET);
    }

    @Override
    public int rcvNxt()
    {
        return UnsafeApi.getInt(address + RCV_OFFSET);
    }

    /** Whether window scaling was agreed on. */
    public boolean isScaling()
    {
        return (word() & TIME_WAIT_SCALED) != 0;
    }

    @Override
    public int ageMs()
    {
        final int ms = msBetween(word() >>> TIME_WAIT_ENTERED_SHIFT, nowUnits());
        return ms >= -UNIT_MS ? ms : ms + WRAP_MS;
    }

    /** Milliseconds until the wait is over, in steps of 8; 0 or less: it is. */
    @Override
    public int leftMs()
    {
        final int ms = msBetween(nowUnits(), word());
        // Longer than any TIME_WAIT: the clock has wrapped while the loop stood still.
        return ms <= MAX_WAIT_MS + UNIT_MS ? ms : ms - WRAP_MS;
    }

    /** TIME_WAIT begins now. */
    public void enter()
    {
        word(word() & ~(TIME_WAIT_TIME_MASK << TIME_WAIT_ENTERED_SHIFT) |
            (unitsNotBefore(nowMs) & TIME_WAIT_TIME_MASK) << TIME_WAIT_ENTERED_SHIFT);
    }

    /** The wait ends in this many milliseconds, 0 to 7,200,000, rounded up to a multiple of 8 of the clock. */
    @Override
    public void waitMs(final int ms)
    {
        word(word() & ~TIME_WAIT_TIME_MASK | unitsNotBefore(nowMs + ms) & TIME_WAIT_TIME_MASK);
    }

    @Override
    public int wholeWaitMs(final int usualMs)
    {
        return 0;
    }

    /** Copies the fields of a connection that TIME_WAIT keeps. */
    void copy(final Tcb tcb)
    {
        UnsafeApi.putLong(address, UnsafeApi.getLong(tcb.address));
        UnsafeApi.putInt(address + TcbDescriptor.PORTS_OFFSET, UnsafeApi.getInt(tcb.address + TcbDescriptor.PORTS_OFFSET));
        UnsafeApi.putInt(address + SND_OFFSET, tcb.sndNxt());
        UnsafeApi.putInt(address + RCV_OFFSET, tcb.rcvNxt());
        UnsafeApi.putInt(address + TS_RECENT_OFFSET, tcb.tsRecent());
        if (isIpv6())
        {
            for (int i = 0; i < 32; i += 8)
            {
                UnsafeApi.putLong(address + REMOTE_IPV6_OFFSET + i,
                    UnsafeApi.getLong(tcb.address + TcbDescriptor.REMOTE_IPV6_OFFSET + i));
            }
        }
        use((word() & QUEUES_MASK << QUEUES_SHIFT) |
            (tcb.is(Tcb.TS_OK) ? TS_OK : 0) | (tcb.isScaling() ? TIME_WAIT_SCALED : 0));
    }

    private long nowUnits()
    {
        return (nowMs & 0xFFFF_FFFFL) >>> TIME_WAIT_TIME_SHIFT;
    }

    private static long unitsNotBefore(final int ms)
    {
        return ms + UNIT_MS - 1 >> TIME_WAIT_TIME_SHIFT;
    }

    private static int msBetween(final long from, final long to)
    {
        return between(from, to, TIME_WAIT_TIME_BITS, TIME_WAIT_TIME_SHIFT);
    }
}
