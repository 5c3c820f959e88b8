package io.fourtuple.congestion;

/**
 * Congestion control of RFC 5681: slow start, then one segment more in each round trip; half the window at a loss. Its
 * recovery, RFC 6582, belongs to the state machine.
 * <pre>
 *   cwnd        /|    /|    /|
 *             /  |  /  |  /  |       + SMSS when cwnd bytes are acknowledged (RFC 3465 2.1)
 *        |  /    |/    |/    |       ssthresh = max(FlightSize / 2, 2 * SMSS)
 *        |/
 *        |  slow start
 *   word 0   bytes acknowledged towards the next segment
 * </pre>
 */
final class NewReno implements CongestionControl
{
    private static final int ACKED = 0;

    @Override
    public String name()
    {
        return "newreno";
    }

    @Override
    public void onAck(final Path path, final int ackedBytes)
    {
        if (!path.isCwndLimited())
        {
            return;
        }
        final int left = SlowStart.isUnderWay(path) ? SlowStart.grow(path, ackedBytes) : ackedBytes;
        if (!SlowStart.isUnderWay(path))
        {
            avoid(path, left);
        }
    }

    private static void avoid(final Path path, final int ackedBytes)
    {
        final int cwnd = path.cwnd();
        final int acked = path.word(ACKED) + Math.min(ackedBytes, cwnd);
        if (acked >= cwnd)
        {
            path.word(ACKED, acked - cwnd);
            path.cwnd(cwnd + path.mss());
        }
        else
        {
            path.word(ACKED, acked);
        }
    }

    @Override
    public void onLoss(final Path path)
    {
        path.ssthresh(path.inFlight() / 2);
        path.word(ACKED, 0);
    }
}
