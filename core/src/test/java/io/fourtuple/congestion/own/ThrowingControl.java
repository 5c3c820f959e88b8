package io.fourtuple.congestion.own;

import io.fourtuple.congestion.CongestionControl;
import io.fourtuple.congestion.Path;

/** Throws when it has done its worst. */
public final class ThrowingControl implements CongestionControl
{
    private static IllegalStateException worst(final Path path)
    {
        path.cwnd(Integer.MAX_VALUE);
        path.ssthresh(Integer.MAX_VALUE);
        return new IllegalStateException("worst");
    }

    @Override
    public String name()
    {
        throw new IllegalStateException("name");
    }

    @Override
    public void onStart(final Path path)
    {
        throw new IllegalStateException("start");
    }

    @Override
    public void onAck(final Path path, final int ackedBytes)
    {
        throw worst(path);
    }

    @Override
    public void onLoss(final Path path)
    {
        throw worst(path);
    }

    @Override
    public void onTimeout(final Path path)
    {
        throw worst(path);
    }

    @Override
    public void onUndo(final Path path)
    {
        throw new IllegalStateException("undo");
    }

    @Override
    public void onIdle(final Path path, final int idleMs)
    {
        throw new IllegalStateException("idle");
    }
}
