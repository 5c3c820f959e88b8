package io.fourtuple.bench.publish.page;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.fourtuple.bench.base.Spread;
import io.fourtuple.bench.publish.plot.SvgCanvas;
import io.fourtuple.bench.publish.record.ComparisonTable;
import io.fourtuple.bench.publish.record.Direction;
import io.fourtuple.bench.publish.record.Metric;

/**
 * Metrics as a table: median, spread, floor, and every sample as a dot on a strip whose scale all runs of a row share,
 * and both sides of a comparison.
 */
final class MetricTable
{
    private static final int STRIP_WIDTH = 160;
    private static final int STRIP_HEIGHT = 16;
    private static final int EDGE = 6;
    private static final int DOT = 4;

    private final Html html;
    private final List<ReportRun> runs;
    private final List<String> labels;

    MetricTable(final Html html, final List<ReportRun> runs, final List<String> labels)
    {
        this.html = html;
        this.runs = runs;
        this.labels = labels;
    }

    /** The metrics of all runs by name, in the order they come. */
    Map<String, Metric> names()
    {
        final Map<String, Metric> names = new LinkedHashMap<>();
        runs.forEach(run -> run.record().metrics().forEach(metric -> names.putIfAbsent(key(metric), metric)));
        return names;
    }

    void write()
    {
        html.table("metrics", () -> html.heads(List.of("metric", runs.size() == 1 ? "" : "run", "median",
            "lowest – highest", "floor", "samples")), () -> names().forEach(this::rows));
    }

    private void rows(final String key, final Metric first)
    {
        final Set<String> alike = alike(first);
        final double[] all = runs.stream().flatMap(run -> run.record().metrics().stream())
            .filter(metric -> alike.contains(key(metric))).flatMapToDouble(metric -> Arrays.stream(metric.values()))
            .toArray();
        final double lowest = Arrays.stream(all).min().orElse(0);
        final double highest = Arrays.stream(all).max().orElse(1);
        final int[] having = IntStream.range(0, runs.size()).filter(run -> find(runs.get(run), key).isPresent())
            .toArray();
        for (final int run : having)
        {
            final Metric metric = find(runs.get(run), key).orElseThrow();
            html.in("tr", () ->
            {
                if (run == having[0])
                {
                    html.in("th", () -> html.text(first.name())
                        .element("small", (first.better() == Direction.LOWER ? "lower" : "higher") + " is better"),
                        "scope", "rowgroup", "rowspan", String.valueOf(having.length));
                }
                if (runs.size() > 1)
                {
                    html.swatch("td", Palette.name(run), labels.get(run));
                }
                figures(metric);
                html.in("td.strip", () -> html.trusted(strip(metric.values(), lowest, highest, run)));
            });
        }
    }

    /** Keys of the metrics that share a scale with this one: both sides of a comparison do. */
    private Set<String> alike(final Metric metric)
    {
        final Set<String> names = new HashSet<>(Set.of(metric.name()));
        runs.stream().flatMap(run -> run.comparison().stream()).flatMap(table -> table.rows().stream())
            .map(ComparisonTable.Row::metrics).filter(sides -> sides.contains(metric.name())).forEach(names::addAll);
        return names.stream().map(name -> key(name, metric.unit())).collect(Collectors.toSet());
    }

    private void figures(final Metric metric)
    {
        final Unit unit = Unit.of(metric.unit());
        final double[] samples = metric.values();
        final Spread spread = Spread.of(samples);
        html.element("td.number strong", unit.text(spread.median())).in("td.number", () ->
        {
            if (samples.length == 1)
            {
                html.text("one sample");
            }
            else
            {
                html.text(unit.text(spread.min()) + " – " + unit.text(spread.max()));
                html.element("small", spread.max() == spread.min() || spread.median() == 0 ? "" : String.format(
                    Locale.ROOT, " (%.0f%%, n = %d)", 100 * (spread.max() - spread.min()) / Math.abs(spread.median()),
                    samples.length));
            }
        }).element("td.number", unit.text(metric.floor()));
    }

    private static Optional<Metric> find(final ReportRun run, final String key)
    {
        return run.record().metrics().stream().filter(metric -> key(metric).equals(key)).findFirst();
    }

    private static String key(final Metric metric)
    {
        return key(metric.name(), metric.unit());
    }

    private static String key(final String name, final String unit)
    {
        return name + '\n' + unit;
    }

    private static String strip(final double[] samples, final double lowest, final double highest, final int run)
    {
        final SvgCanvas svg = new SvgCanvas();
        svg.path("M0 " + STRIP_HEIGHT / 2 + "H" + STRIP_WIDTH, "");
        for (final double sample : samples)
        {
            final double place = highest > lowest ? (sample - lowest) / (highest - lowest) : 0.5;
            svg.circle(EDGE + place * (STRIP_WIDTH - 2 * EDGE), STRIP_HEIGHT / 2.0, DOT, "");
        }
        return svg.element(STRIP_WIDTH, STRIP_HEIGHT,
            "class='" + Palette.name(run) + "' role='img' aria-label='" + samples.length + " samples'");
    }
}
