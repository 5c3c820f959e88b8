package io.fourtuple.bench.publish.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/**
 * One axis of a plot: which values have a place on it, where that is, and its ticks. Logarithmic axes fit themselves to
 * the data, from decade to decade; one that has a place for 0 has it at its beginning, apart from the decades.
 * <pre>
 *   log              1       10      100         log with zero    0 |  1     10     100
 *   linear           0  20  40  60  80  100      from and to as given
 *   linear from zero 0   1   2   3   4           to as the data have it
 *   percentiles      0%  50%    90%    99%       of 1/(1 - p), as HdrHistogram draws them
 * </pre>
 * Made for one plot, on one thread.
 */
public final class Axis
{
    /** Where the decades begin on an axis that has a place for 0. */
    private static final double ZERO_SHARE = 0.08;
    private static final double BASE = 10;
    /** A linear axis of its own choice has about so many steps. */
    private static final int STEPS = 5;

    /**
     * @param place from 0, the beginning of the axis, to 1, its end.
     * @param label to be written there; empty for a line between the decades.
     */
    record Tick(double place, String label)
    {
    }

    /** The kinds of axis. */
    private enum Kind
    {
        LOG, LOG_WITH_ZERO, PERCENTILES, LINEAR, LINEAR_FROM_ZERO
    }

    private final String name;
    private final Kind kind;
    private final DoubleFunction<String> labels;
    private double from;
    private double to;
    private double step;

    private Axis(
        final String name, final Kind kind, final DoubleFunction<String> labels, final double from, final double to,
        final double step)
    {
        this.name = name;
        this.kind = kind;
        this.labels = labels;
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
        return new Axis(name, Kind.LOG, null, 0, 1, 1);
    }

    /**
     * @param name with its unit.
     * @return a logarithmic axis with a place for 0 before its first decade.
     */
    public static Axis logWithZero(final String name)
    {
        return new Axis(name, Kind.LOG_WITH_ZERO, null, 0, 1, 1);
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
        return new Axis(name, Kind.LINEAR, Axis::plain, from, to, step);
    }

    /**
     * @param name   with its unit.
     * @param labels what is written at a value.
     * @return a logarithmic axis with lines between its decades, too.
     */
    public static Axis log(final String name, final DoubleFunction<String> labels)
    {
        return new Axis(name, Kind.LOG, labels, 0, 1, 1);
    }

    /**
     * @param name   with its unit.
     * @param labels what is written at a value.
     * @return a linear axis from 0 to a round value that the data do not exceed.
     */
    public static Axis linearFromZero(final String name, final DoubleFunction<String> labels)
    {
        return new Axis(name, Kind.LINEAR_FROM_ZERO, labels, 0, 1, 1);
    }

    /**
     * @param name    of the axis.
     * @param highest 1/(1 - p) of the last percentile p that must have a place.
     * @return an axis for 1/(1 - p), logarithmic, so that each nine more takes the same room; it begins with p = 0.
     */
    public static Axis percentiles(final String name, final double highest)
    {
        return new Axis(name, Kind.PERCENTILES, null, 0, Math.max(1, Math.ceil(Math.log10(highest) - 1e-9)), 1);
    }

    String name()
    {
        return name;
    }

    /** Makes an axis long enough for these, if it fits itself to the data. */
    void fit(final DoubleStream values)
    {
        if (kind == Kind.LOG || kind == Kind.LOG_WITH_ZERO)
        {
            final double[] logs = values.filter(value -> value > 0).map(Math::log10).toArray();
            from = Math.floor(DoubleStream.of(logs).min().orElse(0));
            to = Math.max(from + 1, Math.ceil(DoubleStream.of(logs).max().orElse(1)));
        }
        else if (kind == Kind.LINEAR_FROM_ZERO)
        {
            final double highest = values.max().orElse(1);
            step = roundStep(highest > 0 ? highest / STEPS : 1);
            to = step * Math.max(1, Math.ceil(highest / step - 1e-9));
        }
    }

    /** 1, 2 or 5 times a power of ten, not below a length. */
    private static double roundStep(final double length)
    {
        final double decade = Math.pow(BASE, Math.floor(Math.log10(length)));
        return decade * (length <= decade ? 1 : length <= 2 * decade ? 2 : length <= 5 * decade ? 5 : BASE);
    }

    private boolean isLog()
    {
        return kind == Kind.LOG || kind == Kind.LOG_WITH_ZERO || kind == Kind.PERCENTILES;
    }

    /** Whether a value has a place on this kind of axis. */
    boolean has(final double value)
    {
        return switch (kind)
        {
            case LOG -> value > 0;
            case LOG_WITH_ZERO -> value >= 0;
            case LINEAR_FROM_ZERO -> value >= 0 && value <= Double.MAX_VALUE;
            case PERCENTILES -> value >= 1 && place(value) <= 1;
            case LINEAR -> value >= from && value <= to;
        };
    }

    /** From 0, the beginning, to 1, the end. */
    double place(final double value)
    {
        if (!isLog())
        {
            return (value - from) / (to - from);
        }
        final double along = (Math.log10(value) - from) / (to - from);
        return kind != Kind.LOG_WITH_ZERO ? along : value == 0 ? 0 : ZERO_SHARE + (1 - ZERO_SHARE) * along;
    }

    List<Tick> ticks()
    {
        final List<Tick> ticks = new ArrayList<>();
        if (kind == Kind.LOG_WITH_ZERO)
        {
            ticks.add(new Tick(0, "0"));
        }
        for (int i = 0; from + i * step <= to * (1 + 1e-9); i++)
        {
            final double at = from + i * step;
            ticks.add(isLog() ? new Tick(place(Math.pow(BASE, at)), decade((int)at)) :
                new Tick(place(at), labels.apply(at)));
            between(ticks, at);
        }
        return ticks;
    }

    /** Adds ticks between two decades: the median on an axis of percentiles, lines on one that has labels. */
    private void between(final List<Tick> ticks, final double at)
    {
        if (kind == Kind.PERCENTILES && at == 0)
        {
            ticks.add(new Tick(place(2), "50%"));
        }
        for (int i = 2; kind == Kind.LOG && labels != null && at < to && i < BASE; i++)
        {
            ticks.add(new Tick(place(i * Math.pow(BASE, at)), ""));
        }
    }

    private String decade(final int decade)
    {
        return kind == Kind.PERCENTILES ? nines(decade) : labels != null ? labels.apply(Math.pow(BASE, decade)) :
            power(decade);
    }

    private static String nines(final int nines)
    {
        return nines == 0 ? "0%" : nines == 1 ? "90%" : nines == 2 ? "99%" : "99." + "9".repeat(nines - 2) + "%";
    }

    private static String power(final int decade)
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
