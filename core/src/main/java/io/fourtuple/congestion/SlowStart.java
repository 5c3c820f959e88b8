package io.fourtuple.congestion;

/**
 * Slow start by bytes (RFC 5681 3.1, RFC 3465): cwnd grows by what is acknowledged. Many small ACKs gain nothing over a large
 * one, and a large one counts for a few segments only, since all of its growth leaves at once.
 */
final class SlowStart
{
    /** L of RFC 9406 4.3 without pacing. RFC 3465 has 2, from before receivers merged what they acknowledge. */
    private static final int MOST_SEGMENTS = 8;

    private SlowStart()
    {
    }

    /** Whether the connection has lost nothing yet. */
    static boolean isFirst(final Path path)
    {
        return path.ssthresh() == Path.UNLIMITED;
    }

    static boolean isUnderWay(final Path path)
    {
        return path.cwnd() < path.ssthresh();
    }

    /** min(N, L * SMSS) of RFC 9406 4.2. */
    static int growth(final Path path, final int ackedBytes)
    {
        return Math.min(ackedBytes, MOST_SEGMENTS * path.mss());
    }

    /**
     * Grows cwnd up to ssthresh.
     *
     * @return bytes acknowledged that were not needed for that, and count in congestion avoidance.
     */
    static int grow(final Path path, final int ackedBytes)
    {
        final int growth = growth(path, ackedBytes);
        final int room = path.ssthresh() - path.cwnd();
        path.cwnd(path.cwnd() + Math.min(growth, room));
        return Math.max(0, growth - room);
    }
}
