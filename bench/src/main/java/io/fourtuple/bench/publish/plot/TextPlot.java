package io.fourtuple.bench.publish.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Lines over two axes for a terminal: a letter for each line, the letters of points that coincide beside each other.
 * <pre>
 *   % completed
 *     100 |abc      abc      b  c
 *      50 |                  a
 *       0 |________________________
 *          0        1,000    10,000   flood, SYNs/s
 *   a backlog   b cache   c hybrid
 * </pre>
 */
public final class TextPlot
{
    private static final int LABEL_WIDTH = 10;
    private static final int MIN_WIDTH = 40;
    private static final int MIN_ROWS = 5;

    private final Axis xAxis;
    private final Axis yAxis;
    private final int columns;
    private final int rows;
    private final List<Series> lines = new ArrayList<>();

    /**
     * @param xAxis   from left to right.
     * @param yAxis   from bottom to top.
     * @param columns of the terminal, 40 or more.
     * @param rows    of the plot without axis and legend, 5 or more.
     */
    public TextPlot(final Axis xAxis, final Axis yAxis, final int columns, final int rows)
    {
        if (columns < MIN_WIDTH || rows < MIN_ROWS)
        {
            throw new IllegalArgumentException("a plot needs " + MIN_WIDTH + " columns and " + MIN_ROWS +
                " rows: columns=" + columns + " rows=" + rows);
        }
        this.xAxis = xAxis;
        this.yAxis = yAxis;
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * @param name   for the legend.
     * @param points x and y; those that have no place on the axes are left out.
     */
    public void line(final String name, final List<double[]> points)
    {
        lines.add(new Series(name, points, "", ""));
    }

    /** @return the plot, each line ended by a line feed. */
    public String text()
    {
        xAxis.fit(values(0));
        yAxis.fit(values(1));
        final char[][] cells = new char[rows][columns - LABEL_WIDTH - 1];
        Arrays.stream(cells).forEach(row -> Arrays.fill(row, ' '));
        for (int i = 0; i < lines.size(); i++)
        {
            draw(cells, i);
        }
        final String[] labels = labels();
        final StringBuilder text = new StringBuilder(yAxis.name()).append('\n');
        for (int row = 0; row < rows; row++)
        {
            text.append(stripEnd(String.format(
                Locale.ROOT, "%" + LABEL_WIDTH + "s|%s", labels[row], new String(cells[row])))).append('\n');
        }
        return text.append(footer()).append(legend()).toString();
    }

    private DoubleStream values(final int coordinate)
    {
        return lines.stream().flatMap(line -> line.points().stream()).filter(this::hasPlace)
            .mapToDouble(point -> point[coordinate]);
    }

    private boolean hasPlace(final double[] point)
    {
        return xAxis.has(point[0]) && yAxis.has(point[1]);
    }

    private void draw(final char[][] cells, final int i)
    {
        for (final double[] point : lines.get(i).points())
        {
            if (hasPlace(point))
            {
                final char[] row = cells[row(yAxis.place(point[1]))];
                int column = column(xAxis.place(point[0]), row.length);
                while (column < row.length - 1 && row[column] != ' ')
                {
                    column++;
                }
                row[column] = letter(i);
            }
        }
    }

    private int row(final double place)
    {
        return rows - 1 - (int)Math.round(place * (rows - 1));
    }

    /** Some room is left behind the last tick for the letters of points that coincide there. */
    private int column(final double place, final int width)
    {
        return (int)Math.round(place * (width - 1 - Math.min(lines.size(), width / 4)));
    }

    private static char letter(final int i)
    {
        return (char)((i < 26 ? 'a' : 'A' - 26) + i);
    }

    private String[] labels()
    {
        final String[] labels = new String[rows];
        Arrays.fill(labels, "");
        for (final Axis.Tick tick : yAxis.ticks())
        {
            labels[row(tick.place())] = tick.label() + ' ';
        }
        return labels;
    }

    private String footer()
    {
        final int width = columns - LABEL_WIDTH - 1;
        final StringBuilder rule = new StringBuilder("-".repeat(width));
        final StringBuilder numbers = new StringBuilder(" ".repeat(width));
        int free = 0;
        for (final Axis.Tick tick : xAxis.ticks())
        {
            final int column = column(tick.place(), width);
            rule.setCharAt(column, '+');
            final String label = tick.label();
            final int start = Math.min(column, width - label.length());
            if (start >= free)
            {
                numbers.replace(start, start + label.length(), label);
                free = start + label.length() + 1;
            }
        }
        final String indent = " ".repeat(LABEL_WIDTH + 1);
        return " ".repeat(LABEL_WIDTH) + '+' + rule + '\n' + stripEnd(indent + numbers) + '\n' + indent +
            xAxis.name() + '\n';
    }

    private String legend()
    {
        final StringBuilder text = new StringBuilder();
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < lines.size(); i++)
        {
            final String entry = letter(i) + " " + lines.get(i).name();
            if (!line.isEmpty() && line.length() + entry.length() + 3 > columns)
            {
                text.append(line).append('\n');
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "  " : "   ").append(entry);
        }
        return text.append(line).append('\n').toString();
    }

    private static String stripEnd(final String text)
    {
        return text.stripTrailing();
    }
}
