package io.fourtuple.congestion;

import java.util.List;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.config.StrategyLoader;

/** Congestion control by name: the supplied algorithms, and classes of a user's own. */
public final class CongestionControls
{
    private CongestionControls()
    {
    }

    /** @return the names of the supplied algorithms, the default first. */
    public static List<String> names()
    {
        return Setting.TCP_CONGESTION_CONTROL.names();
    }

    /**
     * @param settings whose {@code tcp_congestion_control} names the algorithm.
     * @return a new one; each engine needs one of its own.
     */
    public static CongestionControl of(final Settings settings)
    {
        return of(settings.name(Setting.TCP_CONGESTION_CONTROL), settings);
    }

    /**
     * @param name     one of {@link #names()}, or the full name of a class that implements {@link CongestionControl} and has a
     *                 public constructor with {@link Settings}, or with nothing.
     * @param settings given to it.
     * @return a new one; each engine needs one of its own.
     * @throws IllegalArgumentException that names the fault of the name or the class.
     */
    public static CongestionControl of(final String name, final Settings settings)
    {
        return switch (name)
        {
            case "cubic" -> new Cubic();
            case "newreno" -> new NewReno();
            case "none" -> new NoControl();
            default -> StrategyLoader.make(
                "congestion control", CongestionControl.class, name, names(), new Class<?>[]{Settings.class}, settings);
        };
    }
}
