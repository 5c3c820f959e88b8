package io.fourtuple.timewait;

import java.util.List;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.config.StrategyLoader;

/** Policies by name: the supplied ones, and classes of a user's own. */
public final class TimeWaitPolicies
{
    private TimeWaitPolicies()
    {
    }

    /** @return the names of the supplied policies, the default first. */
    public static List<String> names()
    {
        return Setting.TIME_WAIT.names();
    }

    /**
     * @param settings whose {@code time_wait} names the policy.
     * @return a new policy; each engine needs one of its own.
     */
    public static TimeWaitPolicy of(final Settings settings)
    {
        return of(settings.name(Setting.TIME_WAIT), settings);
    }

    /**
     * @param name     one of {@link #names()}, or the full name of a class that implements {@link TimeWaitPolicy} and has a
     *                 public constructor with {@link Settings}, or with nothing.
     * @param settings given to it.
     * @return a new policy; each engine needs one of its own.
     * @throws IllegalArgumentException that names the fault of the name or the class.
     */
    public static TimeWaitPolicy of(final String name, final Settings settings)
    {
        return switch (name)
        {
            case "rfc6191" -> new Rfc6191Policy(settings);
            case "linux" -> new LinuxPolicy(settings);
            case "linux-recycle" -> new LinuxRecyclePolicy(settings);
            case "freebsd" -> new FreeBsdPolicy(settings);
            case "classic" -> new ClassicPolicy(settings);
            case "none" -> new NonePolicy();
            default -> StrategyLoader.make(
                "TIME_WAIT policy", TimeWaitPolicy.class, name, names(), new Class<?>[]{Settings.class}, settings);
        };
    }
}
