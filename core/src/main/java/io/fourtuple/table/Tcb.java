package io.fourtuple.table;

import static io.fourtuple.table.TcbDescriptor.*;

import org.agrona.UnsafeApi;

import io.fourtuple.app.FourTuple;
import io.fourtuple.app.TcpState;
import io.fourtuple.wire.Seq;

/**
 * A view of one full record: the transmission control block (TCB) of RFC 9293 3.3.1. Positioned by
 * {@link ConnectionTable#wrap(Tcb, int)} and reused. Each part of the loop that may call an application has a view of its own,
 * since the application may call back.
 */
public final class Tcb
{
    /** Timestamps were agreed on. */
    public static final int TS_OK = 1;
    /** SACK-permitted was agreed on. */
    public static final int SACK_OK = 1 << 1;
    /** The application has called close, and takes no more data. */
    public static final int ORPHAN = 1 << 2;
    /** An ACK is due at the end of the cycle, with data or without. */
    public static final int ACK_PENDING = 1 << 3;
    /** The record is listed for output at the end of the cycle. */
    public static final int OUTPUT_LISTED = 1 << 4;
    /** The close lingers, and {@link #lingerStamp()} says until when. */
    public static final int LINGERING = 1 << 5;
    /** The deadline is set. */
    public static final int TIMER_ARMED = 1 << 6;
    /** The application knows of the connection and is to be told of its end. */
    public static final int KNOWN = 1 << 7;

    /** Value of {@link #sndScale()} when window scaling was not agreed on. */
    public static final int NO_SCALING = 15;

    long address;
    long userAddress;
    int ref;

    public int ref()
    {
        return ref;
    }

    /** @return the application's id of the connection: generation and reference. */
    public long id()
    {
        return (long)generation() << 32 | ref;
    }

    public boolean isIpv6()
    {
        return ConnectionTable.isIpv6(ref);
    }

    public int generation()
    {
        return UnsafeApi.getInt(address + GENERATION_OFFSET);
    }

    public int remotePort()
    {
        return UnsafeApi.getShort(address + PORTS_OFFSET) & 0xFFFF;
    }

    public int localPort()
    {
        return UnsafeApi.getShort(address + PORTS_OFFSET + 2) & 0xFFFF;
    }

    public long remoteHi()
    {
        return isIpv6() ? UnsafeApi.getLong(address + REMOTE_IPV6_OFFSET) : 0;
    }

    public long remoteLo()
    {
        return isIpv6() ? UnsafeApi.getLong(address + REMOTE_IPV6_OFFSET + 8) :
            UnsafeApi.getInt(address + REMOTE_IPV4_OFFSET) & 0xFFFF_FFFFL;
    }

    public long localHi()
    {
        return isIpv6() ? UnsafeApi.getLong(address + LOCAL_IPV6_OFFSET) : 0;
    }

    public long localLo()
    {
        return isIpv6() ? UnsafeApi.getLong(address + LOCAL_IPV6_OFFSET + 8) :
            UnsafeApi.getInt(address + LOCAL_IPV4_OFFSET) & 0xFFFF_FFFFL;
    }

    /** Copies the addresses and ports out. */
    public void tuple(final FourTuple into)
    {
        into.family(isIpv6()).local(localHi(), localLo(), localPort()).remote(remoteHi(), remoteLo(), remotePort());
    }

    void putKey(final FourTuple key)
    {
        UnsafeApi.putInt(address + PORTS_OFFSET, TcbDescriptor.ports(key.remotePort(), key.localPort()));
        if (key.isIpv6())
        {
            UnsafeApi.putLong(address + REMOTE_IPV6_OFFSET, key.remoteHi());
            UnsafeApi.putLong(address + REMOTE_IPV6_OFFSET + 8, key.remoteLo());
            UnsafeApi.putLong(address + LOCAL_IPV6_OFFSET, key.localHi());
            UnsafeApi.putLong(address + LOCAL_IPV6_OFFSET + 8, key.localLo());
        }
        else
        {
            UnsafeApi.putLong(address + REMOTE_IPV4_OFFSET, TcbDescriptor.addresses(key.remoteLo(), key.localLo()));
        }
    }

    public int sndUna()
    {
        return UnsafeApi.getInt(address + SND_UNA_OFFSET);
    }

    public void sndUna(final int value)
    {
        UnsafeApi.putInt(address + SND_UNA_OFFSET, value);
    }

    public int sndNxt()
    {
        return UnsafeApi.getInt(address + SND_NXT_OFFSET);
    }

    public void sndNxt(final int value)
    {
        UnsafeApi.putInt(address + SND_NXT_OFFSET, value);
    }

    public int rcvNxt()
    {
        return UnsafeApi.getInt(address + RCV_NXT_OFFSET);
    }

    public void rcvNxt(final int value)
    {
        UnsafeApi.putInt(address + RCV_NXT_OFFSET, value);
    }

    /** RCV.NXT + RCV.WND: the right edge of the widest window ever offered. */
    public int rcvAdv()
    {
        return UnsafeApi.getInt(address + RCV_ADV_OFFSET);
    }

    public void rcvAdv(final int value)
    {
        UnsafeApi.putInt(address + RCV_ADV_OFFSET, value);
    }

    /** RCV.WND: the bytes that the peer may send now. */
    public int rcvWnd()
    {
        return Math.max(0, rcvAdv() - rcvNxt());
    }

    public int tsRecent()
    {
        return UnsafeApi.getInt(address + TS_RECENT_OFFSET);
    }

    /** Sets TS.Recent and its time. */
    public void tsRecent(final int value, final long nowNs)
    {
        UnsafeApi.putInt(address + TS_RECENT_OFFSET, value);
        final int age = tsAge(nowNs);
        UnsafeApi.putByte(address + TS_AGE_OFFSET, (byte)age);
        UnsafeApi.putShort(address + TS_AGE_OFFSET + 1, (short)(age >>> 8 | ecnBits()));
    }

    /** Units of 2<sup>36</sup> ns since TS.Recent was set. */
    public int tsRecentAge(final long nowNs)
    {
        final int then = UnsafeApi.getByte(address + TS_AGE_OFFSET) & 0xFF |
            (UnsafeApi.getShort(address + TS_AGE_OFFSET + 1) & 0xFFFF) << 8;
        return tsAge(nowNs) - then & TS_AGE_MASK;
    }

    private static int tsAge(final long nowNs)
    {
        return (int)(nowNs >>> 36) & TS_AGE_MASK;
    }

    private int ecnBits()
    {
        return UnsafeApi.getShort(address + TS_AGE_OFFSET + 1) & (ECN_OK | ECN_ECHO);
    }

    private void ecnBits(final int bits)
    {
        final int others = UnsafeApi.getShort(address + TS_AGE_OFFSET + 1) & ~(ECN_OK | ECN_ECHO);
        UnsafeApi.putShort(address + TS_AGE_OFFSET + 1, (short)(others | bits));
    }

    /** Whether ECN was agreed on (RFC 3168 6.1.1). */
    public boolean isEcn()
    {
        return (UnsafeApi.getShort(address + TS_AGE_OFFSET + 1) & ECN_OK) != 0;
    }

    /** The handshake has agreed on ECN or not; no echo is owed. */
    public void ecn(final boolean isAgreed)
    {
        ecnBits(isAgreed ? ECN_OK : 0);
    }

    /** Whether each ACK bears ECE, until the peer says by CWR that it has reacted (RFC 3168 6.1.3). */
    public boolean owesEcnEcho()
    {
        return (UnsafeApi.getShort(address + TS_AGE_OFFSET + 1) & ECN_ECHO) != 0;
    }

    /** For a connection with ECN. */
    public void owesEcnEcho(final boolean value)
    {
        ecnBits(value ? ECN_OK | ECN_ECHO : ECN_OK);
    }

    public int deadlineMs()
    {
        return UnsafeApi.getInt(address + DEADLINE_OFFSET);
    }

    public void deadlineMs(final int value)
    {
        UnsafeApi.putInt(address + DEADLINE_OFFSET, value);
    }

    /** The transfer record with the data outstanding; 0 if there is none. */
    public int transfer()
    {
        return UnsafeApi.getInt(address + TRANSFER_OFFSET);
    }

    public void transfer(final int value)
    {
        UnsafeApi.putInt(address + TRANSFER_OFFSET, value);
    }

    /** SND.WND in bytes. */
    public int sndWnd()
    {
        final int window = UnsafeApi.getShort(address + SND_WND_OFFSET) & 0xFFFF;
        return isSndWndOfSyn() ? window : window << sndShift();
    }

    /** The largest SND.WND seen: MAX.SND.WND of RFC 5961 5.2, in bytes. */
    public int maxSndWnd()
    {
        return isSndWndOfSyn() ? sndWndRaw() : (UnsafeApi.getShort(address + MAX_SND_WND_OFFSET) & 0xFFFF) << sndShift();
    }

    /** SND.WND as in the header, unscaled. */
    public int sndWndRaw()
    {
        return UnsafeApi.getShort(address + SND_WND_OFFSET) & 0xFFFF;
    }

    /** Sets SND.WND from a header's window field, as the scale in force reads it. */
    public void sndWndRaw(final int window)
    {
        final int max = isSndWndOfSyn() ? unitsOfSyn() : UnsafeApi.getShort(address + MAX_SND_WND_OFFSET) & 0xFFFF;
        UnsafeApi.putShort(address + SND_WND_OFFSET, (short)window);
        UnsafeApi.putShort(address + MAX_SND_WND_OFFSET, (short)Math.max(window, max));
    }

    /** Sets SND.WND from the window field of a SYN or SYN-ACK, which is never scaled (RFC 7323 2.2). */
    public void sndWndOfSyn(final int window)
    {
        UnsafeApi.putShort(address + SND_WND_OFFSET, (short)window);
        UnsafeApi.putShort(address + MAX_SND_WND_OFFSET, (short)0);
    }

    /** Whether SND.WND is the SYN's: no other is larger than the largest. */
    private boolean isSndWndOfSyn()
    {
        return UnsafeApi.getShort(address + MAX_SND_WND_OFFSET) == 0;
    }

    /** The SYN's window in units of the scale; rounded up, so that the largest window does not look smaller than it was. */
    private int unitsOfSyn()
    {
        return sndWndRaw() + (1 << sndShift()) - 1 >>> sndShift();
    }

    /** Most data bytes of a segment, options already subtracted. */
    public int mss()
    {
        return UnsafeApi.getShort(address + MSS_OFFSET) & 0xFFFF;
    }

    public void mss(final int value)
    {
        UnsafeApi.putShort(address + MSS_OFFSET, (short)value);
    }

    /** The window that the application wants to offer, in units of the receive scale. */
    public int wantedWindow()
    {
        return UnsafeApi.getShort(address + RCV_WND_OFFSET) & 0xFFFF;
    }

    public void wantedWindow(final int units)
    {
        UnsafeApi.putShort(address + RCV_WND_OFFSET, (short)units);
    }

    /** When a close that lingers gives up, as {@code Linger} encodes it; takes the place of the window wanted. */
    public int lingerStamp()
    {
        return wantedWindow();
    }

    public void lingerStamp(final int value)
    {
        wantedWindow(value);
    }

    public boolean isLingering()
    {
        return is(LINGERING);
    }

    public int handler()
    {
        return UnsafeApi.getShort(address + HANDLER_OFFSET) & 0xFFFF;
    }

    public void handler(final int value)
    {
        UnsafeApi.putShort(address + HANDLER_OFFSET, (short)value);
    }

    /**
     * Whether a limited answer, such as a challenge ACK, may be sent now; if so, it is taken as sent.
     *
     * @param limitMs least time from one to the next; it may take 16 ms more.
     */
    public boolean answer(final int limitMs, final int nowMs)
    {
        final int now = AnswerStamp.of(nowMs, CHALLENGE_UNIT_SHIFT, Short.SIZE);
        if (AnswerStamp.isWithin(limitMs, challengeStamp(), now, CHALLENGE_UNIT_SHIFT, Short.SIZE))
        {
            return false;
        }
        challengeStamp(now);
        return true;
    }

    /** When a limited answer was last sent. */
    int challengeStamp()
    {
        return UnsafeApi.getShort(address + CHALLENGE_OFFSET) & 0xFFFF;
    }

    void challengeStamp(final int value)
    {
        UnsafeApi.putShort(address + CHALLENGE_OFFSET, (short)value);
    }

    /** A bit for each timer queue that has an entry for this record. */
    public int timerQueues()
    {
        return UnsafeApi.getByte(address + TIMER_QUEUES_OFFSET) & 0xFF;
    }

    public void timerQueues(final int bits)
    {
        UnsafeApi.putByte(address + TIMER_QUEUES_OFFSET, (byte)bits);
    }

    /** Snd.Wind.Shift, or {@link #NO_SCALING}. */
    public int sndScale()
    {
        return UnsafeApi.getByte(address + SCALE_RETRIES_OFFSET) >>> 4 & 0xF;
    }

    public void sndScale(final int value)
    {
        UnsafeApi.putByte(address + SCALE_RETRIES_OFFSET, (byte)(value << 4 | retries()));
    }

    public boolean isScaling()
    {
        return sndScale() != NO_SCALING;
    }

    private int sndShift()
    {
        final int scale = sndScale();
        return scale == NO_SCALING ? 0 : scale;
    }

    /** Retransmissions since the last progress. */
    public int retries()
    {
        return UnsafeApi.getByte(address + SCALE_RETRIES_OFFSET) & 0xF;
    }

    public void retries(final int value)
    {
        UnsafeApi.putByte(address + SCALE_RETRIES_OFFSET, (byte)(sndScale() << 4 | value));
    }

    public TcpState state()
    {
        return TcpState.of(stateOrdinal());
    }

    public int stateOrdinal()
    {
        return UnsafeApi.getByte(address + STATE_OFFSET);
    }

    /** Whether it is in a state; one comparison for a constant state. */
    public boolean isIn(final TcpState state)
    {
        return stateOrdinal() == state.ordinal();
    }

    /** Called only by {@link ConnectionTable} and by the state machine's one method for a state change. */
    public void state(final TcpState value)
    {
        // Release: another process that reads a state other than CLOSED also sees its 4-tuple.
        UnsafeApi.putByteRelease(null, address + STATE_OFFSET, (byte)value.ordinal());
    }

    public boolean is(final int flag)
    {
        return (UnsafeApi.getByte(address + FLAGS_OFFSET) & flag) != 0;
    }

    public void set(final int flag)
    {
        UnsafeApi.putByte(address + FLAGS_OFFSET, (byte)(UnsafeApi.getByte(address + FLAGS_OFFSET) | flag));
    }

    public void clear(final int flag)
    {
        UnsafeApi.putByte(address + FLAGS_OFFSET, (byte)(UnsafeApi.getByte(address + FLAGS_OFFSET) & ~flag));
    }

    /** The RTO as {@code RttEstimator} encodes it. */
    public int rtoCode()
    {
        return UnsafeApi.getByte(address + RTO_OFFSET) & 0xFF;
    }

    public void rtoCode(final int value)
    {
        UnsafeApi.putByte(address + RTO_OFFSET, (byte)value);
    }

    public long userData()
    {
        return UnsafeApi.getLong(userAddress);
    }

    public void userData(final long value)
    {
        UnsafeApi.putLong(userAddress, value);
    }

    /** Bytes of sequence space sent and not yet acknowledged. */
    public int flightSize()
    {
        return sndNxt() - sndUna();
    }

    /** Moves the offered right edge on, never back. */
    public void raiseRcvAdv(final int edge)
    {
        rcvAdv(Seq.max(rcvAdv(), edge));
    }
}
