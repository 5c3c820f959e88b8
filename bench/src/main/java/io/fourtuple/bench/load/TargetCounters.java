package io.fourtuple.bench.load;

/**
 * What a target has counted since it was opened. A value that it cannot know is {@link #UNKNOWN}.
 *
 * @param syns            SYNs that it took from the link and decided on, whatever became of them.
 * @param cookiesSent     SYNs answered by a cookie.
 * @param cookiesReceived ACKs with a valid cookie.
 * @param cookiesFailed   ACKs with an invalid one.
 * @param synsDropped     SYNs that were not answered because some queue or table was full.
 * @param halfOpen        connections that are half-open now.
 * @param open            connections that are open now.
 * @param framesReceived  frames taken from the link.
 * @param framesLost      frames of its own that the link had no room for.
 * @param resetsSent      RSTs sent.
 * @param memoryBytes     memory taken for connections.
 */
public record TargetCounters(
    long syns,
    long cookiesSent,
    long cookiesReceived,
    long cookiesFailed,
    long synsDropped,
    long halfOpen,
    long open,
    long framesReceived,
    long framesLost,
    long resetsSent,
    long memoryBytes)
{
    /** It cannot be known. */
    public static final long UNKNOWN = -1;
}
