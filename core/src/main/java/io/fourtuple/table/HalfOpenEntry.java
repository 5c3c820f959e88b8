package io.fourtuple.table;

import static io.fourtuple.table.CompactDescriptor.*;

import org.agrona.UnsafeApi;

import io.fourtuple.app.FourTuple;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.wire.Segment;

/** A view of a half-open connection: in SYN_RCVD after a passive OPEN. */
public final class HalfOpenEntry extends CompactEntry
{
    /** The longest wait for one retransmission. */
    public static final int MAX_WAIT_MS = 120_000;

    private static final int NO_SCALING = 15;
    private static final int WRAP_MS = 1 << OPENING_TIME_BITS;

    /** ISS: the sequence number of our SYN-ACK. */
    public int iss()
    {
        return UnsafeApi.getInt(address + SND_OFFSET);
    }

    /** IRS: the sequence number of the peer's SYN. */
    public int irs()
    {
        return UnsafeApi.getInt(address + RCV_OFFSET);
    }

    /** Retransmissions of the SYN-ACK, 0 to 15. */
    public int retries()
    {
        return (int)(word() >>> OPENING_RETRIES_SHIFT & OPENING_NIBBLE);
    }

    public void retries(final int value)
    {
        word(word() & ~(OPENING_NIBBLE << OPENING_RETRIES_SHIFT) | (long)value << OPENING_RETRIES_SHIFT);
    }

    /** The options agreed on by the peer's SYN. */
    public void options(final SynOptions into)
    {
        final long word = word();
        final int scale = (int)(word >>> OPENING_SCALE_SHIFT & OPENING_NIBBLE);
        into.set((int)(word >>> OPENING_MSS_SHIFT & OPENING_MSS_MASK), scale == NO_SCALING ? Segment.ABSENT : scale,
            (word & OPENING_SACK_OK) != 0, (word & TS_OK) != 0).ecn((word & OPENING_ECN_OK) != 0);
    }

    /** Milliseconds until the SYN-ACK is sent again; 0 or less: now. */
    @Override
    public int leftMs()
    {
        final int ms = between(nowMs, word(), OPENING_TIME_BITS, 0);
        // Longer than any wait: the clock has wrapped while the loop stood still.
        return ms <= MAX_WAIT_MS ? ms : ms - WRAP_MS;
    }

    /** The SYN-ACK is sent again so many milliseconds from now, 0 to {@link #MAX_WAIT_MS}. */
    @Override
    public void waitMs(final int ms)
    {
        word(word() & ~OPENING_TIME_MASK | nowMs + ms & OPENING_TIME_MASK);
    }

    /** The wait doubles with each retransmission (RFC 6298 5.5). */
    @Override
    public int wholeWaitMs(final int usualMs)
    {
        return (int)Math.min(MAX_WAIT_MS, (long)usualMs << retries());
    }

    /** Fills a new record. */
    void put(final FourTuple key, final int iss, final Segment syn, final SynOptions options)
    {
        UnsafeApi.putInt(address + TcbDescriptor.PORTS_OFFSET, TcbDescriptor.ports(key.remotePort(), key.localPort()));
        if (key.isIpv6())
        {
            UnsafeApi.putLong(address, 0);
            UnsafeApi.putLong(address + REMOTE_IPV6_OFFSET, key.remoteHi());
            UnsafeApi.putLong(address + REMOTE_IPV6_OFFSET + 8, key.remoteLo());
            UnsafeApi.putLong(address + LOCAL_IPV6_OFFSET, key.localHi());
            UnsafeApi.putLong(address + LOCAL_IPV6_OFFSET + 8, key.localLo());
        }
        else
        {
            UnsafeApi.putLong(
                address + TcbDescriptor.REMOTE_IPV4_OFFSET, TcbDescriptor.addresses(key.remoteLo(), key.localLo()));
        }
        UnsafeApi.putInt(address + SND_OFFSET, iss);
        UnsafeApi.putInt(address + RCV_OFFSET, syn.seq());
        UnsafeApi.putInt(address + TS_RECENT_OFFSET, syn.tsVal());
        final int scale = options.windowScale() == Segment.ABSENT ? NO_SCALING : options.windowScale();
        use((word() & QUEUES_MASK << QUEUES_SHIFT) |
            (long)options.mss() << OPENING_MSS_SHIFT |
            (long)scale << OPENING_SCALE_SHIFT |
            (options.hasTimestamps() ? TS_OK : 0) |
            (options.isEcn() ? OPENING_ECN_OK : 0) |
            (options.isSackPermitted() ? OPENING_SACK_OK : 0));
    }
}
