package io.fourtuple.bench.load.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The results as one table, for a terminal and as Markdown, and the recoveries as another. */
final class ResilienceTable
{
    private static final String NOT_REACHED = "*";

    /** One column: its head, its width in a terminal, what stands in it. */
    private record Column<T>(String head, int width, Function<T, String> text)
    {
    }

    /** A step with the target that it is of. */
    private record Row(TargetResult result, FloodStepResult step)
    {
    }

    private static final List<Column<Row>> STEPS = List.of(
        new Column<>("target", -24, row -> row.result.choice().name()),
        new Column<>("x", 5, row -> FloodStepResult.number(row.step.step().multiple())),
        new Column<>("flood/s", 11, row -> count(row.step.flood().wantedPerSecond())),
        new Column<>("reached/s", 12, row -> count(row.step.flood().reachedPerSecond()) +
            (row.step.flood().isReached() ? "" : NOT_REACHED)),
        new Column<>("real/s", 9, row -> count(row.step.openedPerSecond()) +
            (row.step.isRateKept() ? "" : NOT_REACHED)),
        new Column<>("done %", 7, row -> ClientOutcome.text(row.step.real().percent())),
        new Column<>("of reached %", 13, row -> row.step.ofReached()),
        new Column<>("p50 ms", 10, row -> FloodStepResult.ms(row.step.real().ms(50))),
        new Column<>("p99 ms", 10, row -> FloodStepResult.ms(row.step.real().ms(99))),
        new Column<>("max ms", 10, row -> FloodStepResult.ms(row.step.real().ms(100))),
        new Column<>("absorbed/s", 11, row -> count(row.step.absorbedPerSecond())),
        new Column<>("cookies/s", 11, row -> count(row.step.perSecond(row.step.syns().cookies()))),
        new Column<>("dropped/s", 11, row -> count(row.step.perSecond(row.step.syns().dropped()))),
        new Column<>("half-open", 10, row -> row.step.halfOpen() < 0 ? "-" : count(row.step.halfOpen())),
        new Column<>("MB", 8, row -> megabytes(row.step.after().memoryBytes())),
        new Column<>("CPU %", 9, row -> row.step.cpu().text()),
        new Column<>("RSS MB", 9, row -> megabytes(row.step.after().rssBytes())));

    private static final List<Column<TargetResult>> RECOVERIES = List.of(
        new Column<>("target", -24, result -> result.choice().name()),
        new Column<>("recovered after", 16, result -> result.recovery() == null ? "-" : result.recovery().text()),
        new Column<>("slices not normal later", 24,
            result -> result.recovery() == null ? "-" : String.valueOf(result.recovery().relapses())),
        new Column<>("normal p99 ms, at most", 23, result -> FloodStepResult.ms(result.normal().p99Ns() / 1e6)),
        new Column<>("normal done %, at least", 24, result -> ClientOutcome.text(100 * result.normal().share())),
        new Column<>("all that reached it done at the largest flood", 46, result -> result.last().isAllDone()));

    private final List<TargetResult> results;

    ResilienceTable(final List<TargetResult> results)
    {
        this.results = results;
    }

    List<String> text()
    {
        final List<String> lines = new ArrayList<>();
        lines.addAll(text(STEPS, rows()));
        lines.add("");
        lines.addAll(text(RECOVERIES, results));
        lines.addAll(notes());
        return lines;
    }

    List<String> markdown()
    {
        final List<String> lines = new ArrayList<>();
        lines.addAll(markdown(STEPS, rows()));
        lines.add("");
        lines.addAll(markdown(RECOVERIES, results));
        lines.add("");
        notes().forEach(note -> lines.add("- " + note.replace(NOT_REACHED, "\\*")));
        return lines;
    }

    private List<Row> rows()
    {
        return results.stream().flatMap(result -> result.steps().stream().map(step -> new Row(result, step))).toList();
    }

    private static <T> List<String> text(final List<Column<T>> columns, final List<T> rows)
    {
        final List<String> lines = new ArrayList<>();
        lines.add(columns.stream().map(column -> padded(column, column.head)).collect(Collectors.joining()));
        rows.forEach(row -> lines.add(
            columns.stream().map(column -> padded(column, column.text.apply(row))).collect(Collectors.joining())));
        return lines;
    }

    private static String padded(final Column<?> column, final String text)
    {
        return String.format(Locale.ROOT, "%" + column.width + "s", text);
    }

    private static <T> List<String> markdown(final List<Column<T>> columns, final List<T> rows)
    {
        final List<String> lines = new ArrayList<>();
        lines.add(columns.stream().map(Column::head).collect(Collectors.joining(" | ", "| ", " |")));
        lines.add(columns.stream().map(column -> column.width < 0 ? "---" : "---:")
            .collect(Collectors.joining(" | ", "| ", " |")));
        rows.forEach(row -> lines.add(columns.stream().map(column -> column.text.apply(row).replace("*", "\\*"))
            .collect(Collectors.joining(" | ", "| ", " |"))));
        return lines;
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
