package io.fourtuple.table;

import static io.fourtuple.table.HeldDescriptor.*;

import org.agrona.UnsafeApi;

import io.fourtuple.app.FourTuple;
import io.fourtuple.timewait.HeldConnection;

/** A view of a record in TIME_WAIT, positioned by {@link ConnectionTable#wrap(HeldEntry, int, int)} and reused. */
public final class HeldEntry implements HeldConnection
{
    /** The longest wait there is. */
    public static final int MAX_HOLD_MS = 7_200_000;

    private static final int UNIT_MS = 1 << TIME_SHIFT;
    private static final int WRAP_MS = 1 << TIME_BITS + TIME_SHIFT;

    long address;
    int ref;
    private int nowMs;

    void wrap(final long recordAddress, final int recordRef, final int loopMs)
    {
        address = recordAddress;
        ref = recordRef;
        nowMs = loopMs;
    }

    public int ref()
    {
        return ref;
    }

    @Override
    public boolean isIpv6()
    {
        return ConnectionTable.isIpv6(ref);
    }

    @Override
    public long remoteHi()
    {
        return isIpv6() ? UnsafeApi.getLong(address + REMOTE_IPV6_OFFSET) : 0;
    }

    @Override
    public long remoteLo()
    {
        return isIpv6() ? UnsafeApi.getLong(address + REMOTE_IPV6_OFFSET + 8) :
            UnsafeApi.getInt(address + TcbDescriptor.REMOTE_IPV4_OFFSET) & 0xFFFF_FFFFL;
    }

    @Override
    public long localHi()
    {
        return isIpv6() ? UnsafeApi.getLong(address + LOCAL_IPV6_OFFSET) : 0;
    }

    @Override
    public long localLo()
    {
        return isIpv6() ? UnsafeApi.getLong(address + LOCAL_IPV6_OFFSET + 8) :
            UnsafeApi.getInt(address + TcbDescriptor.LOCAL_IPV4_OFFSET) & 0xFFFF_FFFFL;
    }

    @Override
    public int remotePort()
    {
        return UnsafeApi.getShort(address + TcbDescriptor.PORTS_OFFSET) & 0xFFFF;
    }

    @Override
    public int localPort()
    {
        return UnsafeApi.getShort(address + TcbDescriptor.PORTS_OFFSET + 2) & 0xFFFF;
    }

    /** Copies the addresses and ports out. */
    public void tuple(final FourTuple into)
    {
        into.family(isIpv6()).local(localHi(), localLo(), localPort()).remote(remoteHi(), remoteLo(), remotePort());
    }

    @Override
    public int sndNxt()
    {
        return UnsafeApi.getInt(address + SND_NXT_OFFSET);
    }

    @Override
    public int rcvNxt()
    {
        return UnsafeApi.getInt(address + RCV_NXT_OFFSET);
    }

    @Override
    public boolean hasTimestamps()
    {
        return (word() & TS_OK) != 0;
    }

    @Override
    public int tsRecent()
    {
        return UnsafeApi.getInt(address + TS_RECENT_OFFSET);
    }

    public void tsRecent(final int value)
    {
        UnsafeApi.putInt(address + TS_RECENT_OFFSET, value);
    }

    /** Whether window scaling was agreed on. */
    public boolean isScaling()
    {
        return (word() & SCALED) != 0;
    }

    /** False for a record that was given back; what else the view says is then of no meaning. */
    public boolean isUsed()
    {
        return word() < 0;
    }

    @Override
    public int ageMs()
    {
        final int ms = msBetween(word() >>> ENTERED_SHIFT, nowUnits());
        return ms >= -UNIT_MS ? ms : ms + WRAP_MS;
    }

    /** Milliseconds until the wait is over, in steps of 8; 0 or less: it is. */
    public int leftMs()
    {
        final int ms = msBetween(nowUnits(), word());
        // Longer than anything is held: the loop stood still for so long that the end seems to lie ahead again.
        return ms <= MAX_HOLD_MS + UNIT_MS ? ms : ms - WRAP_MS;
    }

    /** TIME_WAIT begins now. */
    public void enter()
    {
        word(word() & ~(TIME_MASK << ENTERED_SHIFT) | (unitsNotBefore(nowMs) & TIME_MASK) << ENTERED_SHIFT);
    }

    /** The wait ends so many milliseconds from now, 0 to 7,200,000; at the next time that is a multiple of 8. */
    public void holdMs(final int value)
    {
        word(word() & ~TIME_MASK | unitsNotBefore(nowMs + value) & TIME_MASK);
    }

    /**
     * Whether a limited ACK may be sent now; if so, it is taken as sent.
     *
     * @param limitMs least time from one to the next; it may take 64 ms more.
     */
    public boolean answer(final int limitMs)
    {
        final int now = (int)((nowMs & 0xFFFF_FFFFL) >>> ANSWERED_UNIT_SHIFT) % ANSWERED_MODULO + 1;
        final int last = (int)(word() >>> ANSWERED_SHIFT & ANSWERED_MASK);
        final int elapsed = Math.floorMod(now - last, ANSWERED_MODULO);
        if (last != 0 && limitMs > 0 && elapsed - 1 << ANSWERED_UNIT_SHIFT < limitMs)
        {
            return false;
        }
        word(word() & ~(ANSWERED_MASK << ANSWERED_SHIFT) | (long)now << ANSWERED_SHIFT);
        return true;
    }

    /** A bit for each timer queue that holds an entry for this record. */
    public int queues()
    {
        return (int)(word() >>> QUEUES_SHIFT & QUEUES_MASK);
    }

    public void queues(final int bits)
    {
        word(word() & ~(QUEUES_MASK << QUEUES_SHIFT) | (long)bits << QUEUES_SHIFT);
    }

    /** Takes over what is kept of a connection. */
    void copy(final Tcb tcb)
    {
        UnsafeApi.putLong(address, UnsafeApi.getLong(tcb.address));
        UnsafeApi.putInt(address + TcbDescriptor.PORTS_OFFSET, UnsafeApi.getInt(tcb.address + TcbDescriptor.PORTS_OFFSET));
        UnsafeApi.putInt(address + SND_NXT_OFFSET, tcb.sndNxt());
        UnsafeApi.putInt(address + RCV_NXT_OFFSET, tcb.rcvNxt());
        UnsafeApi.putInt(address + TS_RECENT_OFFSET, tcb.tsRecent());
        if (isIpv6())
        {
            for (int i = 0; i < 32; i += 8)
            {
                UnsafeApi.putLong(address + REMOTE_IPV6_OFFSET + i,
                    UnsafeApi.getLong(tcb.address + TcbDescriptor.REMOTE_IPV6_OFFSET + i));
            }
        }
        word(word() & (QUEUES_MASK << QUEUES_SHIFT | USED) |
            (tcb.is(Tcb.TS_OK) ? TS_OK : 0) | (tcb.isScaling() ? SCALED : 0));
    }

    private long nowUnits()
    {
        return (nowMs & 0xFFFF_FFFFL) >>> TIME_SHIFT;
    }

    private static long unitsNotBefore(final int ms)
    {
        return ms + (1 << TIME_SHIFT) - 1 >> TIME_SHIFT;
    }

    /** From one time to another, each in units modulo {@link HeldDescriptor#TIME_BITS}. */
    private static int msBetween(final long from, final long to)
    {
        final int unused = Integer.SIZE - TIME_BITS;
        return (int)(to - from) << unused >> unused - TIME_SHIFT;
    }

    private long word()
    {
        return UnsafeApi.getLong(address + WORD_OFFSET);
    }

    private void word(final long value)
    {
        UnsafeApi.putLong(address + WORD_OFFSET, value);
    }
}
