package io.fourtuple.bench.publish.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.fourtuple.bench.publish.record.BadRunException;
import io.fourtuple.bench.publish.record.ComparisonTable;
import io.fourtuple.bench.publish.record.HistogramFile;
import io.fourtuple.bench.publish.record.HistogramText;
import io.fourtuple.bench.publish.record.IdleJitter;
import io.fourtuple.bench.publish.record.PercentileText;
import io.fourtuple.bench.publish.record.RunFolder;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.telemetry.Latency;

/**
 * Reads what a report is to be made of.
 * <pre>
 *   folder with run.json    a recorded run: the histograms that it names
 *   folder with load.json   of fourtuple load --out: every .hlog in it
 *          resilience.json  of fourtuple resilience --out
 *   folder with .hlog       of any tool: every log, every tag
 *   folder with .hgrm       of any tool: every distribution, if it has no logs
 *   file                    the same, one log or one distribution; packed by gzip or not
 * </pre>
 */
final class RunReader
{
    private static final String ENGINES = "engine";
    /** Nothing was measured before HdrHistogram was written: a time of day before 2000 is none. */
    private static final double FIRST_MS = 946_684_800_000.0;
    private static final Map<String, String> KNOWN = Map.of(
        "established", "SYN to ESTABLISHED", "synack", "SYN to SYN-ACK");

    private final Optional<Unit> given;
    private final List<String> problems = new ArrayList<>();

    private RunReader(final Optional<Unit> given)
    {
        this.given = given;
    }

    /**
     * @param path  a folder or a histogram log.
     * @param given unit of logs that don't say theirs, and of those that do.
     * @throws BadReportException if there is nothing that a report can be made of.
     */
    static ReportRun read(final Path path, final Optional<Unit> given)
    {
        return new RunReader(given).run(path);
    }

    private ReportRun run(final Path path)
    {
        try
        {
            if (RunFolder.isRun(path))
            {
                return recorded(RunFolder.open(path));
            }
            if (Files.isDirectory(path))
            {
                return folder(path);
            }
            if (!Files.isRegularFile(path))
            {
                throw new BadReportException("no such folder or file: " + path);
            }
            return logs(name(path), List.of(path), path, Optional.empty());
        }
        catch (final BadRunException ex)
        {
            throw new BadReportException(ex.getMessage());
        }
        catch (final IOException | UncheckedIOException ex)
        {
            throw new BadReportException("cannot read " + path + ": " + ex.getMessage());
        }
    }

    private ReportRun recorded(final RunFolder folder) throws IOException
    {
        final List<ReportHistogram> histograms = new ArrayList<>();
        for (final HistogramFile file : folder.run().histograms())
        {
            final Path path = folder.path().resolve(file.file());
            if (!folder.has(file.file()))
            {
                problems.add(file.file() + ": is not there");
                continue;
            }
            final HlogFile log = log(path);
            final Optional<LoggedHistogram> histogram = log.histogram(file.tag());
            histogram.ifPresentOrElse(
                logged -> histograms.add(new ReportHistogram(
                    file.name(), base(path, file.tag()), given.orElse(Unit.of(file.unit())), logged)),
                () -> problems.add(file.file() + ": has no histogram" +
                    (file.tag() == null ? " without a tag" : " with tag " + file.tag())));
        }
        return new ReportRun(folder.name(), folder.run(), folder.environment().texts(), comparison(folder),
            histograms, jitter(folder.path()), distinctProblems());
    }

    private Optional<ComparisonTable> comparison(final RunFolder folder)
    {
        try
        {
            return ComparisonTable.read(folder);
        }
        catch (final BadRunException ex)
        {
            problems.add(ex.getMessage());
            return Optional.empty();
        }
    }

    private ReportRun folder(final Path folder) throws IOException
    {
        List<Path> logs = files(folder, HistogramText::isLog);
        if (logs.isEmpty() && !RunFolder.isReadable(folder))
        {
            logs = files(folder, HistogramText::isPercentiles);
        }
        if (!RunFolder.isReadable(folder))
        {
            if (logs.isEmpty())
            {
                throw new BadReportException(
                    "no run.json, no load.json, no resilience.json and no .hlog or .hgrm in " + folder);
            }
            return logs(name(folder), logs, folder, jitter(folder));
        }
        final RunFolder left = RunFolder.open(folder);
        return new ReportRun(name(folder), left.run(), left.environment().texts(), Optional.empty(), histograms(logs),
            jitter(folder), distinctProblems());
    }

    private static List<Path> files(final Path folder, final Predicate<Path> which) throws IOException
    {
        try (Stream<Path> files = Files.list(folder))
        {
            return files.filter(which).filter(Files::isRegularFile)
                .filter(file -> !IdleJitter.FILE.equals(file.getFileName().toString())).sorted().toList();
        }
    }

    private ReportRun logs(
        final String name, final List<Path> logs, final Path from, final Optional<LoggedHistogram> jitter)
        throws IOException
    {
        final List<ReportHistogram> histograms = histograms(logs);
        if (histograms.isEmpty())
        {
            throw new BadReportException("no histogram can be read from " + from +
                ": " + (problems.isEmpty() ? "it has no line of one" : problems.getFirst()));
        }
        if (histograms.stream().allMatch(ReportHistogram::isEmpty))
        {
            problems.add(name + ": has no values, so there is nothing to draw");
        }
        final RunRecord record = new RunRecord("", "").title(name);
        final ReportRun run = new ReportRun(name, record, Map.of(), Optional.empty(), histograms, jitter,
            distinctProblems());
        // Percentiles say no time, and a log without a start only times since then: the file's own stands for it.
        record.at(run.startMs() >= FIRST_MS ? Instant.ofEpochMilli((long)run.startMs()) :
            Files.getLastModifiedTime(from).toInstant());
        return run;
    }

    private List<ReportHistogram> histograms(final List<Path> logs) throws IOException
    {
        final List<ReportHistogram> histograms = new ArrayList<>();
        for (final Path path : logs)
        {
            if (HistogramText.isPercentiles(path))
            {
                histograms.add(percentiles(path));
                continue;
            }
            final HlogFile log = log(path);
            final Optional<Unit> unit = given.isPresent() ? given : log.unit();
            if (unit.isEmpty() && !log.histograms().isEmpty())
            {
                problems.add(withoutUnit(path));
            }
            final String base = base(path, null);
            for (final LoggedHistogram logged : log.histograms())
            {
                histograms.add(new ReportHistogram(name(base, logged.tag(), logs.size() == 1),
                    base(path, logged.tag()), unit.orElse(Unit.NS), logged));
            }
        }
        return histograms;
    }

    /** One that has no intervals: it says nothing of time. */
    private ReportHistogram percentiles(final Path path) throws IOException
    {
        final PercentileText text = PercentileText.read(path, given.map(Unit::symbol));
        if (given.isEmpty() && text.unit().isEmpty())
        {
            problems.add(withoutUnit(path));
        }
        final Unit unit = given.or(() -> text.unit().map(Unit::of)).orElse(Unit.NS);
        final String base = base(path, null);
        return new ReportHistogram(KNOWN.getOrDefault(base, base), base, unit.isTime() ? Unit.NS : unit,
            new LoggedHistogram(null, text.histogram(), List.of(), 1));
    }

    private static String withoutUnit(final Path path)
    {
        return path.getFileName() + ": does not say its unit, taken as ns; --unit says otherwise";
    }

    /** Names an engine's own latencies as a recorded run does. */
    private static String name(final String base, final String tag, final boolean isOnlyLog)
    {
        final String known = KNOWN.getOrDefault(base, base);
        if (tag == null)
        {
            return known;
        }
        final Optional<String> title = Arrays.stream(Latency.values())
            .filter(latency -> ENGINES.equals(base) && latency.label().equals(tag)).map(Latency::title).findAny();
        return title.map(text -> ENGINES + ": " + text).orElse(isOnlyLog ? tag : known + ", " + tag);
    }

    /** The histogram of the lateness, which is comparable with a run's latencies; else the first of the log. */
    private Optional<LoggedHistogram> jitter(final Path folder) throws IOException
    {
        final Path path = folder.resolve(IdleJitter.FILE);
        if (!Files.isRegularFile(path))
        {
            return Optional.empty();
        }
        final HlogFile log = log(path);
        final Optional<LoggedHistogram> jitter = log.histogram(IdleJitter.LATENESS)
            .or(() -> log.histograms().stream().findFirst());
        return jitter.filter(histogram -> histogram.total().getTotalCount() > 0);
    }

    private HlogFile log(final Path path) throws IOException
    {
        final HlogFile log = HlogFile.read(path);
        problems.addAll(log.problems());
        return log;
    }

    private List<String> distinctProblems()
    {
        return problems.stream().distinct().toList();
    }

    private static String name(final Path path)
    {
        return String.valueOf(path.toAbsolutePath().normalize().getFileName());
    }

    private static String base(final Path path, final String tag)
    {
        final String base = HistogramText.base(path);
        return tag == null ? base : base + "-" + tag;
    }
}
