package io.fourtuple.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * One axis of a plot: which values have a place on it, where that is, and its ticks. Logarithmic axes fit themselves to
 * the data, from decade to decade; one that has a place for 0 has it at its beginning, apart from the decades.
 * <pre>
 *   log              1       10      100         log with zero    0 |  1     10     100
 *   linear           0  20  40  60  80  100      from and to as given
 * </pre>
 * Made for one plot, on one thread.
 */
public final class Axis
{
    /** Where the decades begin on an axis that has a place for 0. */
    private static final double ZERO_SHARE = 0.08;

    /**
     * @param place from 0, the beginning of the axis, to 1, its end.
     * @param label to be written there.
     */
    record Tick(double place, String label)
    {
    }

    private final String name;
    private final boolean isLog;
    private final boolean hasZero;
    private final double step;
    private double from;
    private double to;

    private Axis(
        final String name, final boolean isLog, final boolean hasZero, final double from, final double to,
        final double step)
    {
        this.name = name;
        this.isLog = isLog;
        this.hasZero = hasZero;
        this.from = from;
        this.to = to;
        this.step = step;
    }

    /**
     * @param name with its unit.
     * @return a logarithmic axis; values that are not above 0 have no place on it.
     */
    public static Axis log(final String name)
    {
        return new Axis(name, true, false, 0, 1, 1);
    }

    /**
     * @param name with its unit.
     * @return a logarithmic axis with a place for 0 before its first decade.
     */
    public static Axis logWithZero(final String name)
    {
        return new Axis(name, true, true, 0, 1, 1);
    }

    /**
     * @param name with its unit.
     * @param from its first value.
     * @param to   its last.
     * @param step from tick to tick.
     * @return a linear axis; values outside have no place on it.
     */
    public static Axis linear(final String name, final double from, final double to, final double step)
    {
        return new Axis(name, false, false, from, to, step);
    }

    String name()
    {
        return name;
    }

    /** Makes a logarithmic axis long enough for these; the others stay as they are. */
    void fit(final DoubleStream values)
    {
        if (isLog)
        {
            final double[] logs = values.filter(value -> value > 0).map(Math::log10).toArray();
            from = Math.floor(DoubleStream.of(logs).min().orElse(0));
            to = Math.max(from + 1, Math.ceil(DoubleStream.of(logs).max().orElse(1)));
        }
    }

    /** Whether a value has a place on this kind of axis. */
    boolean has(final double value)
    {
        return isLog ? value > 0 || hasZero && value == 0 : value >= from && value <= to;
    }

    /** From 0, the beginning, to 1, the end. */
    double place(final double value)
    {
        if (!isLog)
        {
            return (value - from) / (to - from);
        }
        final double along = (Math.log10(value) - from) / (to - from);
        return !hasZero ? along : value == 0 ? 0 : ZERO_SHARE + (1 - ZERO_SHARE) * along;
    }

    List<Tick> ticks()
    {
        final List<Tick> ticks = new ArrayList<>();
        if (hasZero)
        {
            ticks.add(new Tick(0, "0"));
        }
        for (int i = 0; from + i * step <= to; i++)
        {
            final double at = from + i * step;
            ticks.add(isLog ? new Tick(place(Math.pow(10, at)), decade((int)at)) : new Tick(place(at), plain(at)));
        }
        return ticks;
    }

    private static String decade(final int decade)
    {
        return decade < 0 ? String.format(Locale.ROOT, "%." + -decade + "f", Math.pow(10, decade)) :
            String.format(Locale.ROOT, "%,.0f", Math.pow(10, decade));
    }

    private static String plain(final double value)
    {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value) :
            String.format(Locale.ROOT, "%s", value);
    }
}
