package io.fourtuple.bench.publish.page;

import java.util.ArrayList;
import java.util.List;

import org.HdrHistogram.Histogram;

/**
 * Percentiles as a table, a column for each histogram. A percentile that so few values cannot resolve is the highest
 * value, and is marked so.
 */
final class PercentileTable
{
    private static final double[] PERCENTILES = {50, 75, 90, 99, 99.9, 99.99, 99.999};

    private final Html html;
    private final List<ReportRun> runs;
    private final List<String> labels;

    private record Column(String name, String colour, Histogram total, Unit unit)
    {
    }

    PercentileTable(final Html html, final List<ReportRun> runs, final List<String> labels)
    {
        this.html = html;
        this.runs = runs;
        this.labels = labels;
    }

    void write(final HistogramGroup group)
    {
        final List<Column> columns = columns(group);
        html.table("numbers", () ->
        {
            html.element("th", "percentile", "scope", "col");
            columns.forEach(this::head);
        }, () ->
        {
            row("count", columns, column -> Unit.number(column.total().getTotalCount()));
            for (final double percentile : PERCENTILES)
            {
                row(Double.toString(percentile).replaceAll("\\.0$", "") + "%", columns,
                    column -> value(column, percentile));
            }
            row("max", columns, column -> text(column, column.total().getMaxValue()));
        });
        if (columns.stream().anyMatch(column -> isUnresolved(column, PERCENTILES[PERCENTILES.length - 1])))
        {
            html.element("p.note", "≤ : too few values for this percentile; it is the highest one.");
        }
    }

    private void head(final Column column)
    {
        if (column.colour().isEmpty())
        {
            html.element("th", column.name(), "scope", "col");
        }
        else
        {
            html.swatch("th", column.colour(), column.name(), "scope", "col");
        }
    }

    private List<Column> columns(final HistogramGroup group)
    {
        final List<Column> columns = new ArrayList<>();
        int lines = 0;
        for (final HistogramGroup.Member member : group.members())
        {
            // A histogram without values has no line in the plot, so it takes no colour.
            final boolean isEmpty = member.histogram().isEmpty();
            final String colour = isEmpty ? "" : Palette.name(runs.size() == 1 ? lines++ : member.run());
            columns.add(new Column(member.name(), colour, member.histogram().logged().total(),
                member.histogram().unit()));
        }
        for (final int run : group.runs())
        {
            runs.get(run).jitter().ifPresent(jitter -> columns.add(new Column(
                runs.size() == 1 ? "idle machine" : "idle machine, " + labels.get(run),
                runs.size() == 1 ? Palette.name(Palette.IDLE) : Palette.name(run) + " dotted", jitter.total(),
                Unit.NS)));
        }
        return columns;
    }

    private interface Cell
    {
        String of(Column column);
    }

    private void row(final String name, final List<Column> columns, final Cell cell)
    {
        html.in("tr", () ->
        {
            html.element("th", name, "scope", "row");
            columns.forEach(column -> html.element("td", cell.of(column)));
        });
    }

    private static boolean isUnresolved(final Column column, final double percentile)
    {
        final long count = column.total().getTotalCount();
        return count > 0 && count * (100 - percentile) < 100 * (1 - 1e-9);
    }

    private static String value(final Column column, final double percentile)
    {
        return (isUnresolved(column, percentile) ? "≤ " : "") +
            text(column, column.total().getValueAtPercentile(percentile));
    }

    private static String text(final Column column, final long value)
    {
        return column.total().getTotalCount() == 0 ? "–" : column.unit().text(value);
    }
}
