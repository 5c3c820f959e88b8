package io.fourtuple.state;

/** The time of the loop's cycle, read once. */
final class Clock
{
    private static final long NS_PER_MS = 1_000_000;

    long nowNs;
    int nowMs;
    int nowUs;
    private boolean isRead;
    private long originMs;
    private long originNs;

    /**
     * Takes the time of a cycle. A nanosecond clock may begin anywhere and overflows after 292 years of its own
     * ({@link System#nanoTime()}). So milliseconds and microseconds are counted from the first reading on, and go on by one
     * at a time there, too. A quotient of the reading itself would jump, and timers fire early or never.
     */
    void time(final long ns)
    {
        if (!isRead)
        {
            isRead = true;
            originMs = Math.floorDiv(ns, NS_PER_MS);
            originNs = originMs * NS_PER_MS;
        }
        nowNs = ns;
        final long elapsedNs = ns - originNs;
        nowMs = (int)(originMs + elapsedNs / NS_PER_MS);
        nowUs = (int)(originMs * 1_000 + elapsedNs / 1_000);
    }
}
