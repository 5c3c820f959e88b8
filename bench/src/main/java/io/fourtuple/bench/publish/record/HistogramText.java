package io.fourtuple.bench.publish.record;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Names, packing and units of HdrHistogram's files, for all their readers. A comment in the file states the unit.
 * <pre>
 *   NAME.hlog, NAME.hlog.gz    a histogram log, an interval a line
 *   NAME.hgrm, NAME.hgrm.gz    percentiles of one histogram, as text (outputPercentileDistribution)
 * </pre>
 */
public final class HistogramText
{
    private static final Pattern LOG = Pattern.compile("(.*)\\.hlog(\\.gz)?");
    private static final Pattern PERCENTILES = Pattern.compile("(.*)\\.hgrm(\\.gz)?");
    private static final Pattern UNIT = Pattern.compile("(?i)\\b(?:values|units?)(?: are)?(?: in|:|=) ?([µμa-z]+)");
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private HistogramText()
    {
    }

    /** Whether it is called as a histogram log is. */
    public static boolean isLog(final Path file)
    {
        return LOG.matcher(name(file)).matches();
    }

    /** Whether it is called as a text of percentiles is. */
    public static boolean isPercentiles(final Path file)
    {
        return PERCENTILES.matcher(name(file)).matches();
    }

    /** Its name without what says its kind. */
    public static String base(final Path file)
    {
        for (final Pattern kind : new Pattern[]{LOG, PERCENTILES})
        {
            final Matcher matcher = kind.matcher(name(file));
            if (matcher.matches())
            {
                return matcher.group(1);
            }
        }
        return name(file);
    }

    private static String name(final Path file)
    {
        return String.valueOf(file.getFileName());
    }

    /**
     * Its bytes, unpacked if it begins as gzip does, whatever its name.
     *
     * @throws UncheckedIOException while it is read, if its end is missing: HdrHistogram's reader takes no notice of
     *                              others.
     */
    static InputStream open(final Path file) throws IOException
    {
        return open(file, () ->
        {
            throw new UncheckedIOException(new EOFException("its end is missing, or cannot be unpacked"));
        });
    }

    private static InputStream open(final Path file, final Runnable onCutOff) throws IOException
    {
        final BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file));
        try
        {
            in.mark(2);
            final boolean isPacked = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
            in.reset();
            return isPacked ? new Unpacked(new GZIPInputStream(in), onCutOff) : in;
        }
        catch (final IOException ex)
        {
            in.close();
            throw ex;
        }
    }

    /** Ends where what is packed breaks off, as that of a process that was killed, and says so. */
    private static final class Unpacked extends FilterInputStream
    {
        private final Runnable onCutOff;

        Unpacked(final InputStream in, final Runnable onCutOff)
        {
            super(in);
            this.onCutOff = onCutOff;
        }

        @Override
        public int read() throws IOException
        {
            final byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(final byte[] bytes, final int offset, final int length) throws IOException
        {
            try
            {
                return super.read(bytes, offset, length);
            }
            catch (final EOFException | ZipException ex)
            {
                onCutOff.run();
                return -1;
            }
        }
    }

    /** Its lines in UTF-8, as HdrHistogram writes them; bytes that are none become question marks, and are no error. */
    static BufferedReader reader(final Path file) throws IOException
    {
        return new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8));
    }

    /**
     * The same of a file whose end may be missing.
     *
     * @param onCutOff is told; then come no more lines.
     */
    public static BufferedReader reader(final Path file, final Runnable onCutOff) throws IOException
    {
        return new BufferedReader(new InputStreamReader(open(file, onCutOff), StandardCharsets.UTF_8));
    }

    /**
     * The unit of the values that a comment names: {@code ns}, {@code us}, {@code ms}, {@code s} or {@code bytes}; empty
     * if it names none of these.
     */
    public static Optional<String> unit(final String comment)
    {
        return UNIT.matcher(comment).results().map(match -> plain(match.group(1).toLowerCase(Locale.ROOT)))
            .filter(unit -> !unit.isEmpty()).findFirst();
    }

    private static String plain(final String unit)
    {
        return switch (unit)
        {
            case "ns", "nsec", "nanos", "nanoseconds" -> "ns";
            case "us", "µs", "μs", "usec", "micros", "microseconds" -> "us";
            case "ms", "msec", "millis", "milliseconds" -> "ms";
            case "s", "sec", "seconds" -> "s";
            case "bytes" -> unit;
            default -> "";
        };
    }

    /** The same of a whole file: of the first comment that names one. */
    static Optional<String> unit(final Path file) throws IOException
    {
        try (BufferedReader reader = reader(file))
        {
            return reader.lines().filter(line -> line.startsWith("#")).flatMap(line -> unit(line).stream()).findFirst();
        }
    }
}
