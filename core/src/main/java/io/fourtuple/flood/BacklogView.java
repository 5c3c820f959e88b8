package io.fourtuple.flood;

/** How full a listener's queues are; as a {@link SynDefence} sees them. Valid during the call only. */
public interface BacklogView
{
    /** Half-open connections of this listener, of both families. */
    int length();

    /** Of those, connections whose SYN-ACK was not sent again yet. */
    int young();

    /** The listener's backlog: most half-open connections that it wants; {@code somaxconn} at most. */
    int limit();

    /** Half-open connections of all listeners, of the SYN's family. */
    int records();

    /** Records for those: {@code tcp_max_syn_backlog}, or {@code tcp_max_syn_backlog_ipv6}. */
    int recordLimit();

    /**
     * Whether more connections wait to be accepted than the backlog (RFC 9293 knows no such queue; Linux lets backlog + 1
     * wait). Never, where a handler is called instead.
     */
    boolean isAcceptQueueFull();
}
