package io.fourtuple.bench.base;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Counts, rates and durations as they are written on a command line and in a row. */
public final class Quantities
{
    private Quantities()
    {
    }

    /**
     * @param text a number, k (thousand), m (million) or g behind it allowed, as in {@code 50k} or {@code 1.5m}.
     * @return its value.
     * @throws IllegalArgumentException if it is none, or not whole.
     */
    public static long count(final String text)
    {
        final double value = isNumber(text) ? number(text) : Double.NaN;
        if (value != Math.rint(value))
        {
            throw new IllegalArgumentException("'" + text + "' is not a whole number, k, m or g behind it allowed");
        }
        return (long)value;
    }

    /**
     * @param text as for {@link #count}; {@code /s} behind it allowed.
     * @return per second.
     */
    public static double rate(final String text)
    {
        return number(text.endsWith("/s") ? text.substring(0, text.length() - 2) : text);
    }

    private static boolean isNumber(final String text)
    {
        return text.matches("\\d{1,12}(\\.\\d{1,6})?[kKmMgG]?");
    }

    private static double number(final String text)
    {
        if (!isNumber(text))
        {
            throw new IllegalArgumentException("'" + text + "' is no number, k, m or g behind it allowed");
        }
        final char unit = Character.toLowerCase(text.charAt(text.length() - 1));
        final String digits = Character.isDigit(unit) ? text : text.substring(0, text.length() - 1);
        final double factor = switch (unit)
        {
            case 'k' -> 1e3;
            case 'm' -> 1e6;
            case 'g' -> 1e9;
            default -> 1;
        };
        return Double.parseDouble(digits) * factor;
    }

    /**
     * @param text a number and its unit, as in {@code 10s}, {@code 1500ms}, {@code 250us}, {@code 2min}; without a unit
     *             it is seconds.
     * @return nanoseconds.
     * @throws IllegalArgumentException if it is none.
     */
    public static long durationNs(final String text)
    {
        if (!text.matches("\\d{1,9}(\\.\\d{1,9})?(ns|us|ms|s|min)?"))
        {
            throw new IllegalArgumentException(
                "'" + text + "' is no duration: a number with ns, us, ms, s or min, as 10s");
        }
        final String unit = text.replaceFirst("[\\d.]+", "");
        final double factor = switch (unit)
        {
            case "ns" -> 1;
            case "us" -> 1e3;
            case "ms" -> 1e6;
            case "min" -> TimeUnit.MINUTES.toNanos(1);
            default -> 1e9;
        };
        return Math.round(Double.parseDouble(text.substring(0, text.length() - unit.length())) * factor);
    }

    /** A count in at most six characters: {@code 999999}, {@code 1.05M}, {@code 23.4M}. */
    public static String shortCount(final double value)
    {
        final double size = Math.abs(value);
        if (size < 999_999.5)
        {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        final boolean isGiga = size >= 999.95e6;
        final double scaled = value / (isGiga ? 1e9 : 1e6);
        final double scaledSize = Math.abs(scaled);
        final String format = scaledSize < 9.995 ? "%.2f" : scaledSize < 99.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, scaled) + (isGiga ? "G" : "M");
    }

    /** A time in at most six characters: microseconds up to a second, then {@code 3.00s}. */
    public static String shortMicros(final long ns)
    {
        return ns < 999_999_500L ? String.format(Locale.ROOT, ns < 99_950 ? "%.1f" : "%.0f", ns / 1e3) :
            String.format(Locale.ROOT, "%.2fs", ns / 1e9);
    }
}
