package io.fourtuple.bench.load.client;

import io.fourtuple.bench.base.Json;

/**
 * Counts of a target since it was opened. A value that it cannot know is {@link #UNKNOWN}.
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
 * @param handlerErrors   exceptions of a handler, policy or defence.
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
    long memoryBytes,
    long handlerErrors)
{
    /** It cannot be known. */
    public static final long UNKNOWN = -1;

    /** @return what was added since an earlier look; the gauges, and what is unknown, as they are now. */
    TargetCounters since(final TargetCounters earlier)
    {
        return new TargetCounters(
            difference(syns, earlier.syns),
            difference(cookiesSent, earlier.cookiesSent),
            difference(cookiesReceived, earlier.cookiesReceived),
            difference(cookiesFailed, earlier.cookiesFailed),
            difference(synsDropped, earlier.synsDropped),
            halfOpen,
            open,
            difference(framesReceived, earlier.framesReceived),
            difference(framesLost, earlier.framesLost),
            difference(resetsSent, earlier.resetsSent),
            memoryBytes,
            difference(handlerErrors, earlier.handlerErrors));
    }

    /** @return these, with frames lost elsewhere on the way. */
    TargetCounters plusFramesLost(final long more)
    {
        return new TargetCounters(syns, cookiesSent, cookiesReceived, cookiesFailed, synsDropped, halfOpen, open,
            framesReceived, framesLost + more, resetsSent, memoryBytes, handlerErrors);
    }

    private static long difference(final long now, final long earlier)
    {
        return now == UNKNOWN || earlier == UNKNOWN ? now : now - earlier;
    }

    /** For a result file; what is unknown is left out. */
    Json json()
    {
        final Json json = new Json();
        put(json, "syns", syns);
        put(json, "cookies_sent", cookiesSent);
        put(json, "cookies_received", cookiesReceived);
        put(json, "cookies_failed", cookiesFailed);
        put(json, "syns_dropped", synsDropped);
        put(json, "half_open", halfOpen);
        put(json, "open", open);
        put(json, "frames_received", framesReceived);
        put(json, "frames_lost", framesLost);
        put(json, "resets_sent", resetsSent);
        put(json, "memory_bytes", memoryBytes);
        put(json, "handler_errors", handlerErrors);
        return json;
    }

    private static void put(final Json json, final String name, final long value)
    {
        if (value != UNKNOWN)
        {
            json.put(name, value);
        }
    }
}
