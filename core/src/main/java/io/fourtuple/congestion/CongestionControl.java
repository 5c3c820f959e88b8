package io.fourtuple.congestion;

/**
 * The size of the congestion window. An engine has one object of each algorithm for all its connections and calls it on the
 * loop's thread. An algorithm must not block, allocate, throw, call {@code Tcp} or keep its arguments; what it learns of a
 * connection it keeps in the {@linkplain Path#word words}. Two methods are needed.
 */
public interface CongestionControl
{
    /** The name that other processes are shown. */
    String name();

    /**
     * A connection begins to send, or has changed to this algorithm. At the beginning cwnd is the initial window (RFC 6928),
     * and ssthresh {@link Path#UNLIMITED}.
     */
    default void onStart(final Path path)
    {
    }

    /**
     * New data is acknowledged, outside of a fast recovery. To be called whether or not {@link Path#isCwndLimited()}, which an
     * algorithm has to look at before it grows cwnd.
     *
     * @param ackedBytes of data, 1 or more, as acknowledged or selectively acknowledged by this ACK for the first time.
     */
    void onAck(Path path, int ackedBytes);

    /** A segment was lost, or a mark of congestion has come (RFC 3168 6.1.2): sets ssthresh, to which cwnd will fall. */
    void onLoss(Path path);

    /** The retransmission timer has expired: by default as {@link #onLoss}, and cwnd is one segment (RFC 5681 3.1). */
    default void onTimeout(final Path path)
    {
        onLoss(path);
        path.cwnd(path.mss());
    }

    /** The last cut was made for nothing; cwnd and ssthresh are as before it again. */
    default void onUndo(final Path path)
    {
    }

    /**
     * Data is about to be sent after a time when nothing was in flight. After more than an RTO, cwnd is that of a start at most
     * ({@code tcp_slow_start_after_idle}).
     *
     * @param idleMs milliseconds since data was sent last.
     */
    default void onIdle(final Path path, final int idleMs)
    {
    }
}
