package io.fourtuple.congestion;

/**
 * One connection as its congestion control sees it. Valid during the call only. Windows are in bytes. Values that make no sense
 * are clamped as they are set.
 */
public interface Path
{
    /** The largest window that a peer can offer, and so the largest of use; as ssthresh: none was found yet. */
    int UNLIMITED = 1 << 30;
    /** {@link #rttUs()} of an ACK that measures nothing. */
    int NOT_MEASURED = -1;
    /** How many {@link #word words} there are. */
    int WORDS = 5;

    /** SMSS: most data bytes of a segment, 1 or more. */
    int mss();

    int cwnd();

    /** Sets the congestion window; clamped to one segment at least and {@link #UNLIMITED} at most. */
    void cwnd(int bytes);

    int ssthresh();

    /** Sets the slow start threshold; clamped to two segments at least (RFC 5681 3.1) and {@link #UNLIMITED} at most. */
    void ssthresh(int bytes);

    /** cwnd before its last cut; 0 before the first one. */
    int priorCwnd();

    /** FlightSize before the event (RFC 5681 2), but no more than cwnd. */
    int inFlight();

    /**
     * Whether the last window sent was limited by cwnd, or, in slow start, has used more than half of it: a window that is not
     * used says nothing of the path, and must not grow (RFC 7661, 2861).
     */
    boolean isCwndLimited();

    /** Round trip that this ACK measures, in microseconds; {@link #NOT_MEASURED} if none, or if there is no ACK. */
    int rttUs();

    /** Smoothed round-trip time in microseconds; 0 before the first measurement. */
    int srttUs();

    /** The loop's time in milliseconds; it wraps. */
    int nowMs();

    int sndUna();

    int sndNxt();

    /**
     * One of the words in which an algorithm keeps what it knows of the connection; 0 at its start.
     *
     * @param index 0 to {@link #WORDS} - 1.
     */
    int word(int index);

    void word(int index, int value);
}
