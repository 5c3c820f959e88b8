package io.fourtuple.bench.publish.page;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;

/** The body of a report, from the verdict down to the command that repeats the run. */
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

    /** @param sides a page beside this one with both sides of the comparison; empty if there is none. */
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
        html.in("main", () ->
        {
            header();
            comparisons();
            criteria();
            problems();
            percentiles("Percentiles", percentiles, false);
            metrics();
            section("Over time", !times.isEmpty(), () ->
                html.in("div.grid", () -> times.forEach(figure -> figure(figure, "half"))));
            percentiles("The machine alone", percentiles, true);
            facts("Settings", runs.stream().map(run -> run.record().settings()).toList());
            facts("Environment", runs.stream().map(ReportRun::environment).toList());
            commands();
            notes();
            html.in("footer", () -> html.element("p",
                "Made by fourtuple report; percentiles by HdrHistogram, plots by Chart.js."));
        });
        return html.toString();
    }

    private void section(final String heading, final boolean isShown, final Runnable content)
    {
        if (isShown)
        {
            html.in("section", () ->
            {
                html.element("h2", heading);
                content.run();
            });
        }
    }

    private void header()
    {
        html.in("header", () ->
        {
            html.in("div.title", () ->
            {
                html.element("h1", title);
                if (runs.size() == 1)
                {
                    badge(runs.getFirst().record().verdict().result());
                }
            });
            if (runs.size() == 1)
            {
                final RunRecord record = runs.getFirst().record();
                html.element("p.lead", when(record));
                if (!record.summary().isBlank())
                {
                    html.element("p.summary", record.summary());
                }
            }
            else
            {
                html.table("overview", () -> html.heads(List.of("run", "verdict", "what", "when")), this::overview);
            }
        });
    }

    private void overview()
    {
        for (int i = 0; i < runs.size(); i++)
        {
            final int run = i;
            final RunRecord record = runs.get(i).record();
            html.in("tr", () ->
            {
                label("th", run, "scope", "row");
                html.in("td", () -> badge(record.verdict().result()));
                html.in("td", () ->
                {
                    html.text(record.title());
                    if (!record.summary().isBlank())
                    {
                        html.element("small", record.summary());
                    }
                });
                html.element("td", when(record));
            });
        }
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
        section("A against B", runs.stream().anyMatch(run -> run.comparison().isPresent()), () ->
        {
            for (int i = 0; i < runs.size(); i++)
            {
                if (runs.get(i).comparison().isPresent())
                {
                    labelIfSeveral(i);
                    new ComparedTable(html).write(runs.get(i).comparison().get());
                }
            }
            if (!sides.isEmpty())
            {
                html.in("p.note", () -> html.text("Settings, environment and figures of each: ")
                    .element("a", "both sides beside each other", "href", sides));
            }
        });
    }

    private void criteria()
    {
        final List<RunVerdict.Criterion> all =
            runs.stream().flatMap(run -> run.record().verdict().criteria().stream()).toList();
        final boolean hasNames = all.stream().anyMatch(one -> !one.name().isBlank());
        section("Verdict", !all.isEmpty(), () -> html.table("criteria", () ->
        {
            html.element("th", "", "scope", "col");
            html.heads(List.of(runs.size() > 1 ? "run" : "", hasNames ? "criterion" : "", "expected", "measured"));
        }, () ->
        {
            for (int i = 0; i < runs.size(); i++)
            {
                final int run = i;
                runs.get(i).record().verdict().criteria().forEach(one -> criterion(run, one, hasNames));
            }
        }));
    }

    private void criterion(final int run, final RunVerdict.Criterion one, final boolean hasNames)
    {
        html.in(one.holds() ? "tr.pass" : "tr.fail", () ->
        {
            html.element("td.mark", one.holds() ? "✓ met" : "✗ missed");
            if (runs.size() > 1)
            {
                label("td", run);
            }
            if (hasNames)
            {
                html.element("td", one.name());
            }
            html.element("td", one.expected(), "data-label", "expected")
                .element("td", one.measured(), "data-label", "measured");
        });
    }

    private void label(final String tag, final int run, final String... attributes)
    {
        html.swatch(tag, Palette.name(run), labels.get(run), attributes);
    }

    private void labelIfSeveral(final int run)
    {
        if (runs.size() > 1)
        {
            label("p.label", run);
        }
    }

    /** The run's name before a text, where there are several. */
    private String prefixed(final int run, final String text)
    {
        return (runs.size() == 1 ? "" : labels.get(run) + ": ") + text;
    }

    private void problems()
    {
        if (runs.stream().anyMatch(run -> !run.problems().isEmpty()))
        {
            html.in("section.problems", () -> html.element("h2", "What could not be read").in("ul", () ->
            {
                for (int i = 0; i < runs.size(); i++)
                {
                    final int run = i;
                    runs.get(i).problems().forEach(problem -> html.element("li", prefixed(run, problem)));
                }
            }));
        }
    }

    private void figure(final PlotFigure figure, final String size)
    {
        html.in("figure", () ->
        {
            html.in("div.caption", () -> html.element("figcaption", figure.title()).element("div.buttons", ""))
                .element("div.legend", "")
                .in("div.plot", () -> html.element("canvas", "", "role", "img", "aria-label", figure.title()))
                .in("div.paper", () -> html.trusted(PlotFiles.svg(figure)));
            if (!figure.note().isEmpty())
            {
                html.element("p.note", figure.note());
            }
        }, "id", figure.id(), "class", size);
    }

    /** The groups of histograms, or those of the idle machine alone. */
    private void percentiles(final String heading, final List<Optional<PlotFigure>> percentiles, final boolean isIdle)
    {
        final int[] shown = IntStream.range(0, groups.size())
            .filter(i -> groups.get(i).members().isEmpty() == isIdle).toArray();
        section(heading, shown.length > 0, () ->
        {
            for (final int i : shown)
            {
                percentiles.get(i).ifPresent(figure -> figure(figure, "wide"));
                new PercentileTable(html, runs, labels).write(groups.get(i));
            }
        });
    }

    private void metrics()
    {
        final MetricTable table = new MetricTable(html, runs, labels);
        section("Metrics", !table.names().isEmpty(), table::write);
    }

    private void facts(final String heading, final List<Map<String, String>> facts)
    {
        section(heading, facts.stream().anyMatch(one -> !one.isEmpty()), () -> new FactTable(html, labels).write(facts));
    }

    private void commands()
    {
        section("To repeat it", runs.stream().anyMatch(run -> !run.record().command().isBlank()), () ->
        {
            for (int i = 0; i < runs.size(); i++)
            {
                final String command = runs.get(i).record().command();
                labelIfSeveral(i);
                html.in("pre", () -> html.element("code", command));
            }
        });
    }

    private void notes()
    {
        section("Notes", runs.stream().anyMatch(run -> !run.record().notes().isBlank()), () ->
        {
            for (int i = 0; i < runs.size(); i++)
            {
                if (!runs.get(i).record().notes().isBlank())
                {
                    html.element("p.notes", prefixed(i, runs.get(i).record().notes()));
                }
            }
        });
    }
}
