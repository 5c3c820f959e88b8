package io.fourtuple.bench.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import io.fourtuple.telemetry.Counter;

/** Scenarios, each played with each policy, side by side. */
public final class PolicyTable
{
    private record Row(String label, List<Played> cells)
    {
    }

    private static final int LEAST_WIDTH = 9;

    private final List<PolicyChoice> policies;
    private final List<Row> rows = new ArrayList<>();

    /**
     * @param policies a column each.
     */
    public PolicyTable(final List<PolicyChoice> policies)
    {
        this.policies = policies;
    }

    /**
     * Plays one scenario with each policy.
     *
     * @param label       of its row.
     * @param assignments settings changed last.
     */
    public void play(final String label, final Scenario scenario, final List<String> assignments, final long seed)
    {
        final List<Played> cells = new ArrayList<>();
        for (final PolicyChoice policy : policies)
        {
            cells.add(scenario.play(new PlayOptions(policy, assignments, seed, null)));
        }
        rows.add(new Row(label, cells));
    }

    /**
     * @return the lines of the table; of what each policy did about it only where something was done.
     */
    public List<String> lines()
    {
        final List<String> lines = new ArrayList<>();
        add(lines, "delivered/refused/corrupted", PolicyTable::outcome, true);
        add(lines, "slowest open, seconds", PolicyTable::slowestOpen, false);
        add(lines, "4-tuples taken from TIME_WAIT", cell -> count(cell, Counter.TW_RECYCLED), false);
        return lines;
    }

    private static String outcome(final Played cell)
    {
        final Outcome outcome = cell.outcome();
        return outcome.delivered() + "/" + outcome.refused() + "/" + outcome.corrupted() +
            (outcome.corrupted() > 0 ? "!" : "");
    }

    private static String slowestOpen(final Played cell)
    {
        return cell.slowestOpenMs() < 0 ? "-" : String.format(Locale.ROOT, "%.3f", cell.slowestOpenMs() / 1e3);
    }

    private static String count(final Played cell, final Counter counter)
    {
        final long value = cell.total(counter);
        return value == 0 ? "-" : Long.toString(value);
    }

    /** Adds a part; unless all of it is wanted, without the rows in which every policy does the same. */
    private void add(
        final List<String> lines, final String title, final Function<Played, String> text, final boolean isWhole)
    {
        final List<Row> shown = rows.stream()
            .filter(row -> isWhole || row.cells.stream().map(text).distinct().count() > 1).toList();
        if (shown.isEmpty())
        {
            return;
        }
        if (!lines.isEmpty())
        {
            lines.add("");
        }
        final int labelWidth =
            Math.max(title.length(), shown.stream().mapToInt(row -> row.label.length()).max().orElse(0));
        final StringBuilder head = new StringBuilder(String.format("%-" + labelWidth + "s", title));
        policies.forEach(policy -> head.append(cell(policy.label(), policy)));
        lines.add(head.toString());
        for (final Row row : shown)
        {
            final StringBuilder line = new StringBuilder(String.format("%-" + labelWidth + "s", row.label));
            row.cells.forEach(cell -> line.append(cell(text.apply(cell), cell.options().policy())));
            lines.add(line.toString());
        }
    }

    private static String cell(final String text, final PolicyChoice policy)
    {
        return String.format("  %" + Math.max(LEAST_WIDTH, policy.label().length()) + "s", text);
    }
}
