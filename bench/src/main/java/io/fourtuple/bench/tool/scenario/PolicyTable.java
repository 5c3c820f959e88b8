package io.fourtuple.bench.tool.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

import io.fourtuple.bench.base.TextTable;
import io.fourtuple.telemetry.Counter;

/** Scenarios, each played with each policy, side by side. */
public final class PolicyTable
{
    private record Row(String label, List<ScenarioRun> cells)
    {
    }

    private static final String OUTCOMES = "delivered/refused/corrupted";
    private static final int LEAST_WIDTH = 9;

    private final List<PolicyChoice> policies;
    private final List<Row> rows = new ArrayList<>();
    private final int labelWidth;

    /**
     * @param policies a column each.
     * @param labels   of the rows to come.
     */
    public PolicyTable(final List<PolicyChoice> policies, final List<String> labels)
    {
        this.policies = policies;
        labelWidth = labels.stream().mapToInt(String::length).reduce(OUTCOMES.length(), Math::max);
    }

    /** @return the line above the outcomes. */
    public String head()
    {
        return table(OUTCOMES).head();
    }

    /** Plays one scenario with each policy; returns the row of its outcomes. */
    public String play(final String label, final Scenario scenario, final List<String> assignments, final long seed)
    {
        final List<ScenarioRun> cells = new ArrayList<>();
        for (final PolicyChoice policy : policies)
        {
            cells.add(scenario.play(new ScenarioOptions(policy, assignments, seed, null)));
        }
        rows.add(new Row(label, cells));
        return table(OUTCOMES).line(cells(rows.get(rows.size() - 1), PolicyTable::outcome));
    }

    /** @return further figures that differ between policies, with only the rows in which they do. */
    public List<String> differences()
    {
        final List<String> lines = new ArrayList<>();
        add(lines, "slowest open, seconds", PolicyTable::slowestOpen);
        add(lines, "taken from TIME_WAIT", cell -> count(cell, Counter.TW_RECYCLED));
        add(lines, "by the sequence rule only", cell -> count(cell, Counter.TW_SEQ_ONLY));
        add(lines, "TIME_WAIT ended by RST", cell -> count(cell, Counter.TW_KILLED));
        return lines;
    }

    private static String outcome(final ScenarioRun cell)
    {
        final ScenarioOutcome outcome = cell.outcome();
        return outcome.delivered() + "/" + outcome.refused() + "/" + outcome.corrupted() +
            (outcome.corrupted() > 0 ? "!" : "");
    }

    private static String slowestOpen(final ScenarioRun cell)
    {
        return cell.slowestOpenMs() < 0 ? "-" : String.format(Locale.ROOT, "%.3f", cell.slowestOpenMs() / 1e3);
    }

    private static String count(final ScenarioRun cell, final Counter counter)
    {
        final long value = cell.total(counter);
        return value == 0 ? "-" : Long.toString(value);
    }

    private void add(final List<String> lines, final String title, final Function<ScenarioRun, String> text)
    {
        final List<Row> shown = rows.stream()
            .filter(row -> row.cells.stream().map(text).distinct().count() > 1).toList();
        if (!shown.isEmpty())
        {
            lines.add("");
            final TextTable table = table(title);
            shown.forEach(row -> table.row(cells(row, text)));
            lines.addAll(table.plain());
        }
    }

    private TextTable table(final String title)
    {
        final TextTable table = new TextTable().left(title, labelWidth);
        policies.forEach(policy -> table.right(policy.label(), LEAST_WIDTH));
        return table;
    }

    private static String[] cells(final Row row, final Function<ScenarioRun, String> text)
    {
        return Stream.concat(Stream.of(row.label), row.cells.stream().map(text)).toArray(String[]::new);
    }
}
