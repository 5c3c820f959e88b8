package io.fourtuple.bench.load.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import io.fourtuple.bench.base.TextTable;

/** The results as one table, for a terminal and as Markdown, and the recoveries as another. */
final class ResilienceTable
{
    private static final String NOT_REACHED = "*";

    /** One column: its head, and what stands in it. */
    private record Column<T>(String head, Function<T, String> text)
    {
    }

    /** A step with the target that it is of. */
    private record Row(TargetResult result, FloodStepResult step)
    {
    }

    private static final List<Column<Row>> STEPS = List.of(
        new Column<>("target", row -> row.result.choice().name()),
        new Column<>("x", row -> FloodStepResult.number(row.step.step().multiple())),
        new Column<>("flood/s", row -> count(row.step.flood().wantedPerSecond())),
        new Column<>("reached/s", row -> count(row.step.flood().reachedPerSecond()) +
            (row.step.flood().isReached() ? "" : NOT_REACHED)),
        new Column<>("real/s", row -> count(row.step.openedPerSecond()) +
            (row.step.isRateKept() ? "" : NOT_REACHED)),
        new Column<>("done %", row -> ClientOutcome.text(row.step.real().percent())),
        new Column<>("of reached %", row -> row.step.ofReached()),
        new Column<>("p50 ms", row -> FloodStepResult.ms(row.step.real().ms(50))),
        new Column<>("p99 ms", row -> FloodStepResult.ms(row.step.real().ms(99))),
        new Column<>("max ms", row -> FloodStepResult.ms(row.step.real().ms(100))),
        new Column<>("absorbed/s", row -> count(row.step.absorbedPerSecond())),
        new Column<>("cookies/s", row -> count(row.step.perSecond(row.step.syns().cookies()))),
        new Column<>("dropped/s", row -> count(row.step.perSecond(row.step.syns().dropped()))),
        new Column<>("half-open", row -> row.step.halfOpen() < 0 ? "-" : count(row.step.halfOpen())),
        new Column<>("MB", row -> megabytes(row.step.after().memoryBytes())),
        new Column<>("CPU %", row -> row.step.cpu().text()),
        new Column<>("RSS MB", row -> megabytes(row.step.after().rssBytes())));

    private static final List<Column<TargetResult>> RECOVERIES = List.of(
        new Column<>("target", result -> result.choice().name()),
        new Column<>("recovered after", result -> result.recovery() == null ? "-" : result.recovery().text()),
        new Column<>("slices not normal later",
            result -> result.recovery() == null ? "-" : String.valueOf(result.recovery().relapses())),
        new Column<>("normal p99 ms, at most", result -> FloodStepResult.ms(result.normal().p99Ns() / 1e6)),
        new Column<>("normal done %, at least", result -> ClientOutcome.text(100 * result.normal().share())),
        new Column<>("all that reached it done at the largest flood", result -> result.last().isAllDone()));

    private final List<TargetResult> results;

    ResilienceTable(final List<TargetResult> results)
    {
        this.results = results;
    }

    List<String> text()
    {
        final List<String> lines = new ArrayList<>();
        lines.addAll(table(STEPS, rows()).plain());
        lines.add("");
        lines.addAll(table(RECOVERIES, results).plain());
        lines.addAll(notes());
        return lines;
    }

    List<String> markdown()
    {
        final List<String> lines = new ArrayList<>();
        lines.addAll(table(STEPS, rows()).markdown());
        lines.add("");
        lines.addAll(table(RECOVERIES, results).markdown());
        lines.add("");
        notes().forEach(note -> lines.add("- " + note.replace(NOT_REACHED, "\\*")));
        return lines;
    }

    private List<Row> rows()
    {
        return results.stream().flatMap(result -> result.steps().stream().map(step -> new Row(result, step))).toList();
    }

    /** The first column has names, the others numbers. */
    private static <T> TextTable table(final List<Column<T>> columns, final List<T> rows)
    {
        final TextTable table = new TextTable();
        table.left(columns.getFirst().head);
        columns.stream().skip(1).forEach(column -> table.right(column.head));
        rows.forEach(row -> table.row(columns.stream().map(column -> column.text.apply(row)).toArray(String[]::new)));
        return table;
    }

    private List<String> notes()
    {
        final List<String> notes = new ArrayList<>();
        if (rows().stream().anyMatch(row -> !row.step.flood().isReached()))
        {
            notes.add(NOT_REACHED + " at reached/s: less than 90 % of the flood that was wanted reached the target");
        }
        if (rows().stream().anyMatch(row -> !row.step.isRateKept()))
        {
            notes.add(NOT_REACHED + " at real/s: the generator began less than 99 % of the real handshakes that were " +
                "intended");
        }
        notes.add("done %: of the real handshakes intended while the flood lasted; of reached %: of those that lost " +
            "no frame on the way; times from the intended one, of those done; RSS: of this process, clients included");
        if (rows().stream().anyMatch(row -> !row.step.cpu().isQuiet()))
        {
            notes.add(String.format(Locale.ROOT, "CPU %%: share of the time that the clients' and the target's " +
                "thread, which never pause, had theirs; below %.0f others had the machine, and the times are as bad " +
                "as that", 100 * CpuShares.QUIET));
        }
        if (rows().stream().anyMatch(row -> row.step.unseen() > 0))
        {
            notes.add(">= : a queue of the kernel's between clients and engine lost frames, of whom cannot be told");
        }
        rows().stream().filter(row -> row.step.acceptQueueFull() > 0).forEach(row -> notes.add(String.format(
            Locale.ROOT, "%s x%s: the accept queue was full %,d times: the accepting thread was too slow, whatever " +
            "the defence", row.result.choice().name(), FloodStepResult.number(row.step.step().multiple()),
            row.step.acceptQueueFull())));
        if (results.stream().anyMatch(result -> result.choice().medium() == Transport.LINUX))
        {
            notes.add("linux: absorbed is what drops leave of the SYNs put in, since the kernel does not count " +
                "those that it queues; half-open and MB are what its slabs hold for TCP on the whole machine");
        }
        return notes;
    }

    private static String count(final double value)
    {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String megabytes(final long bytes)
    {
        return String.format(Locale.ROOT, "%,.1f", bytes / 1e6);
    }
}
