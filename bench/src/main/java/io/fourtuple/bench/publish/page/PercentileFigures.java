package io.fourtuple.bench.publish.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Values by percentile, on HdrHistogram's axis: each nine more takes the same room. A line ends with its highest value,
 * at the percentile of one in all; the idle machine's goes along.
 */
final class PercentileFigures
{
    private static final int TICKS_PER_HALF_DISTANCE = 5;
    private static final double PERCENT = 100;

    private final List<ReportRun> runs;
    private final List<String> labels;

    PercentileFigures(final List<ReportRun> runs, final List<String> labels)
    {
        this.runs = runs;
        this.labels = labels;
    }

    /** A figure for each group, in their order; none for one that has no value. */
    List<Optional<PlotFigure>> figures(final List<HistogramGroup> groups)
    {
        final List<Optional<PlotFigure>> figures = new ArrayList<>();
        for (final HistogramGroup group : groups)
        {
            final String number = figures.isEmpty() ? "" : "-" + (figures.size() + 1);
            final boolean isEmpty = !group.members().isEmpty() &&
                group.members().stream().allMatch(member -> member.histogram().isEmpty());
            figures.add(isEmpty ? Optional.empty() : Optional.of(figure("percentiles" + number, group)));
        }
        return figures;
    }

    private PlotFigure figure(final String id, final HistogramGroup group)
    {
        final List<PlotLine> lines = new ArrayList<>();
        double highest = 2;
        for (final HistogramGroup.Member member : group.members())
        {
            final ReportHistogram histogram = member.histogram();
            if (!histogram.isEmpty())
            {
                final Histogram total = histogram.logged().total();
                highest = Math.max(highest, total.getTotalCount());
                final int colour = runs.size() == 1 ? lines.size() : member.run();
                lines.add(new PlotLine(member.name(), colour, Palette.dash(colour),
                    points(total, histogram.unit().scale(), Double.MAX_VALUE)));
            }
        }
        if (group.members().isEmpty())
        {
            highest = group.runs().stream()
                .mapToDouble(run -> runs.get(run).jitter().orElseThrow().total().getTotalCount()).max().orElse(highest);
        }
        // Up to the next nine, as the axis has it.
        final double end = Math.pow(10, Math.max(1, Math.ceil(Math.log10(highest) - 1e-9)));
        idle(group, end, lines);
        final Unit unit = group.isTime() ? Unit.NS : group.members().getFirst().histogram().unit();
        return new PlotFigure(id, title(group), lines.stream().anyMatch(line -> line.name().startsWith("idle")) ?
            "“idle machine”: just before the run, how late a thread that did nothing else saw each intended time." : "",
            PlotFigure.X.PERCENTILES, end, unit, true, lines);
    }

    private static String title(final HistogramGroup group)
    {
        return group.title().isEmpty() ? group.isTime() ? "Latency by percentile" : "By percentile" :
            group.title() + " by percentile";
    }

    private void idle(final HistogramGroup group, final double end, final List<PlotLine> lines)
    {
        for (final int run : group.runs())
        {
            runs.get(run).jitter().ifPresent(jitter -> lines.add(new PlotLine(
                runs.size() == 1 ? "idle machine" : "idle machine, " + labels.get(run),
                runs.size() == 1 ? Palette.IDLE : run, PlotLine.Dash.DOTTED, points(jitter.total(), 1, end))));
        }
    }

    /** Points by 1/(1 - p), up to an end. Values below 1 are drawn at 1: a logarithmic axis has no place for them. */
    private static List<double[]> points(final Histogram histogram, final double scale, final double end)
    {
        final List<double[]> points = new ArrayList<>();
        final double last = Math.max(2, histogram.getTotalCount());
        for (final HistogramIterationValue value : histogram.percentiles(TICKS_PER_HALF_DISTANCE))
        {
            final double x = PERCENT / (PERCENT - value.getPercentileLevelIteratedTo());
            if (x < last && x <= end)
            {
                points.add(new double[]{x, Math.max(1, value.getValueIteratedTo()) * scale});
            }
        }
        if (last <= end)
        {
            points.add(new double[]{last, Math.max(1, histogram.getMaxValue()) * scale});
        }
        return points;
    }
}
