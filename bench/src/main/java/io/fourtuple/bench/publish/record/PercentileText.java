package io.fourtuple.bench.publish.record;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.HdrHistogram.Histogram;

/**
 * A histogram from the text of its percentiles, which HdrHistogram writes ({@code outputPercentileDistribution}) and its
 * plotter reads, with blanks or with commas between the columns:
 * <pre>
 *          Value     Percentile TotalCount 1/(1-Percentile)
 *          1.007 0.000000000000         12           1.00
 *          2.769 0.500000000000      10007           2.00
 *         15.999 1.000000000000      20000
 *   #[Mean    =        1.893, StdDeviation   =        0.412]
 * </pre>
 * A line stands for all values above the last line's, up to its own: percentiles that have a line are exact, others are
 * the next one's. Times are nanoseconds in the result.
 *
 * @param histogram of the values, times in nanoseconds.
 * @param unit      as the text says it; empty if it says none.
 */
public record PercentileText(Histogram histogram, Optional<String> unit)
{
    private static final String NUMBER = "(\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)";
    private static final Pattern ROW =
        Pattern.compile("\\s*" + NUMBER + "[\\s,]+" + NUMBER + "[\\s,]+(\\d+)(?:[\\s,]+\\S+)?\\s*");
    private static final Pattern HEAD = Pattern.compile("\\s*\"?Value\"?[\\s,]+\"?Percentile\"?[\\s,].*");
    /** So fine that what is read back shows the same digits. */
    private static final int DIGITS = 4;
    private static final double HIGHEST = 1e18;

    /**
     * @param given unit of the values, {@code ns}, {@code us}, {@code ms} or {@code s}, whatever the text says; empty:
     *              as it says, else ns.
     * @throws BadRunException if it is no such text.
     * @throws IOException     if it cannot be read at all.
     */
    public static PercentileText read(final Path file, final Optional<String> given) throws IOException
    {
        final String name = String.valueOf(file.getFileName());
        final Optional<String> said = HistogramText.unit(file);
        final double scale = nanos(given.or(() -> said).orElse("ns"));
        final Histogram histogram = new Histogram(DIGITS);
        boolean hasHead = false;
        int number = 0;
        try (BufferedReader reader = HistogramText.reader(file))
        {
            for (String line = reader.readLine(); line != null; line = reader.readLine())
            {
                number++;
                if (!hasHead)
                {
                    hasHead = HEAD.matcher(line).matches();
                }
                else if (!line.isBlank() && !line.startsWith("#"))
                {
                    add(histogram, line, scale, name + ", line " + number);
                }
            }
        }
        if (!hasHead)
        {
            throw new BadRunException(name + ": no text of percentiles: it has no line that begins with Value Percentile");
        }
        return new PercentileText(histogram, said);
    }

    private static void add(final Histogram histogram, final String line, final double scale, final String where)
    {
        final Matcher matcher = ROW.matcher(line);
        if (!matcher.matches())
        {
            // HdrHistogram writes NaN for a histogram without values.
            if (!line.contains("NaN"))
            {
                throw new BadRunException(where + ": must be value, percentile, count: " + line.strip());
            }
            return;
        }
        final double value = Double.parseDouble(matcher.group(1)) * scale;
        final long count = count(matcher.group(3), where) - histogram.getTotalCount();
        if (count < 0 || value > HIGHEST)
        {
            throw new BadRunException(where + ": counts must rise, and values be below 1e18 ns: " + line.strip());
        }
        if (count > 0)
        {
            histogram.recordValueWithCount(Math.round(value), count);
        }
    }

    private static long count(final String digits, final String where)
    {
        try
        {
            return Long.parseLong(digits);
        }
        catch (final NumberFormatException ex)
        {
            throw new BadRunException(where + ": no count: " + digits);
        }
    }

    /** In one; 1 for what is no time. */
    static double nanos(final String unit)
    {
        return switch (unit)
        {
            case "us" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            default -> 1;
        };
    }

    /** Whether values of this unit are times. */
    static boolean isTime(final String unit)
    {
        return "ns".equals(unit) || nanos(unit) > 1;
    }
}
