package io.fourtuple.app;

/**
 * What can be set for a listener or a connection: an immutable value, of which an application makes what it needs once, from
 * {@link Tcp#usualOptions}, and sets it any number of times without garbage.
 *
 * @param userTimeoutMs       how long the peer may acknowledge nothing, milliseconds, 0 to 2<sup>30</sup>; 0: as
 *                            {@code tcp_retries2} has it ({@code TCP_USER_TIMEOUT}; see {@link Tcp#userTimeout}).
 * @param keepAlive           whether a peer that is silent is asked whether it is still there ({@code SO_KEEPALIVE}, RFC 9293
 *                            3.8.4).
 * @param keepIdleSeconds     silence before the first probe, 1 to 32,767 ({@code TCP_KEEPIDLE}).
 * @param keepIntervalSeconds from one probe to the next, 1 to 32,767 ({@code TCP_KEEPINTVL}).
 * @param keepProbes          probes without an answer before the connection ends as {@link CloseReason#TIMED_OUT}, 1 to 15
 *                            ({@code TCP_KEEPCNT}). A user timeout takes their place, once one was sent.
 * @param noDelay             whether small segments go at once ({@code TCP_NODELAY}); else Nagle's algorithm (RFC 9293 3.7.4)
 *                            holds one back while a small one is not acknowledged, as Linux does.
 */
public record SocketOptions(
    int userTimeoutMs,
    boolean keepAlive,
    int keepIdleSeconds,
    int keepIntervalSeconds,
    int keepProbes,
    boolean noDelay)
{
    private static final int MAX_TIMEOUT_MS = 1 << 30;
    private static final int MAX_SECONDS = 32_767;
    private static final int MAX_PROBES = 15;

    /**
     * @throws IllegalArgumentException if a value is out of its range.
     */
    public SocketOptions
    {
        checkUserTimeoutMs(userTimeoutMs);
        check("keepIdleSeconds", keepIdleSeconds, 1, MAX_SECONDS);
        check("keepIntervalSeconds", keepIntervalSeconds, 1, MAX_SECONDS);
        check("keepProbes", keepProbes, 1, MAX_PROBES);
    }

    private static void check(final String name, final int value, final int min, final int max)
    {
        if (value < min || value > max)
        {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ": " + name + "=" + value);
        }
    }

    /**
     * @throws IllegalArgumentException if a user timeout is out of its range.
     */
    public static void checkUserTimeoutMs(final int value)
    {
        check("userTimeoutMs", value, 0, MAX_TIMEOUT_MS);
    }

    public SocketOptions withUserTimeoutMs(final int value)
    {
        return new SocketOptions(value, keepAlive, keepIdleSeconds, keepIntervalSeconds, keepProbes, noDelay);
    }

    public SocketOptions withKeepAlive(final boolean value)
    {
        return new SocketOptions(userTimeoutMs, value, keepIdleSeconds, keepIntervalSeconds, keepProbes, noDelay);
    }

    /** With other times; the engine asks only if {@link #keepAlive} is set. */
    public SocketOptions withKeepAliveTimes(final int idleSeconds, final int intervalSeconds, final int probes)
    {
        return new SocketOptions(userTimeoutMs, keepAlive, idleSeconds, intervalSeconds, probes, noDelay);
    }

    public SocketOptions withNoDelay(final boolean value)
    {
        return new SocketOptions(userTimeoutMs, keepAlive, keepIdleSeconds, keepIntervalSeconds, keepProbes, value);
    }
}
