package io.fourtuple.bench.latency;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** The histograms of each second as an HdrHistogram log, values in nanoseconds, a tag for each load and kind. */
final class HistogramLog implements AutoCloseable
{
    private static final double NS_PER_US = 1_000.0;

    private final PrintStream file;
    private final HistogramLogWriter writer;

    /**
     * @param path written anew; null for no log.
     */
    HistogramLog(final Path path, final String comment)
    {
        try
        {
            file = path == null ? null : new PrintStream(path.toFile(), StandardCharsets.UTF_8);
        }
        catch (final IOException ex)
        {
            throw new IllegalArgumentException("--hlog: cannot write " + path + ": " + ex.getMessage());
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
    void write(final String tag, final long startMs, final Latencies latencies)
    {
        for (int second = 0; writer != null && second < latencies.seconds(); second++)
        {
            final Histogram histogram = latencies.second(second);
            histogram.setTag(tag);
            histogram.setStartTimeStamp(startMs + second * 1_000L);
            histogram.setEndTimeStamp(startMs + (second + 1) * 1_000L);
            writer.outputIntervalHistogram(
                histogram.getStartTimeStamp() / 1e3, histogram.getEndTimeStamp() / 1e3, histogram, NS_PER_US);
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
