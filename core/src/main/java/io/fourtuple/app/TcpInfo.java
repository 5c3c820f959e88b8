package io.fourtuple.app;

/**
 * What the engine knows of a connection and its path, in the names and the units of Linux's {@code struct tcp_info}. Filled by
 * {@link Tcp#info}; one object serves any number of calls. What the engine does not know of a connection now is
 * {@link #UNKNOWN}; fields of Linux's that it never knows are not here.
 */
public final class TcpInfo
{
    /** Value of a field that is not known now. */
    public static final int UNKNOWN = -1;
    /** Bit of {@link #options}: timestamps (RFC 7323 3). */
    public static final int OPT_TIMESTAMPS = 1;
    /** Bit of {@link #options}: selective acknowledgments (RFC 2018). */
    public static final int OPT_SACK = 1 << 1;
    /** Bit of {@link #options}: window scaling (RFC 7323 2). */
    public static final int OPT_WSCALE = 1 << 2;

    /** The connection's state. */
    public TcpState state = TcpState.CLOSED;
    /** Loss recovery: 0 Open, 1 Disorder, 2 CWR, 3 Recovery, 4 Loss. */
    public int caState;
    /** Retransmission time-outs since the last progress. */
    public int retransmits;
    /** Probes of a closed window, or of a silent peer, since it was last heard of. */
    public int probes;
    /** Doublings of the RTO that are in force. */
    public int backoff;
    /** Options agreed on, as bits. */
    public int options;
    /** Shift of the peer's windows; 0 without scaling. */
    public int sndWscale;
    /** Shift of our windows; 0 without scaling. */
    public int rcvWscale;
    /** Retransmission time-out, microseconds, as estimated and without the back-off under way. */
    public int rto;
    /** How long an ACK may wait for data, microseconds. */
    public int ato;
    /** Most data bytes of a segment sent. */
    public int sndMss;
    /** Data bytes of the largest segment that the peer has sent, 536 at least if its MSS allows that; unknown for a connection that has not received lately. */
    public int rcvMss;
    /** Segments in flight, if all of them are full; rounded up. */
    public int unacked;
    /** Segments in flight that the peer has acknowledged selectively. */
    public int sacked;
    /** Segments in flight that are taken for lost. */
    public int lost;
    /** Segments in flight that were sent again. */
    public int retrans;
    /** Milliseconds since data was sent; unknown for a connection that has not sent lately. */
    public int lastDataSent;
    /** Milliseconds since data was received; unknown for a connection that has not received lately. */
    public int lastDataRecv;
    /** The path's MTU as this connection uses it, bytes. */
    public int pmtu;
    /** Smoothed round-trip time, microseconds; unknown for a connection that has not sent lately. */
    public int rtt;
    /** Variation of the round-trip time, microseconds; known where {@link #rtt} is. */
    public int rttvar;
    /** Smallest round-trip time, microseconds. */
    public int minRtt;
    /** Slow-start threshold, segments; {@link Integer#MAX_VALUE} as long as there is none; unknown where cwnd is. */
    public int sndSsthresh;
    /** Congestion window, segments; unknown for a connection that has not sent lately. */
    public int sndCwnd;
    /** MSS that we have announced. */
    public int advmss;
    /** Reordering of the path, segments. */
    public int reordering;
    /** Receive window that the application wants to offer, bytes. */
    public int rcvSpace;
    /** Bytes that were queued and not sent yet. */
    public int notsentBytes;
    /** The peer's window, bytes. */
    public int sndWnd;
    /** The window that we have offered and that is not used up, bytes. */
    public int rcvWnd;
}
