package io.fourtuple.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.fourtuple.bench.results.TimeSeries;

/** What happened when: values recorded a second and their percentiles, interval by interval, and the run's own series. */
final class TimeFigures
{
    private static final int MOST_POINTS = 1_200;
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
            if (runs.size() == 1)
            {
                group.members().forEach(member -> latency(member.name(), List.of(member), figures));
            }
            else
            {
                latency(group.title(), group.members(), figures);
            }
        }
        final int latencies = figures.size();
        groups.forEach(group -> rate(group, figures.size() - latencies, figures));
        series(figures);
        return figures;
    }

    private static List<Group.Member> drawable(final List<Group.Member> members)
    {
        return members.stream().filter(member -> !member.histogram().isEmpty() &&
            member.histogram().logged().intervals().size() > 1).toList();
    }

    private void latency(final String title, final List<Group.Member> members, final List<Figure> figures)
    {
        final List<Line> lines = new ArrayList<>();
        for (final Group.Member member : drawable(members))
        {
            final List<Interval> intervals = member.histogram().logged().intervals();
            final double startMs = runs.get(member.run()).startMs();
            final double scale = member.histogram().unit().scale();
            final String prefix = runs.size() == 1 ? "" : member.name() + ", ";
            final boolean isOne = runs.size() == 1;
            // Of one run the colour tells the lines apart, of several it tells the runs.
            lines.add(new Line(prefix + "max", isOne ? 1 : member.run(), isOne ? Line.Dash.SOLID : Line.Dash.DASHED,
                intervals.stream().map(one -> point(one, startMs, one.max() * scale)).toList()));
            lines.add(new Line(prefix + "p99", isOne ? 0 : member.run(), Line.Dash.SOLID,
                intervals.stream().map(one -> point(one, startMs, one.p99() * scale)).toList()));
            lines.add(new Line(prefix + "p50", isOne ? 2 : member.run(), isOne ? Line.Dash.SOLID : Line.Dash.DOTTED,
                intervals.stream().map(one -> point(one, startMs, one.p50() * scale)).toList()));
        }
        if (!lines.isEmpty())
        {
            final String number = figures.isEmpty() ? "" : "-" + (figures.size() + 1);
            final Unit unit = members.getFirst().histogram().unit();
            figures.add(seconds("latency" + number, title + " over time", merged(members),
                unit.isTime() ? Unit.NS : unit, true, lines));
        }
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
            figures.add(seconds("rate" + (before == 0 ? "" : "-" + (before + 1)),
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
        int number = 1;
        for (final Map.Entry<String, List<Line>> entry : byName.entrySet())
        {
            final TimeSeries first = firsts.get(entry.getKey());
            final Unit unit = Unit.of(first.unit());
            figures.add(seconds("series-" + number++, first.name(), "",
                unit.isTime() ? Unit.NS : unit, false, entry.getValue()));
        }
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
