package io.fourtuple.flood;

/** The lengths and limits of a listener's queues, for a {@link SynDefence}. Valid during the call only. */
public interface BacklogView
{
    /** Half-open connections of this listener, of both families. */
    int length();

    /** Half-open connections of this listener whose SYN-ACK was not sent again yet. */
    int young();

    /** The listener's backlog: its most half-open connections; {@code somaxconn} at most. */
    int limit();

    /** Half-open connections of all listeners, of the SYN's family. */
    int records();

    /** Most half-open connections of that family: {@code tcp_max_syn_backlog}, or {@code tcp_max_syn_backlog_ipv6}. */
    int recordLimit();

    /**
     * Whether more connections wait to be accepted than the backlog (RFC 9293 has no such queue; in Linux backlog + 1 may
     * wait). False for a listener with a handler.
     */
    boolean isAcceptQueueFull();
}
