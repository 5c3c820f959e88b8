package io.fourtuple.bench.report;

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

import io.fourtuple.bench.results.TimeSeries;

/** What happened when: values a second and percentiles, interval by interval, and the run's own series. */
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
    List<Figure> figures(final List<Group> groups)
    {
        final List<Figure> figures = new ArrayList<>();
        for (final Group group : groups)
        {
            final List<Group.Member> members = drawable(group.members());
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

    /** What is drawn of an interval. */
    private enum Quantile
    {
        MAX(Interval::max, 1), P99(Interval::p99, 0), P50(Interval::p50, 2);

        private final ToDoubleFunction<Interval> value;
        private final int colour;

        Quantile(final ToDoubleFunction<Interval> value, final int colour)
        {
            this.value = value;
            this.colour = colour;
        }

        String label()
        {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static List<Group.Member> drawable(final List<Group.Member> members)
    {
        return members.stream().filter(member -> !member.histogram().isEmpty() &&
            member.histogram().logged().intervals().size() > 1).toList();
    }

    /** Of one run all in one, the colour tells them apart. */
    private Figure latency(final int before, final Group.Member member)
    {
        final List<Line> lines = Arrays.stream(Quantile.values())
            .map(quantile -> line(quantile.label(), quantile.colour, quantile, member)).toList();
        return seconds("latency" + number(before), member.name() + " over time", merged(List.of(member)),
            unit(member), true, lines);
    }

    /** Of several runs each has its own, and the colour tells the runs apart. */
    private Figure latency(
        final int before, final String title, final Quantile quantile, final List<Group.Member> members)
    {
        final List<Line> lines = members.stream()
            .map(member -> line(member.name(), member.run(), quantile, member)).toList();
        return seconds("latency" + number(before), title + ", " + quantile.label() + " over time", merged(members),
            unit(members.getFirst()), true, lines);
    }

    private Line line(final String name, final int colour, final Quantile quantile, final Group.Member member)
    {
        final double startMs = runs.get(member.run()).startMs();
        final double scale = member.histogram().unit().scale();
        return new Line(name, colour, Palette.dash(colour), member.histogram().logged().intervals().stream()
            .map(one -> point(one, startMs, quantile.value.applyAsDouble(one) * scale)).toList());
    }

    private static String number(final int before)
    {
        return before == 0 ? "" : "-" + (before + 1);
    }

    private static Unit unit(final Group.Member member)
    {
        final Unit unit = member.histogram().unit();
        return unit.isTime() ? Unit.NS : unit;
    }

    private void rate(final Group group, final int before, final List<Figure> figures)
    {
        final List<Line> lines = new ArrayList<>();
        for (final Group.Member member : drawable(group.members()))
        {
            final double startMs = runs.get(member.run()).startMs();
            final int colour = runs.size() == 1 ? lines.size() : member.run();
            lines.add(new Line(member.name(), colour, Palette.dash(colour),
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
    private static double[] point(final Interval interval, final double startMs, final double value)
    {
        return new double[]{(interval.middleMs() - startMs) / MS_PER_S,
            Double.isNaN(value) ? Double.NaN : Math.max(1, value)};
    }

    private static String merged(final List<Group.Member> members)
    {
        final Set<Integer> merged = members.stream().map(member -> member.histogram().logged().merged())
            .filter(count -> count > 1).collect(Collectors.toCollection(TreeSet::new));
        return merged.isEmpty() ? "" : "Each point is the sum of " +
            merged.stream().map(String::valueOf).collect(Collectors.joining(" or ")) + " intervals of the log.";
    }

    private void series(final List<Figure> figures)
    {
        final Map<String, List<Line>> byName = new LinkedHashMap<>();
        final Map<String, TimeSeries> firsts = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++)
        {
            for (final TimeSeries one : runs.get(i).record().series())
            {
                final String key = one.name() + '\n' + one.unit();
                if (one.values().size() > 1)
                {
                    firsts.putIfAbsent(key, one);
                    byName.computeIfAbsent(key, ignored -> new ArrayList<>()).add(new Line(
                        runs.size() == 1 ? one.name() : labels.get(i), i, Palette.dash(i), points(one)));
                }
            }
        }
        final Set<String> ids = new HashSet<>();
        for (final Map.Entry<String, List<Line>> entry : byName.entrySet())
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
        return Thinning.thin(points, MOST_POINTS);
    }

    private static Figure seconds(
        final String id, final String title, final String note, final Unit unit, final boolean isLog,
        final List<Line> lines)
    {
        final double end = lines.stream().flatMap(line -> line.points().stream()).mapToDouble(point -> point[0])
            .max().orElse(1);
        return new Figure(id, title, note, Figure.X.SECONDS, end, unit, isLog, lines);
    }
}
