package io.fourtuple.timewait;

/** The action when a connection is to enter TIME_WAIT and {@code tcp_max_tw_buckets} is reached. */
public enum OverflowAction
{
    /** No entry is made: the connection goes straight to CLOSED ({@code TCPTimeWaitOverflow}), as in Linux. */
    REFUSE,
    /** The entry that has waited longest is evicted ({@code TcpTimeWaitEvicted}), as in FreeBSD. */
    EVICT_OLDEST
}
