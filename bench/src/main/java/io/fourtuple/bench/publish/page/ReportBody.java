package io.fourtuple.bench.publish.page;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;

/** What the page says, from the verdict down to the command that repeats it. */
final class ReportBody
{
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Html html = new Html();
    private final String title;
    private final List<ReportRun> runs;
    private final List<String> labels;
    private final List<HistogramGroup> groups;
    private final String sides;

    /**
     * @param sides a page beside this one with both sides of the comparison; empty if there is none.
     */
    ReportBody(
        final String title,
        final List<ReportRun> runs,
        final List<String> labels,
        final List<HistogramGroup> groups,
        final String sides)
    {
        this.title = title;
        this.runs = runs;
        this.labels = labels;
        this.groups = groups;
        this.sides = sides;
    }

    /**
     * @param percentiles a figure for each group, if it has one.
     * @param times       figures.
     * @return markup.
     */
    String html(final List<Optional<PlotFigure>> percentiles, final List<PlotFigure> times)
    {
        html.open("main");
        header();
        comparisons();
        criteria();
        problems();
        percentiles("Percentiles", percentiles, false);
        metrics();
        if (!times.isEmpty())
        {
            html.open("section").element("h2", "Over time").open("div", "class", "grid");
            times.forEach(figure -> figure(figure, "half"));
            html.close().close();
        }
        percentiles("The machine alone", percentiles, true);
        facts("Settings", runs.stream().map(run -> run.record().settings()).toList());
        facts("Environment", runs.stream().map(ReportRun::environment).toList());
        commands();
        notes();
        footer();
        html.close();
        return html.toString();
    }

    private void header()
    {
        html.open("header").open("div", "class", "title").element("h1", title);
        if (runs.size() == 1)
        {
            badge(runs.getFirst().record().verdict().result());
        }
        html.close();
        if (runs.size() == 1)
        {
            final RunRecord record = runs.getFirst().record();
            html.element("p", when(record), "class", "lead");
            if (!record.summary().isBlank())
            {
                html.element("p", record.summary(), "class", "summary");
            }
        }
        else
        {
            overview();
        }
        html.close();
    }

    private void overview()
    {
        html.open("div", "class", "scroll").open("table", "class", "overview").open("thead").open("tr");
        List.of("run", "verdict", "what", "when").forEach(head -> html.element("th", head, "scope", "col"));
        html.close().close().open("tbody");
        for (int i = 0; i < runs.size(); i++)
        {
            final RunRecord record = runs.get(i).record();
            html.open("tr");
            label("th", i, "scope", "row");
            html.open("td");
            badge(record.verdict().result());
            html.close().open("td").text(record.title());
            if (!record.summary().isBlank())
            {
                html.element("small", record.summary());
            }
            html.close().element("td", when(record)).close();
        }
        html.close().close().close();
    }

    private static String when(final RunRecord record)
    {
        final String commit = "unknown".equals(record.origin().commit()) ? "" : " · commit " + record.origin().label();
        final String duration = Double.isFinite(record.durationS()) ?
            " · " + Unit.of("s").text(record.durationS()) + " long" : "";
        return TIME.format(record.at()) + commit + duration;
    }

    private void badge(final RunVerdict.Result result)
    {
        final String mark = switch (result)
        {
            case PASS -> "✓ PASS";
            case FAIL -> "✗ FAIL";
            case NONE -> "no verdict";
        };
        html.element("strong", mark, "class", "badge " + result.name().toLowerCase(Locale.ROOT),
            "title", result == RunVerdict.Result.NONE ? "nothing was expected of this run" : "of all criteria");
    }

    private void comparisons()
    {
        if (runs.stream().allMatch(run -> run.comparison().isEmpty()))
        {
            return;
        }
        html.open("section").element("h2", "A against B");
        for (int i = 0; i < runs.size(); i++)
        {
            if (runs.get(i).comparison().isPresent())
            {
                if (runs.size() > 1)
                {
                    label("p", i, "class", "label");
                }
                new ComparedTable(html).write(runs.get(i).comparison().get());
            }
        }
        if (!sides.isEmpty())
        {
            html.open("p", "class", "note").text("Settings, environment and figures of each: ")
                .element("a", "both sides beside each other", "href", sides).close();
        }
        html.close();
    }

    private void criteria()
    {
        if (runs.stream().allMatch(run -> run.record().verdict().criteria().isEmpty()))
        {
            return;
        }
        final boolean hasNames = runs.stream().flatMap(run -> run.record().verdict().criteria().stream())
            .anyMatch(one -> !one.name().isBlank());
        html.open("section").element("h2", "Verdict").open("div", "class", "scroll").open("table", "class", "criteria")
            .open("thead").open("tr").element("th", "", "scope", "col");
        Stream.of(runs.size() > 1 ? "run" : "", hasNames ? "criterion" : "", "expected", "measured")
            .filter(head -> !head.isEmpty()).forEach(head -> html.element("th", head, "scope", "col"));
        html.close().close().open("tbody");
        for (int i = 0; i < runs.size(); i++)
        {
            for (final RunVerdict.Criterion one : runs.get(i).record().verdict().criteria())
            {
                criterion(i, one, hasNames);
            }
        }
        html.close().close().close().close();
    }

    private void criterion(final int run, final RunVerdict.Criterion one, final boolean hasNames)
    {
        html.open("tr", "class", one.holds() ? "pass" : "fail")
            .element("td", one.holds() ? "✓ met" : "✗ missed", "class", "mark");
        if (runs.size() > 1)
        {
            label("td", run);
        }
        if (hasNames)
        {
            html.element("td", one.name());
        }
        html.element("td", one.expected(), "data-label", "expected")
            .element("td", one.measured(), "data-label", "measured").close();
    }

    private void label(final String tag, final int run, final String... attributes)
    {
        html.open(tag, attributes).element("i", "", "class", "swatch " + Palette.name(run)).text(labels.get(run))
            .close();
    }

    private void problems()
    {
        if (runs.stream().allMatch(run -> run.problems().isEmpty()))
        {
            return;
        }
        html.open("section", "class", "problems").element("h2", "What could not be read").open("ul");
        for (int i = 0; i < runs.size(); i++)
        {
            final String prefix = runs.size() == 1 ? "" : labels.get(i) + ": ";
            runs.get(i).problems().forEach(problem -> html.element("li", prefix + problem));
        }
        html.close().close();
    }

    private void figure(final PlotFigure figure, final String size)
    {
        html.open("figure", "id", figure.id(), "class", size).open("div", "class", "caption")
            .element("figcaption", figure.title()).open("div", "class", "buttons").close().close()
            .open("div", "class", "legend").close()
            .open("div", "class", "plot").open("canvas", "role", "img", "aria-label", figure.title()).close().close()
            .open("div", "class", "paper").trusted(PlotFiles.svg(figure)).close();
        if (!figure.note().isEmpty())
        {
            html.element("p", figure.note(), "class", "note");
        }
        html.close();
    }

    /** The groups of histograms, or those of the idle machine alone. */
    private void percentiles(final String heading, final List<Optional<PlotFigure>> percentiles, final boolean isIdle)
    {
        final int[] shown = IntStream.range(0, groups.size())
            .filter(i -> groups.get(i).members().isEmpty() == isIdle).toArray();
        if (shown.length > 0)
        {
            html.open("section").element("h2", heading);
            for (final int i : shown)
            {
                percentiles.get(i).ifPresent(figure -> figure(figure, "wide"));
                new PercentileTable(html, runs, labels).write(groups.get(i));
            }
            html.close();
        }
    }

    private void metrics()
    {
        final MetricTable table = new MetricTable(html, runs, labels);
        if (!table.names().isEmpty())
        {
            html.open("section").element("h2", "Metrics");
            table.write();
            html.close();
        }
    }

    private void facts(final String heading, final List<Map<String, String>> facts)
    {
        if (facts.stream().anyMatch(one -> !one.isEmpty()))
        {
            html.open("section").element("h2", heading);
            new FactTable(html, labels).write(facts);
            html.close();
        }
    }

    private void commands()
    {
        if (runs.stream().allMatch(run -> run.record().command().isBlank()))
        {
            return;
        }
        html.open("section").element("h2", "To repeat it");
        for (int i = 0; i < runs.size(); i++)
        {
            if (runs.size() > 1)
            {
                label("p", i, "class", "label");
            }
            html.open("pre").element("code", runs.get(i).record().command()).close();
        }
        html.close();
    }

    private void notes()
    {
        if (runs.stream().anyMatch(run -> !run.record().notes().isBlank()))
        {
            html.open("section").element("h2", "Notes");
            for (int i = 0; i < runs.size(); i++)
            {
                if (!runs.get(i).record().notes().isBlank())
                {
                    html.element("p", (runs.size() == 1 ? "" : labels.get(i) + ": ") + runs.get(i).record().notes(),
                        "class", "notes");
                }
            }
            html.close();
        }
    }

    private void footer()
    {
        html.open("footer").element("p", "Made by fourtuple report; percentiles by HdrHistogram, plots by Chart.js.")
            .close();
    }
}
