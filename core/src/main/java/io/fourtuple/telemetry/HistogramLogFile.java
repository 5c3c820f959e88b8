package io.fourtuple.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * An HdrHistogram log of nanoseconds that is whole at any time: an interval is written at once, and cut off again if it could
 * not be written whole. A killed process leaves all intervals but the last.
 */
public final class HistogramLogFile implements AutoCloseable
{
    private static final double NS_PER_US = 1e3;
    private static final double MS_PER_SECOND = 1e3;

    private final Path path;
    private final FileChannel channel;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final HistogramLogWriter writer = new HistogramLogWriter(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    private long written;

    /**
     * @param path    written anew.
     * @param startMs start that the header states, ms since the epoch; NaN for none. Times of intervals are absolute.
     * @param comment a line; null for none.
     * @throws IOException if it cannot be written.
     */
    public HistogramLogFile(final Path path, final double startMs, final String comment) throws IOException
    {
        this.path = path;
        channel = FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        if (comment != null)
        {
            comment(comment);
        }
        comment("values in ns, Interval_Max in us, times in s since the epoch");
        writer.outputLogFormatVersion();
        if (!Double.isNaN(startMs))
        {
            writer.outputStartTime((long)startMs);
        }
        writer.outputLegend();
    }

    void comment(final String text)
    {
        writer.outputComment("[" + text.replaceAll("\\p{Cntrl}", " ") + "]");
    }

    /**
     * Adds a histogram of an interval; {@link #flush()} writes all that were added.
     *
     * @param tag       without commas, spaces and control characters; null for none.
     * @param startMs   start of the interval, ms since the epoch.
     * @param endMs     end of the interval, ms since the epoch.
     * @param histogram of nanoseconds; gets the tag.
     */
    public void add(final String tag, final double startMs, final double endMs, final Histogram histogram)
    {
        histogram.setTag(tag);
        writer.outputIntervalHistogram(startMs / MS_PER_SECOND, endMs / MS_PER_SECOND, histogram, NS_PER_US);
    }

    /**
     * @throws IOException that names the file and the reason, if not all of the interval could be written, or the file was
     *                     removed; then none of the interval is in the file, and the file is closed.
     */
    public void flush() throws IOException
    {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
        bytes.reset();
        // A channel closes itself when an interrupted thread writes; the interrupt is restored afterwards.
        final boolean isInterrupted = Thread.interrupted();
        try
        {
            if (!Files.exists(path))
            {
                throw new IOException("it was removed");
            }
            while (buffer.hasRemaining())
            {
                channel.write(buffer);
            }
            written += buffer.position();
        }
        catch (final IOException ex)
        {
            cut();
            throw new IOException("latencies are no longer written to " + path + ": " + MappedFile.reason(ex), ex);
        }
        finally
        {
            if (isInterrupted)
            {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void cut()
    {
        try (channel)
        {
            channel.truncate(written);
        }
        catch (final IOException ignore)
        {
            // The first failure is the one that is reported.
        }
    }

    @Override
    public void close() throws IOException
    {
        channel.close();
    }
}
