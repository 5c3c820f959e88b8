package io.fourtuple.flood;

/** A defence's decision on a SYN for a listener. */
public enum SynAction
{
    /** It gets a half-open record; if there is none left, it is dropped as {@link #DROP_QUEUE_FULL}. */
    QUEUE,
    /** It gets a half-open record, in the place of the oldest one of its family if there is none left. */
    EVICT,
    /** It is answered by a cookie, and nothing is kept ({@code SyncookiesSent}); dropped if the defence has no cookies. */
    COOKIE,
    /** Dropped: the queue of half-open connections is full ({@code TCPReqQFullDrop}). */
    DROP_QUEUE_FULL,
    /** Dropped: the last quarter of the records is for proven peers ({@code TcpSynUnproven}). */
    DROP_UNPROVEN,
    /** Dropped: too many connections wait to be accepted ({@code ListenOverflows}). */
    DROP_ACCEPT_QUEUE_FULL,
    /** Dropped: too many SYNs of one source ({@code TcpSynSourceLimit}). */
    DROP_SOURCE
}
