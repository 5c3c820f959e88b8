package io.fourtuple.bench.publish.page;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

import io.fourtuple.bench.publish.record.HistogramText;

/**
 * Reads a histogram log as HdrHistogram writes it, packed by gzip or not, as far as it can be read. A line that is broken
 * or cut off costs that line, and is reported by its number. HdrHistogram's scanner of whole logs knows no line numbers,
 * so that its reader gets each line by itself, with the log's header before it.
 * <pre>
 *   #[StartTime: ..]                      header ─┐
 *   Tag=A,0.127,1.007,2.769,HISTFAAA..    a line ─┴─> HistogramLogReader ──> Interval.. and total of A
 *   0.127,1.007,2.769,HISTFAAA..                                         ──> the same of those without a tag
 * </pre>
 * A log of more intervals than can be drawn is read twice, first to count them; then neighbours are added up, so that
 * percentiles and highest values stay exact. Not for several threads at once.
 */
final class HlogFile
{
    /** Most intervals that are kept of one tag. */
    static final int MOST_INTERVALS = 600;

    private static final Pattern TAG = Pattern.compile("Tag=([^,]*),");
    private static final int MOST_PROBLEMS = 3;

    private final Path path;
    private final StringBuilder header = new StringBuilder();
    private final Map<String, Collected> tags = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int broken;
    private boolean isCutOff;
    private String unit;

    private HlogFile(final Path path)
    {
        this.path = path;
    }

    /**
     * Reads a log.
     *
     * @param path of the log.
     * @return what could be read.
     * @throws IOException if the file cannot be read at all.
     */
    static HlogFile read(final Path path) throws IOException
    {
        final HlogFile log = new HlogFile(path);
        log.eachLine((number, line) -> log.tags.computeIfAbsent(tag(line), ignored -> new Collected()).lines++);
        log.eachLine(log::take);
        log.tags.values().forEach(Collected::flush);
        return log;
    }

    /** A histogram for each tag that has a readable interval, in the order of the log. */
    List<LoggedHistogram> histograms()
    {
        return tags.entrySet().stream().filter(entry -> entry.getValue().total != null)
            .map(entry -> entry.getValue().histogram(entry.getKey().isEmpty() ? null : entry.getKey())).toList();
    }

    /** The histogram of one tag; null for the intervals without one. */
    Optional<LoggedHistogram> histogram(final String tag)
    {
        return histograms().stream().filter(one -> tag == null ? one.tag() == null : tag.equals(one.tag())).findFirst();
    }

    /** The unit that a comment of the log names. */
    Optional<Unit> unit()
    {
        return Optional.ofNullable(unit).map(Unit::of);
    }

    /** Lines that could not be read, a sentence each. */
    List<String> problems()
    {
        final List<String> all = new ArrayList<>(problems);
        if (isCutOff)
        {
            all.add(path.getFileName() + ": its end is missing, or cannot be unpacked");
        }
        if (broken > problems.size())
        {
            all.add(path.getFileName() + ": " + (broken - problems.size()) + " more lines cannot be read");
        }
        return all;
    }

    private interface LineHandler
    {
        void onLine(int number, String line);
    }

    /** Passes the lines that should have a histogram; notes the header's. */
    private void eachLine(final LineHandler handler) throws IOException
    {
        header.setLength(0);
        int number = 0;
        isCutOff = false;
        try (BufferedReader reader = HistogramText.reader(path, () -> isCutOff = true))
        {
            for (String line = reader.readLine(); line != null; line = reader.readLine())
            {
                number++;
                if (line.startsWith("#"))
                {
                    comment(line);
                }
                else if (!line.isBlank() && !line.startsWith("\""))
                {
                    handler.onLine(number, line);
                }
            }
        }
    }

    private void comment(final String line)
    {
        if (line.startsWith("#[StartTime:") || line.startsWith("#[BaseTime:"))
        {
            header.append(line).append('\n');
        }
        if (unit == null)
        {
            unit = HistogramText.unit(line).orElse(null);
        }
    }

    private void take(final int number, final String line)
    {
        try
        {
            final byte[] bytes = (header + line + "\n").getBytes(StandardCharsets.UTF_8);
            final EncodableHistogram one = new HistogramLogReader(new ByteArrayInputStream(bytes))
                .nextIntervalHistogram();
            if (one instanceof Histogram histogram)
            {
                tags.get(tag(line)).add(histogram);
            }
            else
            {
                problem(number, one == null ? "no histogram can be read" : "floating-point histograms are not read");
            }
        }
        // HdrHistogram throws what its parts throw, indexes out of bounds included, for bytes that mean nothing.
        catch (final RuntimeException ex)
        {
            problem(number, "no histogram can be read");
        }
    }

    private void problem(final int number, final String what)
    {
        if (broken++ < MOST_PROBLEMS)
        {
            problems.add(path.getFileName() + ", line " + number + ": " + what);
        }
    }

    private static String tag(final String line)
    {
        final Matcher matcher = TAG.matcher(line);
        return matcher.lookingAt() ? matcher.group(1) : "";
    }

    /** One tag while the log is read. */
    private static final class Collected
    {
        private final List<LogInterval> intervals = new ArrayList<>();
        private int lines;
        private int waiting;
        private Histogram total;
        private Histogram sum;
        private double startMs;
        private double endMs;

        void add(final Histogram histogram)
        {
            if (total == null)
            {
                total = new Histogram(histogram.getNumberOfSignificantValueDigits());
                sum = new Histogram(histogram.getNumberOfSignificantValueDigits());
            }
            total.add(histogram);
            sum.add(histogram);
            startMs = waiting == 0 ? histogram.getStartTimeStamp() : Math.min(startMs, histogram.getStartTimeStamp());
            endMs = waiting == 0 ? histogram.getEndTimeStamp() : Math.max(endMs, histogram.getEndTimeStamp());
            if (++waiting == merged())
            {
                flush();
            }
        }

        int merged()
        {
            return Math.max(1, (lines + MOST_INTERVALS - 1) / MOST_INTERVALS);
        }

        void flush()
        {
            if (waiting > 0)
            {
                final boolean isEmpty = sum.getTotalCount() == 0;
                intervals.add(new LogInterval(startMs, endMs, sum.getTotalCount(),
                    isEmpty ? Double.NaN : sum.getValueAtPercentile(50),
                    isEmpty ? Double.NaN : sum.getValueAtPercentile(99), isEmpty ? Double.NaN : sum.getMaxValue()));
                sum.reset();
                waiting = 0;
            }
        }

        LoggedHistogram histogram(final String tag)
        {
            return new LoggedHistogram(tag, total, intervals, merged());
        }
    }
}
