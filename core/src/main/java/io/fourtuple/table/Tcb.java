package io.fourtuple.table;

import static io.fourtuple.table.TcbDescriptor.*;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.FourTuple;
import io.fourtuple.app.TcpState;
import io.fourtuple.wire.Seq;

/**
 * A view of one connection record: the transmission control block of RFC 9293 3.3.1. Positioned by
 * {@link ConnectionTable#wrap(Tcb, int)} and reused; each part of the loop that may call an application has one of its
 * own, since the application may call back.
 */
public final class Tcb
{
    /** Timestamps were agreed on. */
    public static final int TS_OK = 1;
    /** SACK-permitted was agreed on. */
    public static final int SACK_OK = 1 << 1;
    /** The application has called close: it takes no more data. */
    public static final int ORPHAN = 1 << 2;
    /** An ACK is to go out at the end of the cycle, with data or without. */
    public static final int ACK_PENDING = 1 << 3;
    /** The record is in the list of those with output at the end of the cycle. */
    public static final int OUTPUT_LISTED = 1 << 4;
    /** Opened by connect. */
    public static final int ACTIVE_OPEN = 1 << 5;
    /** The deadline is set. */
    public static final int TIMER_ARMED = 1 << 6;
    /** The application knows of the connection and is to be told of its end. */
    public static final int KNOWN = 1 << 7;

    /** Value of {@link #sndScale()} when window scaling was not agreed on. */
    public static final int NO_SCALING = 15;

    UnsafeBuffer buffer;
    int offset;
    int ref;
    UnsafeBuffer userBuffer;
    int userOffset;

    public int ref()
    {
        return ref;
    }

    /**
     * @return the application's id of the connection: generation and reference.
     */
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
        return buffer.getInt(offset + GENERATION_OFFSET);
    }

    public int remotePort()
    {
        return buffer.getShort(offset + PORTS_OFFSET) & 0xFFFF;
    }

    public int localPort()
    {
        return buffer.getShort(offset + PORTS_OFFSET + 2) & 0xFFFF;
    }

    public long remoteHi()
    {
        return isIpv6() ? buffer.getLong(offset + REMOTE_IPV6_OFFSET) : 0;
    }

    public long remoteLo()
    {
        return isIpv6() ? buffer.getLong(offset + REMOTE_IPV6_OFFSET + 8) :
            buffer.getInt(offset + REMOTE_IPV4_OFFSET) & 0xFFFF_FFFFL;
    }

    public long localHi()
    {
        return isIpv6() ? buffer.getLong(offset + LOCAL_IPV6_OFFSET) : 0;
    }

    public long localLo()
    {
        return isIpv6() ? buffer.getLong(offset + LOCAL_IPV6_OFFSET + 8) :
            buffer.getInt(offset + LOCAL_IPV4_OFFSET) & 0xFFFF_FFFFL;
    }

    /** Copies the addresses and ports out. */
    public void tuple(final FourTuple into)
    {
        into.family(isIpv6()).local(localHi(), localLo(), localPort()).remote(remoteHi(), remoteLo(), remotePort());
    }

    void putKey(final FourTuple key)
    {
        buffer.putShort(offset + PORTS_OFFSET, (short)key.remotePort());
        buffer.putShort(offset + PORTS_OFFSET + 2, (short)key.localPort());
        if (key.isIpv6())
        {
            buffer.putLong(offset + REMOTE_IPV6_OFFSET, key.remoteHi());
            buffer.putLong(offset + REMOTE_IPV6_OFFSET + 8, key.remoteLo());
            buffer.putLong(offset + LOCAL_IPV6_OFFSET, key.localHi());
            buffer.putLong(offset + LOCAL_IPV6_OFFSET + 8, key.localLo());
        }
        else
        {
            buffer.putInt(offset + REMOTE_IPV4_OFFSET, (int)key.remoteLo());
            buffer.putInt(offset + LOCAL_IPV4_OFFSET, (int)key.localLo());
        }
    }

    public int sndUna()
    {
        return buffer.getInt(offset + SND_UNA_OFFSET);
    }

    public void sndUna(final int value)
    {
        buffer.putInt(offset + SND_UNA_OFFSET, value);
    }

    public int sndNxt()
    {
        return buffer.getInt(offset + SND_NXT_OFFSET);
    }

    public void sndNxt(final int value)
    {
        buffer.putInt(offset + SND_NXT_OFFSET, value);
    }

    public int rcvNxt()
    {
        return buffer.getInt(offset + RCV_NXT_OFFSET);
    }

    public void rcvNxt(final int value)
    {
        buffer.putInt(offset + RCV_NXT_OFFSET, value);
    }

    /** RCV.NXT + RCV.WND: the right edge of the widest window ever offered. */
    public int rcvAdv()
    {
        return buffer.getInt(offset + RCV_ADV_OFFSET);
    }

    public void rcvAdv(final int value)
    {
        buffer.putInt(offset + RCV_ADV_OFFSET, value);
    }

    /** RCV.WND: what the peer may send now, in bytes. */
    public int rcvWnd()
    {
        return Math.max(0, rcvAdv() - rcvNxt());
    }

    public int tsRecent()
    {
        return buffer.getInt(offset + TS_RECENT_OFFSET);
    }

    /** Sets TS.Recent and when that was. */
    public void tsRecent(final int value, final long nowNs)
    {
        buffer.putInt(offset + TS_RECENT_OFFSET, value);
        final int age = tsAge(nowNs);
        buffer.putByte(offset + TS_AGE_OFFSET, (byte)age);
        buffer.putShort(offset + TS_AGE_OFFSET + 1, (short)(age >>> 8));
    }

    /** Units of 2<sup>36</sup> ns since TS.Recent was set. */
    public int tsRecentAge(final long nowNs)
    {
        final int then = buffer.getByte(offset + TS_AGE_OFFSET) & 0xFF |
            (buffer.getShort(offset + TS_AGE_OFFSET + 1) & 0xFFFF) << 8;
        return tsAge(nowNs) - then & 0xFF_FFFF;
    }

    private static int tsAge(final long nowNs)
    {
        return (int)(nowNs >>> 36) & 0xFF_FFFF;
    }

    public int deadlineMs()
    {
        return buffer.getInt(offset + DEADLINE_OFFSET);
    }

    public void deadlineMs(final int value)
    {
        buffer.putInt(offset + DEADLINE_OFFSET, value);
    }

    /** The transfer record with the data outstanding; 0 if there is none. */
    public int transfer()
    {
        return buffer.getInt(offset + TRANSFER_OFFSET);
    }

    public void transfer(final int value)
    {
        buffer.putInt(offset + TRANSFER_OFFSET, value);
    }

    /** SND.WND in bytes, scaled. */
    public int sndWnd()
    {
        return (buffer.getShort(offset + SND_WND_OFFSET) & 0xFFFF) << sndShift();
    }

    /** The largest SND.WND seen: MAX.SND.WND of RFC 5961 5.2, in bytes. */
    public int maxSndWnd()
    {
        return (buffer.getShort(offset + MAX_SND_WND_OFFSET) & 0xFFFF) << sndShift();
    }

    /** Sets SND.WND from a header's window field, as the scale in force reads it. */
    public void sndWndRaw(final int window)
    {
        buffer.putShort(offset + SND_WND_OFFSET, (short)window);
        if (window > (buffer.getShort(offset + MAX_SND_WND_OFFSET) & 0xFFFF))
        {
            buffer.putShort(offset + MAX_SND_WND_OFFSET, (short)window);
        }
    }

    /** Most data bytes of a segment, options already taken off. */
    public int mss()
    {
        return buffer.getShort(offset + MSS_OFFSET) & 0xFFFF;
    }

    public void mss(final int value)
    {
        buffer.putShort(offset + MSS_OFFSET, (short)value);
    }

    /** The window that the application wants to offer, in units of the receive scale. */
    public int wantedWindow()
    {
        return buffer.getShort(offset + RCV_WND_OFFSET) & 0xFFFF;
    }

    public void wantedWindow(final int units)
    {
        buffer.putShort(offset + RCV_WND_OFFSET, (short)units);
    }

    public int handler()
    {
        return buffer.getShort(offset + HANDLER_OFFSET) & 0xFFFF;
    }

    public void handler(final int value)
    {
        buffer.putShort(offset + HANDLER_OFFSET, (short)value);
    }

    /** When a challenge ACK was last sent, in units of 8 ms modulo 65,535, from 1; 0: never. */
    public int challengeStamp()
    {
        return buffer.getShort(offset + CHALLENGE_OFFSET) & 0xFFFF;
    }

    public void challengeStamp(final int value)
    {
        buffer.putShort(offset + CHALLENGE_OFFSET, (short)value);
    }

    /** A bit for each timer queue that holds an entry for this record. */
    public int timerQueues()
    {
        return buffer.getByte(offset + TIMER_QUEUES_OFFSET) & 0xFF;
    }

    public void timerQueues(final int bits)
    {
        buffer.putByte(offset + TIMER_QUEUES_OFFSET, (byte)bits);
    }

    /** Snd.Wind.Shift, or {@link #NO_SCALING}. */
    public int sndScale()
    {
        return buffer.getByte(offset + SCALE_RETRIES_OFFSET) >>> 4 & 0xF;
    }

    public void sndScale(final int value)
    {
        buffer.putByte(offset + SCALE_RETRIES_OFFSET, (byte)(value << 4 | retries()));
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
        return buffer.getByte(offset + SCALE_RETRIES_OFFSET) & 0xF;
    }

    public void retries(final int value)
    {
        buffer.putByte(offset + SCALE_RETRIES_OFFSET, (byte)(sndScale() << 4 | value));
    }

    public TcpState state()
    {
        return TcpState.of(stateOrdinal());
    }

    public int stateOrdinal()
    {
        return buffer.getByte(offset + STATE_OFFSET);
    }

    /** Only {@link ConnectionTable} and the state machine's one door for a state change call this. */
    public void state(final TcpState value)
    {
        buffer.putByte(offset + STATE_OFFSET, (byte)value.ordinal());
    }

    public boolean is(final int flag)
    {
        return (buffer.getByte(offset + FLAGS_OFFSET) & flag) != 0;
    }

    public void set(final int flag)
    {
        buffer.putByte(offset + FLAGS_OFFSET, (byte)(buffer.getByte(offset + FLAGS_OFFSET) | flag));
    }

    public void clear(final int flag)
    {
        buffer.putByte(offset + FLAGS_OFFSET, (byte)(buffer.getByte(offset + FLAGS_OFFSET) & ~flag));
    }

    /** The RTO as {@code RttEstimator} encodes it. */
    public int rtoCode()
    {
        return buffer.getByte(offset + RTO_OFFSET) & 0xFF;
    }

    public void rtoCode(final int value)
    {
        buffer.putByte(offset + RTO_OFFSET, (byte)value);
    }

    public long userData()
    {
        return userBuffer.getLong(userOffset);
    }

    public void userData(final long value)
    {
        userBuffer.putLong(userOffset, value);
    }

    /** Bytes of sequence space sent and not yet acknowledged. */
    public int flightSize()
    {
        return sndNxt() - sndUna();
    }

    /** Right edge of the peer's window. */
    public int sndEdge()
    {
        return sndUna() + sndWnd();
    }

    /** Moves the right edge offered on, never back. */
    public void raiseRcvAdv(final int edge)
    {
        rcvAdv(Seq.max(rcvAdv(), edge));
    }
}
