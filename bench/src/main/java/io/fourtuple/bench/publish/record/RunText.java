package io.fourtuple.bench.publish.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.base.Spread;

/** Figures of a run as people read them: {@code 332 ns [325..378]}, {@code 1.20 us}. */
final class RunText
{
    private static final int SHOWN_METRICS = 3;
    private static final int SHOWN_HISTOGRAMS = 2;
    private static final String UNKNOWN = "-";

    private RunText()
    {
    }

    /** The result: the run's own summary, or its first figures with median and extremes. */
    static List<String> figures(final RunFolder folder)
    {
        final RunRecord run = folder.run();
        if (!run.summary().isBlank())
        {
            return List.of(run.summary());
        }
        final List<String> lines = new ArrayList<>();
        run.metrics().stream().limit(SHOWN_METRICS)
            .forEach(metric -> lines.add(metric.name() + ": " + spread(metric)));
        final List<HistogramFile> histograms =
            run.histograms().stream().filter(histogram -> !histogram.isOfMachine()).toList();
        histograms.stream().limit(SHOWN_HISTOGRAMS)
            .forEach(histogram -> lines.add(histogram.name() + ": " + percentiles(folder, histogram)));
        final int more = Math.max(0, run.metrics().size() - SHOWN_METRICS) +
            Math.max(0, histograms.size() - SHOWN_HISTOGRAMS);
        if (more > 0)
        {
            lines.add("and " + more + " more");
        }
        return lines;
    }

    /** The medians of the first figures that it can be compared by, in a line; empty if there are none. */
    static String medians(final RunFolder folder)
    {
        final List<ComparedFigure> figures = ComparedRuns.figures(folder);
        final int more = figures.size() - SHOWN_METRICS;
        return figures.stream().limit(SHOWN_METRICS)
            .map(figure -> figure.name() + " " +
                value(MedianInterval.of(figure.samples()).median(), figure.unit()))
            .collect(Collectors.joining(", ")) + (more > 0 ? " and " + more + " more" : "");
    }

    static String spread(final Metric metric)
    {
        final Spread spread = Spread.of(metric.values());
        final String unit = metric.unit();
        final String range = metric.samples().size() == 1 ? "" :
            " " + range(spread.min(), spread.max(), unit);
        final String floor = Double.isNaN(metric.floor()) ? "" : ", floor " + value(metric.floor(), unit);
        return value(spread.median(), unit) + range + floor;
    }

    /** In brackets; the unit is that of the value before, but for times, which each have the one that suits them. */
    static String range(final double low, final double high, final String unit)
    {
        return "ns".equals(unit) ? "[" + time(low) + ".." + time(high) + "]" : "[" + number(low) + ".." +
            number(high) + "]";
    }

    /** With its unit; times in the unit that makes them short. */
    static String value(final double value, final String unit)
    {
        return switch (unit)
        {
            case "ns" -> time(value);
            case "1/s" -> number(value) + "/s";
            case "" -> number(value);
            default -> number(value) + " " + unit;
        };
    }

    private static String percentiles(final RunFolder folder, final HistogramFile file)
    {
        final Histogram sum = new Histogram(3);
        sum.setAutoResize(true);
        try
        {
            RunFolder.forEach(folder.path().resolve(file.file()), file.tag(), sum::add);
        }
        catch (final BadRunException ex)
        {
            return ex.getMessage();
        }
        if (sum.getTotalCount() == 0)
        {
            return "nothing recorded";
        }
        if (!"ns".equals(file.unit()))
        {
            return String.format(Locale.ROOT, "p50 %,d, p99 %,d, p99.9 %,d, max %,d %s", sum.getValueAtPercentile(50),
                sum.getValueAtPercentile(99), sum.getValueAtPercentile(99.9), sum.getMaxValue(), file.unit());
        }
        return "p50 " + time(sum.getValueAtPercentile(50)) + ", p99 " + time(sum.getValueAtPercentile(99)) +
            ", p99.9 " + time(sum.getValueAtPercentile(99.9)) + ", max " + time(sum.getMaxValue());
    }

    /** How late the idle machine saw times at p99.9, and at most. */
    static String jitter(final JitterSummary jitter)
    {
        return jitter == null ? UNKNOWN : time(jitter.p999()) + " / " + time(jitter.max());
    }

    /** A share as in {@code 2.3 %}, {@code 12 %}. */
    static String percent(final double share)
    {
        return String.format(Locale.ROOT, Math.abs(share) < 0.0995 && share != Math.rint(100 * share) / 100 ?
            "%.1f %%" : "%.0f %%", 100 * share);
    }

    /** Three digits, with thousands apart. */
    static String number(final double value)
    {
        final double size = Math.abs(value);
        final int decimals = size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** In the unit that makes it short. */
    static String time(final double ns)
    {
        return Double.isNaN(ns) ? UNKNOWN : ns < 1e3 ? number(Math.rint(ns)) + " ns" : ns < 1e6 ?
            number(ns / 1e3) + " us" : ns < 1e9 ? number(ns / 1e6) + " ms" : number(ns / 1e9) + " s";
    }
}
