package io.fourtuple.bench.publish.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names and values, a column for each run; where runs differ, the row is marked and comes first. */
final class FactTable
{
    private static final String MISSING = "–";
    private static final double GIB = 1L << 30;

    private final Html html;
    private final List<String> labels;

    FactTable(final Html html, final List<String> labels)
    {
        this.html = html;
        this.labels = labels;
    }

    /** @param facts of each run, in the order of the labels. */
    void write(final List<Map<String, String>> facts)
    {
        final Set<String> names = new LinkedHashSet<>();
        facts.forEach(one -> names.addAll(one.keySet()));
        final List<String> different = names.stream().filter(name -> differs(facts, name)).toList();
        final List<String> same = new ArrayList<>(names);
        same.removeAll(different);
        if (facts.size() > 1)
        {
            html.element("p", different.isEmpty() ? "The same in all runs." : different.size() == 1 ?
                "One differs; it is marked ≠ and comes first." :
                different.size() + " differ; they are marked ≠ and come first.", "class", "note");
        }
        html.table("facts", facts.size() == 1 ? null : () ->
        {
            html.element("th", "", "scope", "col");
            for (int i = 0; i < labels.size(); i++)
            {
                html.swatch("th", Palette.name(i), labels.get(i), "scope", "col");
            }
        }, () ->
        {
            different.forEach(name -> row(facts, name, true));
            same.forEach(name -> row(facts, name, false));
        });
    }

    private static boolean differs(final List<Map<String, String>> facts, final String name)
    {
        return facts.stream().map(one -> one.getOrDefault(name, MISSING)).distinct().count() > 1;
    }

    private void row(final List<Map<String, String>> facts, final String name, final boolean differs)
    {
        html.in(differs ? "tr.differs" : "tr.same", () ->
        {
            html.element("th", (differs ? "≠ " : "") + name, "scope", "row");
            facts.forEach(one -> html.in("td", () -> value(name, one.getOrDefault(name, MISSING))));
        });
    }

    /** Flags stay whole where the line ends; bytes are said as people say them, too. */
    private void value(final String name, final String value)
    {
        if (value.startsWith("-") && value.contains(" -"))
        {
            Arrays.stream(value.split(" ")).forEach(flag -> html.element("span", flag));
        }
        else if (name.endsWith("_bytes") && value.matches("[0-9]{7,15}"))
        {
            html.text(String.format(Locale.ROOT, "%.1f GiB (%s bytes)", Long.parseLong(value) / GIB,
                Unit.number(Long.parseLong(value))));
        }
        else
        {
            html.text(value);
        }
    }
}
