package io.fourtuple.testing.own;

import io.fourtuple.config.Settings;
import io.fourtuple.congestion.CongestionControl;
import io.fourtuple.congestion.CongestionControls;
import io.fourtuple.congestion.Path;

/** NewReno with a window that has grown to any size: a test of a recovery has the flight that it needs without a slow start. */
public final class WideReno implements CongestionControl
{
    private final CongestionControl reno = CongestionControls.of("newreno", Settings.defaults());

    @Override
    public String name()
    {
        return "wide-reno";
    }

    @Override
    public void onStart(final Path path)
    {
        path.cwnd(Path.UNLIMITED);
    }

    @Override
    public void onAck(final Path path, final int ackedBytes)
    {
        reno.onAck(path, ackedBytes);
    }

    @Override
    public void onLoss(final Path path)
    {
        reno.onLoss(path);
    }

    @Override
    public void onTimeout(final Path path)
    {
        reno.onTimeout(path);
    }
}
