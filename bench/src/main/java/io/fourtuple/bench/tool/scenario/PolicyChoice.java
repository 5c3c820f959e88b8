package io.fourtuple.bench.tool.scenario;

import java.util.List;

import io.fourtuple.config.Settings;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.timewait.TimeWaitPolicies;

/** A TIME_WAIT policy with the settings that belong to it, {@code name=value}, and the label that tables have. */
public record PolicyChoice(String label, String name, List<String> assignments)
{
    /** The default of the engine. */
    public static final String DEFAULT = "rfc6191";

    /** @return the policies that are compared. */
    public static List<PolicyChoice> all()
    {
        return List.of(
            plain(DEFAULT),
            plain("linux"),
            new PolicyChoice("linux tcp_tw_reuse=1", "linux", List.of("tcp_tw_reuse=1")),
            plain("linux-recycle"),
            plain("freebsd"),
            plain("classic"),
            plain("none"));
    }

    private static PolicyChoice plain(final String name)
    {
        return new PolicyChoice(name, name, List.of());
    }

    /** @return the names that a policy can be chosen by. */
    public static List<String> names()
    {
        return TimeWaitPolicies.names();
    }

    /**
     * @param name of a policy, or of a class that is one.
     * @return it, with its settings as they are by default.
     * @throws IllegalArgumentException if there is none of this name.
     */
    public static PolicyChoice named(final String name)
    {
        TimeWaitPolicies.of(name, Settings.defaults());
        return plain(name);
    }

    /** @return the reason that it is unsafe, or null. */
    public String unsafeBecause()
    {
        return TimeWaitPolicies.of(name, Settings.defaults()).unsafeBecause();
    }

    /** The one of {@link #all()} that has this label, or the default. */
    static PolicyChoice labelled(final String label)
    {
        return all().stream().filter(choice -> choice.label.equals(label)).findFirst().orElse(all().get(0));
    }

    /** Gives an engine its policy; each gets one of its own. */
    EngineConfig applyTo(final EngineConfig config)
    {
        return config.timeWaitPolicy(TimeWaitPolicies.of(name, config.settings()));
    }

    /** The settings with this policy's own. */
    Settings settings(final Settings base)
    {
        Settings settings = base;
        for (final String assignment : assignments)
        {
            settings = settings.with(assignment);
        }
        return settings;
    }
}
