package io.fourtuple.congestion;

/** No limit but the peer's window: fair to nobody, and right where the network is a wire between two engines. */
final class NoControl implements CongestionControl
{
    @Override
    public String name()
    {
        return "none";
    }

    @Override
    public void onStart(final Path path)
    {
        path.cwnd(Path.UNLIMITED);
        path.ssthresh(Path.UNLIMITED);
    }

    @Override
    public void onAck(final Path path, final int ackedBytes)
    {
        // Nothing to learn.
    }

    @Override
    public void onLoss(final Path path)
    {
        // Lost data is sent again, no more.
    }

    @Override
    public void onTimeout(final Path path)
    {
        // As above.
    }

    @Override
    public void onIdle(final Path path, final int idleMs)
    {
        path.cwnd(Path.UNLIMITED);
    }
}
