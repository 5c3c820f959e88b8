package io.fourtuple.bench.publish.record;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The record of one run: all that {@code run.json} has. A harness fills it, {@link RunFolder} reads it back. Not for
 * several threads at once.
 */
public final class RunRecord
{
    private static final int LONGEST_LABEL = 80;

    private final String benchmark;
    private final String parameters;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<Metric> metrics = new ArrayList<>();
    private final List<HistogramFile> histograms = new ArrayList<>();
    private final List<TimeSeries> series = new ArrayList<>();
    private String title;
    private Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private SourceRevision origin = SourceRevision.UNKNOWN;
    private String command = "";
    private double durationS = Double.NaN;
    private RunVerdict verdict = RunVerdict.NONE;
    private String summary = "";
    private String notes = "";

    /**
     * @param benchmark  as the command is called: {@code cycle}, {@code load}.
     * @param parameters what tells this run from others of the benchmark, short: {@code idle-1m}; may be empty.
     */
    public RunRecord(final String benchmark, final String parameters)
    {
        this.benchmark = benchmark;
        this.parameters = parameters;
        title = (benchmark + " " + parameters).strip();
    }

    public String benchmark()
    {
        return benchmark;
    }

    public String parameters()
    {
        return parameters;
    }

    /** For a person to read. */
    public String title()
    {
        return title;
    }

    public RunRecord title(final String title)
    {
        this.title = title;
        return this;
    }

    /** When it began. */
    public Instant at()
    {
        return at;
    }

    public RunRecord at(final Instant at)
    {
        this.at = at;
        return this;
    }

    /** The source it was built from. */
    public SourceRevision origin()
    {
        return origin;
    }

    public RunRecord origin(final SourceRevision origin)
    {
        this.origin = origin;
        return this;
    }

    /** To repeat it; no path of the machine. */
    public String command()
    {
        return command;
    }

    public RunRecord command(final String command)
    {
        this.command = command;
        return this;
    }

    /** Duration of the whole run in seconds; NaN if not known. */
    public double durationS()
    {
        return durationS;
    }

    public RunRecord durationS(final double durationS)
    {
        this.durationS = durationS;
        return this;
    }

    public RunVerdict verdict()
    {
        return verdict;
    }

    public RunRecord verdict(final RunVerdict verdict)
    {
        this.verdict = verdict;
        return this;
    }

    /** One line or two of what came out, plain text; empty: the metrics say it. */
    public String summary()
    {
        return summary;
    }

    public RunRecord summary(final String summary)
    {
        this.summary = summary;
        return this;
    }

    /** Further notes for a reader, plain text. */
    public String notes()
    {
        return notes;
    }

    public RunRecord notes(final String notes)
    {
        this.notes = notes;
        return this;
    }

    /** The settings that were asked for, in order; a comparison lists their differences. */
    public Map<String, String> settings()
    {
        return Collections.unmodifiableMap(settings);
    }

    public RunRecord setting(final String name, final Object value)
    {
        settings.put(name, String.valueOf(value));
        return this;
    }

    /** The main one first. */
    public List<Metric> metrics()
    {
        return Collections.unmodifiableList(metrics);
    }

    public RunRecord metric(final Metric metric)
    {
        metrics.add(metric);
        return this;
    }

    public List<HistogramFile> histograms()
    {
        return Collections.unmodifiableList(histograms);
    }

    public RunRecord histogram(final HistogramFile histogram)
    {
        histograms.add(histogram);
        return this;
    }

    public List<TimeSeries> series()
    {
        return Collections.unmodifiableList(series);
    }

    public RunRecord series(final TimeSeries timeSeries)
    {
        series.add(timeSeries);
        return this;
    }

    /** {@code 2026-11-21_33d9fc1_cycle_held-1m}. */
    public String folderName()
    {
        final String date = DateTimeFormatter.ISO_LOCAL_DATE.format(at.atZone(ZoneOffset.UTC));
        final String rest = List.of(origin.label(), benchmark, parameters).stream()
            .map(RunRecord::plain).filter(part -> !part.isEmpty()).collect(Collectors.joining("_"));
        return date + "_" + rest;
    }

    /** Letters, digits and a few signs that need no quotes in a shell, a link or a file system. */
    private static String plain(final String text)
    {
        final String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._+-]+", "-").replaceAll("-{2,}", "-")
            .replaceAll("^[-._]+|[-._]+$", "");
        return plain.length() <= LONGEST_LABEL ? plain : plain.substring(0, LONGEST_LABEL);
    }
}
