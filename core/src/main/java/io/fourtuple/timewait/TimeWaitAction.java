package io.fourtuple.timewait;

/** A policy's decision on a segment for a connection in TIME_WAIT. */
public enum TimeWaitAction
{
    /** The SYN opens a new connection on the 4-tuple; without a listener, as {@link #SILENCE}. */
    OPEN,
    /** The SYN opens a new connection on the 4-tuple; without a listener, as {@link #ACK}. */
    OPEN_OR_ACK,
    /**
     * Answered with an ACK. A segment with data or FIN is always answered, any other at most once in
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
    /** The entry ends, nothing is sent (TIME_WAIT assassination of RFC 1337, if a RST does it). */
    END
}
