package io.fourtuple.link;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The units of a {@link PathOption}'s value: how it is written, and the whole number that it becomes. */
enum PathUnit
{
    /** Bits a second. */
    RATE("a rate in bit/s, as 100m or 2.5gbit", "bit", 1, "kbit", 1_000, "mbit", 1_000_000, "gbit", 1_000_000_000),
    /** Bytes, by thousands as rates are. */
    BYTES("a number of bytes, as 125kb", "b", 1, "kb", 1_000, "mb", 1_000_000),
    /** Nanoseconds. */
    TIME("a time with its unit, as 10ms or 500us", "ns", 1, "us", 1_000, "ms", 1_000_000, "s", 1_000_000_000),
    /** A number. */
    COUNT("a whole number", "", 1),
    /** Billionths, so that 0.1 % is exact. */
    SHARE("a share, as 1% or 0.01", "%", 10_000_000, "", 1_000_000_000),
    /** A number that may be negative. */
    SEED("a whole number", "", 1);

    /** Billionths in the whole. */
    static final long WHOLE = 1_000_000_000L;

    private static final Pattern NUMBER = Pattern.compile("(-?\\d{1,19}(?:\\.\\d{1,12})?)([a-z%]*)");

    private final String description;
    private final String[] names;
    private final long[] sizes;

    PathUnit(final String description, final Object... units)
    {
        this.description = description;
        names = new String[units.length / 2];
        sizes = new long[units.length / 2];
        for (int i = 0; i < names.length; i++)
        {
            names[i] = (String)units[2 * i];
            sizes[i] = ((Number)units[2 * i + 1]).longValue();
        }
    }

    /** @return the unit in words, with an example. */
    String description()
    {
        return description;
    }

    /**
     * @param name of the option, for the message.
     * @param text to be read.
     * @return the value.
     */
    long parse(final String name, final String text)
    {
        final Matcher matcher = NUMBER.matcher(text.toLowerCase(Locale.ROOT));
        if (matcher.matches())
        {
            final BigDecimal number = new BigDecimal(matcher.group(1));
            final long size = number.signum() == 0 && matcher.group(2).isEmpty() ? 1 : sizeOf(matcher.group(2));
            final boolean isWhole = this != COUNT && this != SEED || matcher.group(1).indexOf('.') < 0;
            if (size > 0 && isWhole && (this == SEED || number.signum() >= 0))
            {
                final BigDecimal value = number.multiply(BigDecimal.valueOf(size)).setScale(0, RoundingMode.HALF_UP);
                // Longer ones are beyond every option's range, whose message is the better one.
                return value.toBigInteger().bitLength() > 63 ? Long.MAX_VALUE : value.longValueExact();
            }
        }
        throw new IllegalArgumentException(name + " must be " + description + ": " + name + "=" + text);
    }

    private long sizeOf(final String unit)
    {
        for (int i = 0; i < names.length; i++)
        {
            final boolean isShort = this == RATE && names[i].equals(unit + "bit") ||
                this == BYTES && names[i].equals(unit + "b");
            if (names[i].equals(unit) || isShort)
            {
                return sizes[i];
            }
        }
        return 0;
    }

    /** @return the text that {@link #parse} takes, in the largest unit that leaves no fraction; a share in per cent. */
    String print(final long value)
    {
        if (this == SHARE)
        {
            final BigDecimal percent = BigDecimal.valueOf(value).movePointLeft(7).stripTrailingZeros();
            return percent.toPlainString() + "%";
        }
        int largest = 0;
        for (int i = 0; i < sizes.length; i++)
        {
            largest = value != 0 && value % sizes[i] == 0 ? i : largest;
        }
        return value / sizes[largest] + names[largest];
    }
}
