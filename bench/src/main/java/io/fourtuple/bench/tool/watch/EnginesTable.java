package io.fourtuple.bench.tool.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import io.fourtuple.bench.tool.terminal.Style;
import io.fourtuple.bench.tool.terminal.StyledText;
import io.fourtuple.telemetry.EngineStatus;

/**
 * Several engines, a row each, and their sum. Where the window is too narrow for all columns, the cycles go first,
 * then the heartbeat's age, then the process; names are cut last.
 * <pre>
 *   NAME         PID   STATE    BEAT  CYCLES/s  BUSY    IN/s   OUT/s  ESTAB  OPENS/s  DROPS/s  ERR
 *   demo-client  4711  running  0.0s     1.91M   43%  381500  381498    256    95371        0    0
 *   demo-server  4711  running  0.0s     2.02M   39%  381498  381500    256    95371        0    0
 *   sum                2 live   0.0s     3.93M     -  762998  762998    512   190742        0    0
 * </pre>
 */
final class EnginesTable
{
    private static final int NAME_COLUMNS = 24;
    private static final int LEAST_NAME_COLUMNS = 8;
    private static final String GAP = "  ";
    private static final String NONE = "-";
    private static final List<Column> COLUMNS = List.of(
        new Column("NAME", -LEAST_NAME_COLUMNS, 0, EngineFigures::name, figures -> Style.STRONG),
        new Column("PID", -1, 1, EngineFigures::pid, figures -> Style.PLAIN),
        new Column("STATE", -7, 0, EngineFigures::state, figures -> style(figures.status())),
        new Column("BEAT", 4, 2, figures -> age(figures.heartbeatSeconds()), figures -> Style.PLAIN),
        new Column("CYCLES/s", 8, 3, figures -> count(figures.cyclesPerSecond()), figures -> Style.PLAIN),
        new Column("BUSY", 4, 0, figures -> share(figures.busy()), figures -> Style.PLAIN),
        new Column("IN/s", 6, 0, figures -> count(figures.inPerSecond()), figures -> Style.PLAIN),
        new Column("OUT/s", 6, 0, figures -> count(figures.outPerSecond()), figures -> Style.PLAIN),
        new Column("ESTAB", 6, 0, figures -> count(figures.established()), figures -> Style.PLAIN),
        new Column("OPENS/s", 7, 0, figures -> count(figures.opensPerSecond()), figures -> Style.PLAIN),
        new Column("DROPS/s", 7, 0, figures -> count(figures.dropsPerSecond()),
            figures -> figures.dropsPerSecond() > 0 ? Style.WARNING : Style.PLAIN),
        new Column("ERR", 3, 0, figures -> count(figures.errors()),
            figures -> figures.errorsPerSecond() > 0 ? Style.BAD : figures.errors() > 0 ? Style.WARNING : Style.PLAIN));

    /**
     * @param width at least; below 0 where it is left-aligned.
     * @param rank  that it is left out by, the highest first; 0: never.
     */
    private record Column(
        String head, int width, int rank, Function<EngineFigures, String> text, Function<EngineFigures, Style> style)
    {
        private int needs(final List<EngineFigures> rows)
        {
            final int longest = rows.stream().mapToInt(row -> text.apply(row).length()).max().orElse(0);
            return Math.max(Math.max(head.length(), Math.abs(width)), longest);
        }

        private String pad(final String content, final int columns)
        {
            final String cut = content.length() > columns ? content.substring(0, columns - 1) + "~" : content;
            final String blanks = " ".repeat(columns - cut.length());
            return width < 0 ? cut + blanks : blanks + cut;
        }
    }

    private EnginesTable()
    {
    }

    /**
     * @param engines in order.
     * @param columns that a line may have.
     * @param rows    that there may be.
     * @return head, a row an engine as far as there is room, and the sum of all.
     */
    static List<StyledText> lines(final List<EngineFigures> engines, final int columns, final int rows)
    {
        final List<EngineFigures> all = new ArrayList<>(engines);
        all.add(EngineFigures.sum(engines));
        final List<Column> shown = fitting(all, columns);
        final int[] widths = widths(shown, all, columns);
        final int room = Math.max(1, rows - 2);
        final boolean isTooMany = engines.size() > room;
        final List<StyledText> lines = new ArrayList<>();
        lines.add(head(shown, widths));
        engines.stream().limit(isTooMany ? Math.max(1, room - 1) : room)
            .forEach(engine -> lines.add(row(shown, widths, engine)));
        if (isTooMany)
        {
            lines.add(new StyledText().add(
                Style.FAINT, "and " + (engines.size() - lines.size() + 1) + " more: enlarge the window"));
        }
        lines.add(row(shown, widths, all.getLast()));
        return lines;
    }

    private static StyledText head(final List<Column> shown, final int[] widths)
    {
        final StyledText line = new StyledText();
        for (int i = 0; i < widths.length; i++)
        {
            line.add(i == 0 ? "" : GAP).add(Style.FAINT, shown.get(i).pad(shown.get(i).head(), widths[i]));
        }
        return line;
    }

    private static StyledText row(final List<Column> shown, final int[] widths, final EngineFigures figures)
    {
        final StyledText line = new StyledText();
        for (int i = 0; i < widths.length; i++)
        {
            final Column column = shown.get(i);
            line.add(i == 0 ? "" : GAP)
                .add(column.style().apply(figures), column.pad(column.text().apply(figures), widths[i]));
        }
        return line;
    }

    private static List<Column> fitting(final List<EngineFigures> rows, final int columns)
    {
        List<Column> shown = COLUMNS;
        for (int rank = COLUMNS.stream().mapToInt(Column::rank).max().orElse(0); rank > 0; rank--)
        {
            final int highest = rank;
            if (width(widths(shown, rows, Integer.MAX_VALUE)) > columns)
            {
                shown = shown.stream().filter(column -> column.rank() < highest).toList();
            }
        }
        return shown;
    }

    /** Names are cut by the columns that are still too many. */
    private static int[] widths(final List<Column> shown, final List<EngineFigures> rows, final int columns)
    {
        final int[] widths = shown.stream().mapToInt(column -> column.needs(rows)).toArray();
        widths[0] = Math.min(NAME_COLUMNS, widths[0]);
        final int over = Math.max(0, width(widths) - columns);
        widths[0] = Math.max(LEAST_NAME_COLUMNS, widths[0] - over);
        return widths;
    }

    private static int width(final int[] widths)
    {
        int sum = GAP.length() * (widths.length - 1);
        for (final int width : widths)
        {
            sum += width;
        }
        return sum;
    }

    private static Style style(final EngineStatus status)
    {
        return switch (status)
        {
            case RUNNING -> Style.GOOD;
            case STARTING, STALLED -> Style.WARNING;
            case CLOSED -> Style.STRONG;
            case DEAD -> Style.BAD;
        };
    }

    /** In at most six characters, as in {@code 123456} and {@code 1.23M}; small ones with a decimal. */
    static String count(final double value)
    {
        if (Double.isNaN(value))
        {
            return NONE;
        }
        final double size = Math.abs(value);
        if (size < 999_999.5)
        {
            final boolean hasDecimal = size < 9.95 && size != Math.rint(size);
            return String.format(Locale.ROOT, hasDecimal ? "%.1f" : "%.0f", value);
        }
        final boolean isGiga = size >= 999.5e6;
        final double scaled = value / (isGiga ? 1e9 : 1e6);
        return String.format(Locale.ROOT, size / (isGiga ? 1e9 : 1e6) < 9.995 ? "%.2f" : "%.1f", scaled) +
            (isGiga ? "G" : "M");
    }

    private static String share(final double value)
    {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%.0f%%", value * 100);
    }

    /** As in {@code 0.3s}, {@code 45s}, {@code 12m}, {@code 3h}. */
    static String age(final double seconds)
    {
        if (Double.isNaN(seconds))
        {
            return NONE;
        }
        return seconds < 9.95 ? String.format(Locale.ROOT, "%.1fs", seconds) :
            seconds < 600 ? String.format(Locale.ROOT, "%.0fs", seconds) :
            seconds < 36_000 ? (long)(seconds / 60) + "m" : (long)(seconds / 3_600) + "h";
    }
}
