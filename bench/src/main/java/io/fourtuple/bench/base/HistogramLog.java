package io.fourtuple.bench.base;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** The histograms of each second as an HdrHistogram log, values in nanoseconds, a tag for each load and kind. */
public final class HistogramLog implements AutoCloseable
{
    private static final double NS_PER_US = 1_000.0;

    private final PrintStream file;
    private final HistogramLogWriter writer;

    /**
     * @param path    written anew; null for no log.
     * @param comment what it is of, for its first line.
     */
    public HistogramLog(final Path path, final String comment)
    {
        try
        {
            file = path == null ? null : new PrintStream(path.toFile(), StandardCharsets.UTF_8);
        }
        catch (final IOException ex)
        {
            throw new IllegalArgumentException("cannot write the histogram log " + path + ": " + ex.getMessage());
        }
        writer = file == null ? null : new HistogramLogWriter(file);
        if (writer != null)
        {
            writer.outputLogFormatVersion();
            writer.outputComment("[" + comment + "; values in ns]");
            writer.outputLegend();
        }
    }

    /**
     * @param tag     without commas and spaces.
     * @param startMs wall clock of the load's start.
     */
    public void write(final String tag, final long startMs, final Latencies latencies)
    {
        for (int second = 0; writer != null && second < latencies.seconds(); second++)
        {
            write(tag, startMs + second * 1_000L, startMs + (second + 1) * 1_000L, latencies.second(second));
        }
    }

    /**
     * @param tag       without commas and spaces; null for none.
     * @param startMs   wall clock of the interval's start.
     * @param endMs     wall clock of its end.
     * @param histogram of nanoseconds; bears tag and times from now on.
     */
    public void write(final String tag, final long startMs, final long endMs, final Histogram histogram)
    {
        if (writer != null)
        {
            histogram.setTag(tag);
            histogram.setStartTimeStamp(startMs);
            histogram.setEndTimeStamp(endMs);
            writer.outputIntervalHistogram(startMs / 1e3, endMs / 1e3, histogram, NS_PER_US);
        }
    }

    @Override
    public void close()
    {
        if (file != null)
        {
            file.close();
        }
    }
}
