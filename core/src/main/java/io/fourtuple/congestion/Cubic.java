package io.fourtuple.congestion;

/**
 * CUBIC (RFC 9438) with HyStart++ (RFC 9406): after a loss the window grows back along a cubic curve of time, whatever the round
 * trip, levels out at the window where the loss was, and probes beyond it.
 * <pre>
 *   cwnd                                /         W_cubic(t) = C * (t - K)^3 + W_max       C = 0.4, t in seconds
 *   W_max  |          _______.________/           ssthresh   = FlightSize * beta           beta = 0.7
 *          |     _/          origin
 *          |  /                                   W_est      the window of Reno on the same path: if that is larger,
 *          |/ t = 0        t = K                             cwnd = W_est
 *
 *   word 0  W_max; 0: not known      1  origin, the time of t = K (ms)      2  W_est; 0: the curve has not begun
 *   word 3  bytes acknowledged towards the next segment of W_est            4  W_max before the last loss, for an undo
 * </pre>
 * In the first slow start the words are those of {@link HyStart}.
 */
final class Cubic implements CongestionControl
{
    private static final int W_MAX = 0;
    private static final int ORIGIN = 1;
    private static final int W_EST = 2;
    private static final int ACKED = 3;
    private static final int W_MAX_BEFORE = 4;

    @Override
    public String name()
    {
        return "cubic";
    }

    @Override
    public void onStart(final Path path)
    {
        if (SlowStart.isFirst(path))
        {
            HyStart.start(path);
        }
    }

    @Override
    public void onAck(final Path path, final int ackedBytes)
    {
        if (SlowStart.isFirst(path))
        {
            HyStart.onAck(path, ackedBytes);
        }
        else if (path.isCwndLimited())
        {
            final int left = SlowStart.isUnderWay(path) ? SlowStart.grow(path, ackedBytes) : ackedBytes;
            if (!SlowStart.isUnderWay(path) && left > 0)
            {
                avoid(path, left);
            }
        }
    }

    /** Congestion avoidance, RFC 9438 4.2 to 4.5. */
    private static void avoid(final Path path, final int ackedBytes)
    {
        if (path.word(W_EST) == 0)
        {
            begin(path);
        }
        final int cwnd = path.cwnd();
        final int acked = Math.min(ackedBytes, cwnd);
        final int est = estimate(path, acked);
        final int t = path.nowMs() - path.word(ORIGIN);
        final long now = path.word(W_MAX) + CubicCurve.bytesAt(t, path.mss());
        if (now < est)
        {
            // RFC 9438 4.3: the Reno-friendly region.
            path.cwnd(Math.max(cwnd, est));
            return;
        }
        final long ahead = path.word(W_MAX) + CubicCurve.bytesAt(t + path.srttUs() / 1_000, path.mss());
        final long target = Math.max(cwnd, Math.min(cwnd + cwnd / 2, ahead));
        path.cwnd((int)(cwnd + (target - cwnd) * acked / cwnd));
    }

    /**
     * The curve begins here. Where W_max is not known, after a time-out (RFC 9438 4.8) and after a slow start without loss (4.10),
     * or is no more than cwnd, it begins in its middle.
     */
    private static void begin(final Path path)
    {
        final int cwnd = path.cwnd();
        if (path.word(W_MAX) <= cwnd)
        {
            path.word(W_MAX, cwnd);
        }
        continueAt(path, cwnd);
    }

    /** Places the curve so that it is at cwnd now. */
    private static void continueAt(final Path path, final int cwnd)
    {
        path.word(ORIGIN, path.nowMs() - CubicCurve.msAt(cwnd - path.word(W_MAX), path.mss()));
        path.word(W_EST, cwnd);
        path.word(ACKED, 0);
    }

    /**
     * RFC 9438 4.3: W_est grows by alpha segments when cwnd is acknowledged, alpha = 3 * (1 - beta) / (1 + beta) = 9/17, and by
     * whole ones once it has the size of cwnd before the loss.
     */
    private static int estimate(final Path path, final int acked)
    {
        final int est = path.word(W_EST);
        final int cwnd = path.cwnd();
        final long needed = est >= path.priorCwnd() ? cwnd : cwnd * 17L / 9;
        final long sum = (long)path.word(ACKED) + acked;
        if (sum < needed)
        {
            path.word(ACKED, (int)sum);
            return est;
        }
        path.word(ACKED, (int)(sum - needed));
        final int grown = Math.min(Path.UNLIMITED, est + path.mss());
        path.word(W_EST, grown);
        return grown;
    }

    @Override
    public void onLoss(final Path path)
    {
        final int before = SlowStart.isFirst(path) ? 0 : path.word(W_MAX);
        final int cwnd = path.cwnd();
        path.word(W_MAX_BEFORE, before);
        // RFC 9438 4.7, fast convergence: a flow that did not come back to where it was leaves room, (1 + beta) / 2 of cwnd.
        path.word(W_MAX, cwnd < before ? (int)(cwnd * 17L / 20) : cwnd);
        path.word(W_EST, 0);
        path.ssthresh((int)(path.inFlight() * 7L / 10));
    }

    @Override
    public void onTimeout(final Path path)
    {
        onLoss(path);
        path.word(W_MAX, 0);
        path.cwnd(path.mss());
    }

    /** RFC 9438 4.9: all is as before, the curve included; it is known by W_max and the cwnd where it stood. */
    @Override
    public void onUndo(final Path path)
    {
        if (SlowStart.isFirst(path))
        {
            HyStart.start(path);
            return;
        }
        path.word(W_MAX, path.word(W_MAX_BEFORE));
        path.word(W_EST, 0);
        if (path.word(W_MAX) != 0 && !SlowStart.isUnderWay(path))
        {
            continueAt(path, path.cwnd());
        }
    }

    /** RFC 9438 5.8: the time when nothing was sent is no part of t. */
    @Override
    public void onIdle(final Path path, final int idleMs)
    {
        if (SlowStart.isFirst(path) || path.word(W_EST) == 0)
        {
            return;
        }
        if (SlowStart.isUnderWay(path))
        {
            path.word(W_EST, 0);
        }
        else
        {
            path.word(ORIGIN, path.word(ORIGIN) + idleMs);
        }
    }
}
