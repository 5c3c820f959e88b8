package io.fourtuple.bench.publish.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The unit of a value, and its text: times as {@code 436 ns} or {@code 3.16 ms}, other values as numbers with commas
 * between thousands.
 *
 * @param symbol as a file has it: {@code ns}, {@code us}, {@code ms}, {@code s}, {@code 1/s}, {@code bytes}.
 * @param ns     nanoseconds in one; 0 if it is no time.
 */
record Unit(String symbol, double ns)
{
    static final Unit NS = new Unit("ns", 1);

    private static final List<Unit> TIMES = List.of(
        NS, new Unit("us", 1e3), new Unit("ms", 1e6), new Unit("s", 1e9));
    private static final int SIGNIFICANT = 3;
    private static final String PERCENT = "%";
    private static final int PERCENT_DECIMALS = 4;
    private static final double ALL = 100;
    private static final double THOUSAND = 1_000;

    /** The unit of a symbol; one that is no time keeps its name. */
    static Unit of(final String symbol)
    {
        final String plain = symbol.strip().replace('µ', 'u').replace('μ', 'u');
        return time(plain).orElse(new Unit(symbol.strip(), 0));
    }

    /** A unit of time by its symbol, {@code ns}, {@code us}, {@code ms} or {@code s}. */
    static Optional<Unit> time(final String symbol)
    {
        return TIMES.stream().filter(unit -> unit.symbol.equals(symbol)).findFirst();
    }

    boolean isTime()
    {
        return ns > 0;
    }

    /** The factor to the unit of a plot's axis: nanoseconds for any time, else the unit itself. */
    double scale()
    {
        return isTime() ? ns : 1;
    }

    /** A value with its unit, three digits that count; a whole number of a thing that is no time keeps all. */
    String text(final double value)
    {
        if (!Double.isFinite(value))
        {
            return "–";
        }
        if (isTime())
        {
            return time(value * ns);
        }
        return (PERCENT.equals(symbol) ? percentage(value) : number(value)) + (symbol.isEmpty() ? "" : " " + symbol);
    }

    /** A number alone: whole ones with thousands apart, others with three digits that count. */
    static String number(final double value)
    {
        if (!Double.isFinite(value))
        {
            return "–";
        }
        final boolean isWhole = value == Math.rint(value) || Math.abs(value) >= THOUSAND;
        return isWhole ? String.format(Locale.ROOT, "%,.0f", value) : digits(value);
    }

    private static String time(final double nanos)
    {
        Unit best = NS;
        for (final Unit unit : TIMES)
        {
            best = Math.abs(nanos) >= unit.ns * 0.9995 ? unit : best;
        }
        final double value = nanos / best.ns;
        final String symbol = "us".equals(best.symbol) ? "µs" : best.symbol;
        return (best == NS && value == Math.rint(value) ? Long.toString((long)value) : digits(value)) + " " + symbol;
    }

    /** Four decimals at most; what is not quite all never reads as all. */
    private static String percentage(final double value)
    {
        final BigDecimal rounded = BigDecimal.valueOf(value).setScale(PERCENT_DECIMALS, RoundingMode.HALF_UP);
        final BigDecimal honest = value < ALL && rounded.doubleValue() == ALL ?
            BigDecimal.valueOf(value).setScale(PERCENT_DECIMALS, RoundingMode.DOWN) : rounded;
        return honest.stripTrailingZeros().toPlainString();
    }

    private static String digits(final double value)
    {
        final BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(SIGNIFICANT));
        final int whole = Math.max(1, rounded.precision() - rounded.scale());
        return String.format(Locale.ROOT, "%,." + Math.max(0, SIGNIFICANT - whole) + "f", value);
    }
}
