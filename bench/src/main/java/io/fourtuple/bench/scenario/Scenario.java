package io.fourtuple.bench.scenario;

import java.util.List;
import java.util.function.Consumer;

/**
 * Something to watch: who does what and when, and what the network does. What becomes of it is not written here.
 *
 * @param name          as typed.
 * @param summary       one line.
 * @param about         some lines for who has not seen it yet.
 * @param settings      that it needs, {@code name=value}.
 * @param shown         label of the TIME_WAIT policy that shows best what it is about; null if that makes no difference.
 * @param variants      settings that it is worth playing with too.
 * @param script        plays it.
 */
public record Scenario(
    String name,
    String summary,
    List<String> about,
    List<String> settings,
    String shown,
    List<String> variants,
    Consumer<Stage> script)
{
    /** One that the TIME_WAIT policy makes no difference to. */
    static Scenario plain(
        final String name, final String summary, final List<String> about, final Consumer<Stage> script)
    {
        return new Scenario(name, summary, about, List.of(), null, List.of(), script);
    }

    /** One that is played to compare policies. */
    static Scenario ofPolicies(
        final String name,
        final String summary,
        final List<String> about,
        final List<String> settings,
        final String shown,
        final Consumer<Stage> script)
    {
        return new Scenario(name, summary, about, settings, shown, List.of(), script);
    }

    Scenario variant(final String assignment)
    {
        return new Scenario(name, summary, about, settings, shown, List.of(assignment), script);
    }

    /** Whether the TIME_WAIT policy makes a difference. */
    public boolean isAboutPolicy()
    {
        return shown != null;
    }

    /** The policy that it is played with if nobody wants another one. */
    public PolicyChoice shownWith()
    {
        return PolicyChoice.labelled(shown);
    }

    /**
     * Plays it from the beginning, on new engines.
     *
     * @return what happened.
     * @throws IllegalArgumentException if a setting or a policy cannot be used.
     */
    public Played play(final PlayOptions options)
    {
        try (Stage stage = new Stage(new StageSetup(this, options)))
        {
            script.accept(stage);
            return new Played(this, options, stage);
        }
    }
}
