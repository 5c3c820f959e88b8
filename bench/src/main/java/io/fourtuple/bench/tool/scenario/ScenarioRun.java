package io.fourtuple.bench.tool.scenario;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.fourtuple.telemetry.Counter;

/** A scenario that has been played: its trace and its outcome. */
public final class ScenarioRun
{
    /** Counters worth a word: TIME_WAIT, timestamps, and SYNs that were sent again or refused. */
    private static final Pattern WORTH_TELLING = Pattern.compile(
        "TW|TimeWait|Timewait|PAWS|ConnectFails|Exhausted|SynRetrans|SYNChallenge|ChallengeACK|BadAck");

    private final Scenario scenario;
    private final ScenarioOptions options;
    private final Trace trace;
    private final List<ScenarioHost> hosts;
    private final List<String> connections = new ArrayList<>();
    private final List<String> counters = new ArrayList<>();
    /** As they stood at the end of the play: the engines' own end counts too. */
    private final Map<Counter, Long> totals = new EnumMap<>(Counter.class);
    private final ScenarioOutcome outcome;
    private final long slowestOpenMs;

    ScenarioRun(final Scenario scenario, final ScenarioOptions options, final Simulation simulation)
    {
        this.scenario = scenario;
        this.options = options;
        trace = simulation.trace();
        hosts = simulation.hosts();
        outcome = simulation.outcome();
        slowestOpenMs = simulation.talks().stream().mapToLong(ScenarioConnection::openMs).max().orElse(-1);
        describe(simulation.talks());
        hosts.forEach(this::count);
    }

    /** Connections in a row with the same to tell are told together. */
    private void describe(final List<ScenarioConnection> talks)
    {
        for (int i = 0; i < talks.size();)
        {
            final String text = talks.get(i).describe();
            int next = i + 1;
            while (next < talks.size() && talks.get(next).describe().equals(text))
            {
                next++;
            }
            connections.add((next - i == 1 ? talks.get(i).title() :
                "connections " + talks.get(i).number() + " to " + talks.get(next - 1).number()) + ": " + text);
            i = next;
        }
    }

    private void count(final ScenarioHost host)
    {
        final StringBuilder line = new StringBuilder();
        for (final Counter counter : Counter.values())
        {
            final long value = host.counters().get(counter);
            totals.merge(counter, value, Long::sum);
            if (value != 0 && counter.kind() != Counter.Kind.GAUGE && WORTH_TELLING.matcher(counter.label()).find())
            {
                line.append(line.isEmpty() ? "" : "  ").append(counter.label()).append(' ').append(value);
            }
        }
        if (!line.isEmpty())
        {
            counters.add(host.name() + ": " + line);
        }
    }

    public Scenario scenario()
    {
        return scenario;
    }

    public ScenarioOptions options()
    {
        return options;
    }

    public ScenarioOutcome outcome()
    {
        return outcome;
    }

    /** A line for each connection: the bytes sent and received, and the ending. */
    public List<String> connections()
    {
        return connections;
    }

    /** A line for each host that has counted something about TIME_WAIT or timestamps. */
    public List<String> counters()
    {
        return counters;
    }

    /** How many segments were sent. */
    public long segments()
    {
        return trace.segments();
    }

    /** Milliseconds from connect to onEstablished, of the connection that took longest; -1 if none was established. */
    long slowestOpenMs()
    {
        return slowestOpenMs;
    }

    /** A counter's value at the end, all hosts together. */
    long total(final Counter counter)
    {
        return totals.get(counter);
    }

    Trace trace()
    {
        return trace;
    }

    List<ScenarioHost> hosts()
    {
        return hosts;
    }
}
