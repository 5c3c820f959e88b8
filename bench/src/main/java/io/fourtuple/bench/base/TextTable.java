package io.fourtuple.bench.base;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of text, plain or as Markdown, whose columns are as wide as their widest cell.
 * <pre>
 *   stack       ns per cycle         | stack     | ns per cycle |
 *   fourtuple          410.2         |-----------|-------------:|
 *   lwip               620.0         | fourtuple |        410.2 |
 * </pre>
 * A row may have fewer cells than the table has columns; its last cell, often a sentence, then widens no column.
 */
public final class TextTable
{
    private static final String GAP = "  ";

    private record Column(String head, boolean isRight, int least)
    {
        String pad(final String cell, final int width)
        {
            final String blanks = " ".repeat(Math.max(0, width - cell.length()));
            return isRight ? blanks + cell : cell + blanks;
        }
    }

    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a column whose cells begin at its left edge. */
    public TextTable left(final String head)
    {
        return left(head, 0);
    }

    /** @param least fewest characters that the column is wide. */
    public TextTable left(final String head, final int least)
    {
        columns.add(new Column(head, false, Math.max(head.length(), least)));
        return this;
    }

    /** Adds a column whose cells end at its right edge, as numbers do. */
    public TextTable right(final String head)
    {
        return right(head, 0);
    }

    /** @param least fewest characters that the column is wide. */
    public TextTable right(final String head, final int least)
    {
        columns.add(new Column(head, true, Math.max(head.length(), least)));
        return this;
    }

    /** Adds a row. */
    public TextTable row(final String... cells)
    {
        rows.add(List.of(cells));
        return this;
    }

    public boolean hasRows()
    {
        return !rows.isEmpty();
    }

    /** The head above rows that are printed as they come, each by {@link #line}. */
    public String head()
    {
        return line(heads().toArray(new String[0]));
    }

    /** A row by itself: no column is wider than its head and its least width ask for. */
    public String line(final String... cells)
    {
        return line(all(), columns.stream().map(Column::least).toList(), List.of(cells));
    }

    /** Head and rows; a column without any cell is left out. */
    public List<String> plain()
    {
        final List<Integer> used = all().stream()
            .filter(i -> rows.stream().anyMatch(row -> i < row.size() && !row.get(i).isEmpty())).toList();
        final List<String> lines = new ArrayList<>();
        lines.add(line(used, widths(UnaryOperator.identity()), heads()));
        rows.forEach(row -> lines.add(line(used, widths(UnaryOperator.identity()), row)));
        return lines;
    }

    /** The same as a table of Markdown, that is a table for a terminal too. */
    public List<String> markdown()
    {
        final List<Integer> widths = widths(TextTable::escaped);
        final List<String> lines = new ArrayList<>();
        lines.add(cells(widths, heads()));
        lines.add(all().stream().map(i -> "-".repeat(widths.get(i) + 1) + (columns.get(i).isRight ? ":" : "-"))
            .collect(Collectors.joining("|", "|", "|")));
        rows.forEach(row -> lines.add(cells(widths, row)));
        return lines;
    }

    private String cells(final List<Integer> widths, final List<String> row)
    {
        return all().stream().map(i -> columns.get(i).pad(escaped(cell(row, i)), widths.get(i)))
            .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String escaped(final String cell)
    {
        return cell.replaceAll("[*|]", "\\\\$0");
    }

    private String line(final List<Integer> used, final List<Integer> widths, final List<String> row)
    {
        return used.stream().map(i -> columns.get(i).pad(cell(row, i), widths.get(i)))
            .collect(Collectors.joining(GAP)).stripTrailing();
    }

    private static String cell(final List<String> row, final int column)
    {
        return column < row.size() ? row.get(column) : "";
    }

    private List<Integer> widths(final UnaryOperator<String> form)
    {
        return all().stream().map(i -> rows.stream()
            .filter(row -> i < row.size() && (i < row.size() - 1 || row.size() == columns.size()))
            .mapToInt(row -> form.apply(row.get(i)).length()).reduce(columns.get(i).least, Math::max)).toList();
    }

    private List<String> heads()
    {
        return columns.stream().map(Column::head).toList();
    }

    private List<Integer> all()
    {
        return IntStream.range(0, columns.size()).boxed().toList();
    }
}
