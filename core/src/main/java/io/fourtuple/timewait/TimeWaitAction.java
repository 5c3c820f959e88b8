package io.fourtuple.timewait;

/** What an arriving segment does to a connection held in TIME_WAIT. */
public enum TimeWaitAction
{
    /** A SYN opens a new connection on the 4-tuple; if nobody listens there any more, as {@link #SILENCE}. */
    OPEN,
    /** A SYN opens a new connection on the 4-tuple; if nobody listens there any more, as {@link #ACK}. */
    OPEN_OR_ACK,
    /**
     * Answered with an ACK. A segment that carries data or FIN always is; any other at most once in
     * {@code tcp_invalid_ratelimit} for an entry, so that two ends cannot answer each other for ever.
     */
    ACK,
    /** Answered as {@link #ACK}, and the wait starts again. */
    ACK_AND_RESTART,
    /** The wait starts again, a newer timestamp is kept, nothing is sent. */
    RESTART,
    /** Dropped. */
    SILENCE,
    /** Answered with the RST that a closed port would send (RFC 9293 3.10.7.1); the entry stays. */
    RESET,
    /** The entry ends here, nothing is sent (TIME_WAIT assassination, RFC 1337, where a RST does it). */
    END
}
