package io.fourtuple.bench.publish.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.fourtuple.bench.publish.record.TimeSeries;

/** Plots over time: percentiles and rates by interval, and the run's own series. */
final class TimeFigures
{
    private static final int MOST_POINTS = 1_200;
    private static final int MOST_ID_LETTERS = 60;
    private static final double MS_PER_S = 1e3;

    private final List<ReportRun> runs;
    private final List<String> labels;

    TimeFigures(final List<ReportRun> runs, final List<String> labels)
    {
        this.runs = runs;
        this.labels = labels;
    }

    /** Latency first, for each histogram that has two intervals or more; then rates, then the series. */
    List<PlotFigure> figures(final List<HistogramGroup> groups)
    {
        final List<PlotFigure> figures = new ArrayList<>();
        for (final HistogramGroup group : groups)
        {
            final List<HistogramGroup.Member> members = drawable(group.members());
            if (runs.size() == 1)
            {
                members.forEach(member -> figures.add(latency(figures.size(), member)));
            }
            else if (!members.isEmpty())
            {
                for (final Quantile quantile : Quantile.values())
                {
                    figures.add(latency(figures.size(), group.title(), quantile, members));
                }
            }
        }
        final int latencies = figures.size();
        groups.forEach(group -> rate(group, figures.size() - latencies, figures));
        series(figures);
        return figures;
    }

    /** The percentiles of an interval that are drawn. */
    private enum Quantile
    {
        MAX(LogInterval::max, 1), P99(LogInterval::p99, 0), P50(LogInterval::p50, 2);

        private final ToDoubleFunction<LogInterval> value;
        private final int colour;

        Quantile(final ToDoubleFunction<LogInterval> value, final int colour)
        {
            this.value = value;
            this.colour = colour;
        }

        String label()
        {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static List<HistogramGroup.Member> drawable(final List<HistogramGroup.Member> members)
    {
        return members.stream().filter(member -> !member.histogram().isEmpty() &&
            member.histogram().logged().intervals().size() > 1).toList();
    }

    /** One run: all percentiles in one figure, told apart by colour. */
    private PlotFigure latency(final int before, final HistogramGroup.Member member)
    {
        final List<PlotLine> lines = Arrays.stream(Quantile.values())
            .map(quantile -> line(quantile.label(), quantile.colour, quantile, member)).toList();
        return seconds("latency" + number(before), member.name() + " over time", merged(List.of(member)),
            unit(member), true, lines);
    }

    /** Several runs: a figure for each percentile, the runs told apart by colour. */
    private PlotFigure latency(
        final int before, final String title, final Quantile quantile, final List<HistogramGroup.Member> members)
    {
        final List<PlotLine> lines = members.stream()
            .map(member -> line(member.name(), member.run(), quantile, member)).toList();
        return seconds("latency" + number(before), title + ", " + quantile.label() + " over time", merged(members),
            unit(members.getFirst()), true, lines);
    }

    private PlotLine line(final String name, final int colour, final Quantile quantile, final HistogramGroup.Member member)
    {
        final double startMs = runs.get(member.run()).startMs();
        final double scale = member.histogram().unit().scale();
        return new PlotLine(name, colour, Palette.dash(colour), member.histogram().logged().intervals().stream()
            .map(one -> point(one, startMs, quantile.value.applyAsDouble(one) * scale)).toList());
    }

    private static String number(final int before)
    {
        return before == 0 ? "" : "-" + (before + 1);
    }

    private static Unit unit(final HistogramGroup.Member member)
    {
        final Unit unit = member.histogram().unit();
        return unit.isTime() ? Unit.NS : unit;
    }

    private void rate(final HistogramGroup group, final int before, final List<PlotFigure> figures)
    {
        final List<PlotLine> lines = new ArrayList<>();
        for (final HistogramGroup.Member member : drawable(group.members()))
        {
            final double startMs = runs.get(member.run()).startMs();
            final int colour = runs.size() == 1 ? lines.size() : member.run();
            lines.add(new PlotLine(member.name(), colour, Palette.dash(colour),
                member.histogram().logged().intervals().stream()
                    .map(one -> new double[]{(one.middleMs() - startMs) / MS_PER_S, one.perSecond()}).toList()));
        }
        if (!lines.isEmpty())
        {
            figures.add(seconds("rate" + number(before),
                (group.title().isEmpty() ? "Recorded" : group.title() + ", recorded") + " per second",
                merged(group.members()), Unit.of("1/s"), false, lines));
        }
    }

    /** On a logarithmic axis 0 is drawn at 1. */
    private static double[] point(final LogInterval interval, final double startMs, final double value)
    {
        return new double[]{(interval.middleMs() - startMs) / MS_PER_S,
            Double.isNaN(value) ? Double.NaN : Math.max(1, value)};
    }

    private static String merged(final List<HistogramGroup.Member> members)
    {
        final Set<Integer> merged = members.stream().map(member -> member.histogram().logged().merged())
            .filter(count -> count > 1).collect(Collectors.toCollection(TreeSet::new));
        return merged.isEmpty() ? "" : "Each point is the sum of " +
            merged.stream().map(String::valueOf).collect(Collectors.joining(" or ")) + " intervals of the log.";
    }

    private void series(final List<PlotFigure> figures)
    {
        final Map<String, List<PlotLine>> byName = new LinkedHashMap<>();
        final Map<String, TimeSeries> firsts = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++)
        {
            for (final TimeSeries one : runs.get(i).record().series())
            {
                final String key = one.name() + '\n' + one.unit();
                if (one.values().size() > 1)
                {
                    firsts.putIfAbsent(key, one);
                    byName.computeIfAbsent(key, ignored -> new ArrayList<>()).add(new PlotLine(
                        runs.size() == 1 ? one.name() : labels.get(i), i, Palette.dash(i), points(one)));
                }
            }
        }
        final Set<String> ids = new HashSet<>();
        for (final Map.Entry<String, List<PlotLine>> entry : byName.entrySet())
        {
            final TimeSeries first = firsts.get(entry.getKey());
            final Unit unit = Unit.of(first.unit());
            figures.add(seconds(seriesId(first.name(), ids), first.name(), "",
                unit.isTime() ? Unit.NS : unit, false, entry.getValue()));
        }
    }

    /** The series' name as a file's, and unlike all before: any text may come. */
    private static String seriesId(final String name, final Set<String> taken)
    {
        final String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        final String stem = "series-" + plain.substring(0, Math.min(MOST_ID_LETTERS, plain.length()));
        String id = stem;
        for (int i = 2; !taken.add(id); i++)
        {
            id = stem + "-" + i;
        }
        return id;
    }

    private static List<double[]> points(final TimeSeries series)
    {
        final double scale = Unit.of(series.unit()).scale();
        final List<double[]> points = IntStream.range(0, series.values().size())
            .mapToObj(i -> new double[]{series.seconds().get(i), series.values().get(i) * scale}).toList();
        return MinMaxDecimation.thin(points, MOST_POINTS);
    }

    private static PlotFigure seconds(
        final String id, final String title, final String note, final Unit unit, final boolean isLog,
        final List<PlotLine> lines)
    {
        final double end = lines.stream().flatMap(line -> line.points().stream()).mapToDouble(point -> point[0])
            .max().orElse(1);
        return new PlotFigure(id, title, note, PlotFigure.X.SECONDS, end, unit, isLog, lines);
    }
}
