package io.fourtuple.table;

import io.fourtuple.app.TcpState;

/**
 * A connection or listener, copied by {@link ConnectionReader}; it does not change until the next one is read into it.
 * Addresses and ports are encoded as in {@code FourTuple}.
 */
public final class ConnectionView
{
    /** The timer that a connection waits for. */
    public enum Timer
    {
        /** Nothing. */
        OFF,
        /** Retransmission of an unacknowledged segment. */
        RETRANSMIT,
        /** End of TIME_WAIT, or of FIN_WAIT_2 after close. */
        TIME_WAIT,
        /** Probe of a zero window. */
        PERSIST,
        /** Probe of a silent peer. */
        KEEPALIVE
    }

    boolean isIpv6;
    boolean isAnyFamily;
    long localHi;
    long localLo;
    int localPort;
    long remoteHi;
    long remoteLo;
    int remotePort;
    TcpState state;
    int recvQueue;
    int sendQueue;
    Timer timer;
    int timerMs;
    int retries;
    boolean hasDetails;
    boolean hasTimestamps;
    boolean hasSack;
    int sndScale;
    int rtoCode;
    int srttUs;
    int rttvarUs;
    int mss;
    int pmtu;
    int cwndBytes;
    int ssthreshBytes;
    int flightBytes;
    int sndWnd;
    int rcvWnd;
    int recordBytes;
    int transferBytes;

    ConnectionView()
    {
    }

    public boolean isIpv6()
    {
        return isIpv6;
    }

    /** Whether it is a listener for addresses of both families. */
    public boolean isAnyFamily()
    {
        return isAnyFamily;
    }

    public long localHi()
    {
        return localHi;
    }

    public long localLo()
    {
        return localLo;
    }

    public int localPort()
    {
        return localPort;
    }

    /** 0 for a listener. */
    public long remoteHi()
    {
        return remoteHi;
    }

    /** 0 for a listener. */
    public long remoteLo()
    {
        return remoteLo;
    }

    /** 0 for a listener. */
    public int remotePort()
    {
        return remotePort;
    }

    public TcpState state()
    {
        return state;
    }

    /** LISTEN: established connections that the application has not accepted yet. Others: 0, since data is delivered at once. */
    public int recvQueue()
    {
        return recvQueue;
    }

    /** LISTEN: the backlog. Others: bytes that the application has sent and the peer has not acknowledged. */
    public int sendQueue()
    {
        return sendQueue;
    }

    public Timer timer()
    {
        return timer;
    }

    /** Milliseconds until the timer is due; 0 if it is off, or was due before. */
    public int timerMs()
    {
        return timerMs;
    }

    /** Retransmissions since the last progress. */
    public int retries()
    {
        return retries;
    }

    /** Whether it has a full record, and so all that follows: no listener, and neither half-open nor in TIME_WAIT. */
    public boolean hasDetails()
    {
        return hasDetails;
    }

    /** Whether timestamps were agreed on (RFC 7323 3). */
    public boolean hasTimestamps()
    {
        return hasTimestamps;
    }

    /** Whether selective acknowledgments were agreed on (RFC 2018). */
    public boolean hasSack()
    {
        return hasSack;
    }

    /** Scale of the peer's windows, as a shift; -1 if no scaling was agreed on (RFC 7323 2). */
    public int sndScale()
    {
        return sndScale;
    }

    /** The retransmission time-out as the record encodes it ({@code RtoCode}). */
    public int rtoCode()
    {
        return rtoCode;
    }

    /** SRTT in microseconds; 0 if none is kept now. */
    public int srttUs()
    {
        return srttUs;
    }

    /** RTTVAR in microseconds. */
    public int rttvarUs()
    {
        return rttvarUs;
    }

    /** Most data bytes of a segment sent. */
    public int mss()
    {
        return mss;
    }

    /** The path's MTU as the connection uses it, bytes. */
    public int pmtu()
    {
        return pmtu;
    }

    /** Congestion window in bytes; 0 if none is kept now, or the connection has none. */
    public int cwndBytes()
    {
        return cwndBytes;
    }

    /** Slow-start threshold in bytes; 0 if none is kept now, or there is none. */
    public int ssthreshBytes()
    {
        return ssthreshBytes;
    }

    /** Bytes sent and not acknowledged, a FIN counted as one. */
    public int flightBytes()
    {
        return flightBytes;
    }

    /** SND.WND in bytes. */
    public int sndWnd()
    {
        return sndWnd;
    }

    /** RCV.WND, the bytes that the peer may still send: RCV.ADV - RCV.NXT. */
    public int rcvWnd()
    {
        return rcvWnd;
    }

    /** Bytes of the record in its table, also of a listener's. */
    public int recordBytes()
    {
        return recordBytes;
    }

    /** Bytes of the transfer's record; 0 if it has none now. */
    public int transferBytes()
    {
        return transferBytes;
    }
}
