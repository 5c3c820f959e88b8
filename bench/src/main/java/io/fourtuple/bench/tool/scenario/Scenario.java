package io.fourtuple.bench.tool.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A script for hosts, applications and the network. It does not say the outcome: the engines compute that.
 *
 * @param name          as typed.
 * @param summary       one line.
 * @param about         some sentences of introduction.
 * @param settings      that it needs, {@code name=value}.
 * @param shown         label of the TIME_WAIT policy that shows its point best; null if the policy makes no difference.
 * @param variants      settings that it is worth playing with too.
 * @param script        plays it.
 */
public record Scenario(
    String name,
    String summary,
    String about,
    List<String> settings,
    String shown,
    List<String> variants,
    Consumer<Simulation> script)
{
    /** A scenario that plays the same with every TIME_WAIT policy. */
    static Scenario plain(
        final String name, final String summary, final String about, final Consumer<Simulation> script)
    {
        return new Scenario(name, summary, about, List.of(), null, List.of(), script);
    }

    /** One that is played to compare policies. */
    static Scenario ofPolicies(
        final String name,
        final String summary,
        final String about,
        final List<String> settings,
        final String shown,
        final Consumer<Simulation> script)
    {
        return new Scenario(name, summary, about, settings, shown, List.of(), script);
    }

    /** With settings that make a difference, each alone. */
    Scenario variants(final String... assignments)
    {
        return new Scenario(name, summary, about, settings, shown, List.of(assignments), script);
    }

    /**
     * @param width characters at most in a line.
     * @return the introduction, in lines.
     */
    public List<String> about(final int width)
    {
        return wrap(about, width);
    }

    static List<String> wrap(final String text, final int width)
    {
        final List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (final String word : text.split(" "))
        {
            if (line.length() + word.length() >= width)
            {
                lines.add(line.toString());
                line = new StringBuilder();
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** Whether the TIME_WAIT policy makes a difference. */
    public boolean isAboutPolicy()
    {
        return shown != null;
    }

    /** The policy that it is played with by default. */
    public PolicyChoice shownWith()
    {
        return PolicyChoice.labelled(shown);
    }

    /**
     * Plays it from the beginning, on new engines.
     *
     * @throws UnusableSettingsException if no engine can be made with these settings.
     */
    public ScenarioRun play(final ScenarioOptions options)
    {
        try (Simulation simulation = new Simulation(new SimulationSetup(this, options)))
        {
            script.accept(simulation);
            return new ScenarioRun(this, options, simulation);
        }
    }
}
