package io.fourtuple.bench.base;

import java.io.IOException;
import java.nio.file.Path;

import org.HdrHistogram.Histogram;

import io.fourtuple.telemetry.HistogramLogFile;

/** A benchmark's histogram log of nanoseconds, or none; an interval that is written is on the disk at once. */
public final class HistogramLog implements AutoCloseable
{
    private final HistogramLogFile file;

    /**
     * @param path    written anew; null for no log.
     * @param comment first line of the log.
     * @throws IllegalArgumentException if the file cannot be written, as in all methods.
     */
    public HistogramLog(final Path path, final String comment)
    {
        try
        {
            file = path == null ? null : new HistogramLogFile(path, Double.NaN, comment);
        }
        catch (final IOException ex)
        {
            throw new IllegalArgumentException("cannot write the histogram log " + path + ": " + ex.getMessage());
        }
    }

    /**
     * Writes an interval for each second.
     *
     * @param tag     without commas and spaces; null for none.
     * @param startMs wall clock of the first second's start.
     */
    public void write(final String tag, final long startMs, final Latencies latencies)
    {
        for (int second = 0; second < latencies.seconds(); second++)
        {
            write(tag, startMs + second * 1_000L, startMs + (second + 1) * 1_000L, latencies.second(second));
        }
    }

    /**
     * Writes an interval.
     *
     * @param tag       without commas and spaces; null for none.
     * @param startMs   wall clock of its start.
     * @param endMs     wall clock of its end.
     * @param histogram of nanoseconds; gets the tag.
     */
    public void write(final String tag, final long startMs, final long endMs, final Histogram histogram)
    {
        if (file != null)
        {
            file.add(tag, startMs, endMs, histogram);
            flush();
        }
    }

    private void flush()
    {
        try
        {
            file.flush();
        }
        catch (final IOException ex)
        {
            throw new IllegalArgumentException(ex.getMessage(), ex);
        }
    }

    @Override
    public void close()
    {
        try
        {
            if (file != null)
            {
                file.close();
            }
        }
        catch (final IOException ex)
        {
            throw new IllegalArgumentException("cannot close the histogram log: " + ex.getMessage(), ex);
        }
    }
}
