package io.fourtuple.bench.scenario;

import java.util.List;

import io.fourtuple.config.Settings;
import io.fourtuple.loop.EngineConfig;

/**
 * A TIME_WAIT policy and the settings that belong to it. The one place where scenarios choose one.
 *
 * @param label       as tables have it.
 * @param name        of the policy.
 * @param assignments settings, {@code name=value}.
 */
public record PolicyChoice(String label, String name, List<String> assignments)
{
    /** The default of the engine. */
    public static final String DEFAULT = "rfc6191";

    /**
     * @return the policies that are compared.
     */
    public static List<PolicyChoice> all()
    {
        return List.of(new PolicyChoice(DEFAULT, DEFAULT, List.of()));
    }

    /**
     * @return the names that a policy can be chosen by.
     */
    public static List<String> names()
    {
        return all().stream().map(PolicyChoice::name).distinct().toList();
    }

    /**
     * @param name of a policy.
     * @return it, with its settings as they are by default.
     * @throws IllegalArgumentException if there is none of this name.
     */
    public static PolicyChoice named(final String name)
    {
        if (!names().contains(name))
        {
            throw new IllegalArgumentException("no such policy: " + name + "; there are " + String.join(", ", names()));
        }
        return new PolicyChoice(name, name, List.of());
    }

    /** The one of {@link #all()} that has this label, or the default. */
    static PolicyChoice labelled(final String label)
    {
        return all().stream().filter(choice -> choice.label.equals(label)).findFirst().orElse(all().get(0));
    }

    /** Gives an engine its policy; each gets one of its own. */
    EngineConfig applyTo(final EngineConfig config)
    {
        return config;
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
