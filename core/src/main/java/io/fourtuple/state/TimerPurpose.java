package io.fourtuple.state;

/** What a connection's one timer is for; {@link ConnectionTimer#purpose} draws how that follows from its state. */
enum TimerPurpose
{
    /** Nothing: a connection that has ended has no timer. */
    NONE,
    /** Our SYN is not acknowledged: it goes again (RFC 9293 3.8.3). */
    SYN,
    /** Data or FIN is not acknowledged: the first segment goes again (RFC 6298 5.4). */
    RETRANSMIT,
    /** Nothing was heard for two round trips: a probe finds out whether the end of the flight was lost (RFC 8985 7). */
    PROBE,
    /** Segments that are late may be reordered: now they are lost (RFC 8985 6.2). */
    REORDER,
    /** The window is closed for data that waits: the peer is probed (RFC 9293 3.8.6.1). */
    PERSIST,
    /** The window has stayed small (override time-out, RFC 9293 3.8.6.2.1), or the link was full: what can go goes. */
    SEND,
    /** Nothing was heard from the peer for long: it is asked whether it is there (RFC 9293 3.8.4). */
    KEEPALIVE,
    /** A close has lingered for too long. */
    LINGER,
    /** A close was called to linger from within another call, with all acknowledged: the application is told. */
    LINGERED,
    /** The application has closed, and the peer does not ({@code tcp_fin_timeout}). */
    FIN_WAIT_2
}
