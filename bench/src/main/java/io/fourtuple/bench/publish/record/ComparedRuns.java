package io.fourtuple.bench.publish.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.HdrHistogram.Histogram;

/**
 * One of the two that are compared, whatever it was read from: a run's folder, a folder of several runs of the same
 * kind, a result of JMH's, a histogram log.
 *
 * @param name        for a person to read.
 * @param figures     by name, in order.
 * @param environment empty if nothing is known.
 * @param runs        where it is of runs.
 */
record ComparedRuns(String name, Map<String, ComparedFigure> figures, Environment environment, List<RunRecord> runs)
{
    private static final double[] PERCENTILES = {50, 99, 99.9};
    private static final String[] NAMES = {"p50", "p99", "p99.9"};
    /** An interval has so many values beyond a percentile at least, or that percentile is left out. */
    private static final int BEYOND = 5;
    private static final String NS = "ns";
    /** The name of a histogram without a tag. */
    private static final String VALUES = "values";

    /**
     * @param unit of the values of histogram logs, whatever they say; empty: as they say, else nanoseconds.
     * @throws BadRunException if it is none of these.
     */
    static ComparedRuns read(final Path path, final Optional<String> unit)
    {
        final String file = String.valueOf(path.getFileName());
        if (Files.isDirectory(path))
        {
            return RunFolder.isReadable(path) ? ofRun(RunFolder.open(path)) : ofRuns(path);
        }
        if (!Files.isRegularFile(path))
        {
            throw new BadRunException("no such file or folder: " + path);
        }
        if (HistogramText.isLog(path) || HistogramText.isPercentiles(path))
        {
            return ofHistograms(path, unit);
        }
        if (file.equals(RunFolder.RUN))
        {
            return ofRun(RunFolder.open(path.toAbsolutePath().getParent()));
        }
        final Object json = JsonText.read(path);
        if (!JmhFile.isOne(json))
        {
            throw new BadRunException(
                path + ": neither a run's folder, nor JMH's JSON (-rf json), nor a histogram log (*.hlog, *.hgrm)");
        }
        return new ComparedRuns(file, byName(JmhFile.figures(file, json)), Environment.none(), List.of());
    }

    private static ComparedRuns ofRun(final RunFolder folder)
    {
        return new ComparedRuns(folder.name(), byName(figures(folder)), folder.environment(), List.of(folder.run()));
    }

    /** All that a run can be compared by. */
    static List<ComparedFigure> figures(final RunFolder folder)
    {
        final List<ComparedFigure> figures = new ArrayList<>();
        for (final Metric metric : folder.run().metrics())
        {
            figures.add(new ComparedFigure(
                metric.name(), metric.unit(), metric.better(), metric.floor(), List.of(metric.samples())));
        }
        for (final HistogramFile histogram : folder.run().histograms())
        {
            // The machine's own gaps are no figure of the run.
            if (!histogram.isOfMachine())
            {
                final Percentiles percentiles = new Percentiles();
                RunFolder.forEach(folder.path().resolve(histogram.file()), histogram.tag(), percentiles);
                percentiles.addTo(figures, histogram.name(), histogram.unit());
            }
        }
        if (folder.has(RunFolder.JMH))
        {
            final Object json = JsonText.read(folder.path().resolve(RunFolder.JMH));
            if (JmhFile.isOne(json))
            {
                figures.addAll(JmhFile.figures(RunFolder.JMH, json));
            }
        }
        return figures;
    }

    /** Runs of one benchmark with the same parameters, each a process. */
    private static ComparedRuns ofRuns(final Path root)
    {
        final List<RunFolder> folders;
        try
        {
            folders = RunFolder.readable(root);
        }
        catch (final IOException ex)
        {
            throw new BadRunException("cannot be read: " + root + ": " + ex);
        }
        if (folders.isEmpty())
        {
            throw new BadRunException("no run, and no folder of runs: " + root);
        }
        final RunRecord first = folders.getFirst().run();
        for (final RunFolder folder : folders)
        {
            if (!folder.run().benchmark().equals(first.benchmark()) ||
                !folder.run().parameters().equals(first.parameters()))
            {
                throw new BadRunException("runs of different kinds: " + folders.getFirst().name() + ", " +
                    folder.name() + ": name the runs themselves, or a folder of one kind: " + root);
            }
        }
        final Map<String, ComparedFigure> sums = new LinkedHashMap<>();
        folders.forEach(folder -> byName(figures(folder)).forEach((name, figure) ->
            sums.merge(name, folders.size() == 1 ? figure : figure.asOneProcess(), ComparedFigure::and)));
        return new ComparedRuns("", sums, folders.getFirst().environment(), folders.stream().map(RunFolder::run).toList())
            .named(String.valueOf(root.getFileName()));
    }

    /** The same of several runs by another name, which their number follows. */
    ComparedRuns named(final String other)
    {
        return new ComparedRuns(other + " (" + runs.size() + (runs.size() == 1 ? " run)" : " runs)"), figures, environment,
            runs);
    }

    /** Times in nanoseconds, so that logs in different units can be compared. */
    private static ComparedRuns ofHistograms(final Path path, final Optional<String> given)
    {
        final Map<String, Percentiles> tags = new TreeMap<>();
        final Optional<String> said;
        try
        {
            if (HistogramText.isPercentiles(path))
            {
                final PercentileText text = PercentileText.read(path, given);
                said = text.unit();
                tags.computeIfAbsent(VALUES, tag -> new Percentiles()).accept(text.histogram());
            }
            else
            {
                said = HistogramText.unit(path);
                final double nanos = PercentileText.nanos(given.or(() -> said).orElse(NS));
                RunFolder.forEach(path, histogram -> tags.computeIfAbsent(
                    Objects.requireNonNullElse(histogram.getTag(), VALUES), tag -> new Percentiles(nanos))
                    .accept(histogram));
            }
        }
        catch (final IOException | UncheckedIOException ex)
        {
            throw new BadRunException(path + ": cannot be read: " + ex.getMessage());
        }
        final String unit = given.or(() -> said).orElse(NS);
        final List<ComparedFigure> figures = new ArrayList<>();
        tags.forEach((tag, percentiles) ->
            percentiles.addTo(figures, tag, PercentileText.isTime(unit) ? NS : unit));
        return new ComparedRuns(path.getFileName() + (given.isEmpty() && said.isEmpty() ?
            " (does not say its unit, taken as ns; --unit says otherwise)" : ""), byName(figures), Environment.none(),
            List.of());
    }

    /** A sample of each interval that has enough values beyond the percentile. */
    private static final class Percentiles implements Consumer<Histogram>
    {
        private final Map<String, List<Double>> samples = new LinkedHashMap<>();
        private final double scale;

        Percentiles()
        {
            this(1);
        }

        Percentiles(final double scale)
        {
            this.scale = scale;
        }

        @Override
        public void accept(final Histogram histogram)
        {
            for (int i = 0; i < PERCENTILES.length; i++)
            {
                if (histogram.getTotalCount() * (100 - PERCENTILES[i]) / 100 >= BEYOND)
                {
                    samples.computeIfAbsent(NAMES[i], name -> new ArrayList<>())
                        .add(scale * histogram.getValueAtPercentile(PERCENTILES[i]));
                }
            }
        }

        void addTo(final List<ComparedFigure> figures, final String name, final String unit)
        {
            samples.forEach((percentile, values) ->
                figures.add(ComparedFigure.of(name + ", " + percentile, unit, Direction.LOWER, values)));
        }
    }

    private static Map<String, ComparedFigure> byName(final List<ComparedFigure> figures)
    {
        final Map<String, ComparedFigure> map = new LinkedHashMap<>();
        figures.forEach(figure -> map.putIfAbsent(figure.name(), figure));
        return map;
    }
}
