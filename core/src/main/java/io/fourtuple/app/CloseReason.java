package io.fourtuple.app;

/** Why a connection ended; given to {@link ConnectionHandler#onClosed}. */
public enum CloseReason
{
    /** Both directions were closed by FIN and acknowledged (RFC 9293 3.6). */
    FINISHED,
    /** The peer sent an acceptable RST (RFC 9293 3.10.7.4). */
    RESET_BY_PEER,
    /** The peer, or a router on its behalf by ICMP, refused our SYN. */
    REFUSED,
    /** The network said by ICMP that the peer cannot be reached, while our SYN was under way (RFC 5461 4). */
    UNREACHABLE,
    /** The peer did not acknowledge within the retransmissions allowed (RFC 9293 3.8.3, R2). */
    TIMED_OUT,
    /** The application called {@link Tcp#abort(long)}. */
    ABORTED,
    /** Data arrived after the application had called {@link Tcp#close(long)}; the peer was sent a RST (RFC 2525 2.17). */
    DATA_AFTER_CLOSE,
    /** The peer acknowledged our FIN and then sent nothing for {@code tcp_fin_timeout}. */
    FIN_WAIT_2_TIMED_OUT,
    /** {@link Tcp#close(long, int)} was not acknowledged within the time given; the peer was sent a RST. */
    LINGER_TIMED_OUT,
    /**
     * Other connections waited for send memory, and of all peers this one had acknowledged nothing for the longest time, at least
     * {@code send_memory_patience_ms}; it was sent a RST.
     */
    SEND_MEMORY_SHORT,
    /** The application's handler threw an exception; the peer was sent a RST. */
    HANDLER_FAILED,
    /** The engine was closed with the connection still open; the peer was sent a RST. */
    ENGINE_CLOSED
}
