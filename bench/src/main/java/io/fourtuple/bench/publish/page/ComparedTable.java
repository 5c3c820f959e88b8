package io.fourtuple.bench.publish.page;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.fourtuple.bench.publish.record.ComparisonTable;

/** The table of a comparison: every figure, the undecided ones too. */
final class ComparedTable
{
    private static final Map<String, String> MARKS = Map.of("worse", "✗ ", "better", "✓ ");

    private final Html html;

    ComparedTable(final Html html)
    {
        this.html = html;
    }

    void write(final ComparisonTable table)
    {
        final boolean hasFloor = table.rows().stream().anyMatch(row -> !row.floor().isEmpty());
        final boolean couldTell = table.rows().stream().anyMatch(row -> !row.couldTell().isEmpty());
        html.table("compared", () -> html.heads(List.of("figure", hasFloor ? "floor" : "", ComparisonTable.A,
            ComparisonTable.B, "difference", couldTell ? "could tell" : "", "verdict")), () ->
            table.rows().forEach(row -> html.in("tr", () ->
            {
                html.in("th", () -> html.text(row.figure()).element("small", row.better() + " is better"),
                    "scope", "row");
                value("floor", row.floor(), hasFloor);
                value(ComparisonTable.A, row.a(), true);
                value(ComparisonTable.B, row.b(), true);
                value("difference", row.difference(), true);
                value("could tell", row.couldTell(), couldTell);
                outcome(row.outcome());
            })));
        html.element("p.note", note(table.note()));
    }

    /** A sentence. */
    private static String note(final String note)
    {
        return note.substring(0, 1).toUpperCase(Locale.ROOT) + note.substring(1) + ".";
    }

    /** The range below, so that the columns stay narrow. */
    private void value(final String head, final String value, final boolean isShown)
    {
        if (isShown)
        {
            final int range = value.indexOf(" [");
            html.in("td.number", () ->
            {
                html.text(value.isEmpty() ? "–" : range < 0 ? value : value.substring(0, range) + " ");
                if (range >= 0)
                {
                    html.element("small", value.substring(range + 1));
                }
            }, "data-label", head);
        }
    }

    private void outcome(final ComparisonTable.Outcome outcome)
    {
        html.in("td.outcome " + outcome.kind(), () ->
        {
            html.element("strong", MARKS.getOrDefault(outcome.kind(), "") + outcome.verdict());
            if (!outcome.reason().isEmpty())
            {
                html.element("small", outcome.reason());
            }
        }, "data-label", "verdict");
    }
}
