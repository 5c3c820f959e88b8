package io.fourtuple.link;

import java.util.Arrays;
import java.util.StringJoiner;

/**
 * One direction of an {@link EmulatedPath emulated network path}; immutable. Its text form, for the command line, is a list of
 * {@code name=value}, of which every one may be left out:
 * <pre>
 *   rate=100m  queue=125kb  queue_packets=1000      bottleneck and the queue before it, whose end drops what finds no room
 *   codel_target=5ms  codel_interval=100ms          CoDel in that queue (RFC 8289)
 *   ecn=60kb                                        CE for ECT frames while more than this waits (RFC 3168)
 *   delay=10ms  jitter=1ms                          of the way behind it
 *   loss=1%                                         each frame by itself
 *   ge_p=1%  ge_r=10%  ge_1-h=100%  ge_1-k=0%       in bursts, after Gilbert and Elliott
 *   drop_first=3  drop=5/9/12                       the first n; those numbers, from 1
 *   reorder=1%  reorder_by=2ms                      these skip the delay, or are held back by so much more
 *   duplicate=1%  corrupt=1%  seed=7
 * </pre>
 */
public final class PathPlan
{
    private static final String DROP = "drop";
    private static final int MAX_CHOSEN = 1_000;
    private static final PathPlan NONE = new PathPlan(initialValues(), new long[0]);

    private final long[] values;
    private final long[] dropped;

    private PathPlan(final long[] values, final long[] dropped)
    {
        this.values = values;
        this.dropped = dropped;
    }

    private static long[] initialValues()
    {
        return Arrays.stream(PathOption.values()).mapToLong(PathOption::initial).toArray();
    }

    /** @return a path that hands over every frame at once, to begin from. */
    public static PathPlan none()
    {
        return NONE;
    }

    /**
     * @param text as drawn above; empty for {@link #none()}.
     * @return the plan.
     * @throws IllegalArgumentException that names the first mistake.
     */
    public static PathPlan parse(final String text)
    {
        PathPlan plan = NONE;
        for (final String assignment : text.isBlank() ? new String[0] : text.split(",", -1))
        {
            plan = plan.with(assignment);
        }
        return plan;
    }

    /** @return the plan with one assignment of the text form more. */
    PathPlan with(final String assignment)
    {
        final int equals = assignment.indexOf('=');
        if (equals < 1)
        {
            throw new IllegalArgumentException(
                "a path is written name=value, several are separated by commas: " + assignment);
        }
        final String name = assignment.substring(0, equals).trim();
        final String value = assignment.substring(equals + 1).trim();
        if (DROP.equals(name))
        {
            return drop(numbers(value));
        }
        final PathOption option = PathOption.ofKey(name);
        if (option == null)
        {
            final StringJoiner names = new StringJoiner(", ");
            Arrays.stream(PathOption.values()).forEach(known -> names.add(known.key()));
            throw new IllegalArgumentException("a path has no option " + name + "; it has " + names + ", " + DROP);
        }
        return with(option, option.parse(value));
    }

    private static long[] numbers(final String text)
    {
        final String[] parts = text.split("/", -1);
        final long[] numbers = new long[parts.length];
        for (int i = 0; i < parts.length; i++)
        {
            if (!parts[i].trim().matches("\\d{1,18}"))
            {
                throw new IllegalArgumentException(
                    "drop must be numbers of frames with slashes between, from 1: drop=" + text);
            }
            numbers[i] = Long.parseLong(parts[i].trim());
        }
        return numbers;
    }

    /**
     * @param option to be set.
     * @param value  in bit/s, bytes, nanoseconds, frames or, of a share, billionths.
     * @return the changed plan.
     */
    public PathPlan with(final PathOption option, final long value)
    {
        final long[] copy = values.clone();
        copy[option.ordinal()] = option.checked(value);
        return new PathPlan(copy, dropped);
    }

    /**
     * @param option of a share.
     * @param share  0 to 1.
     * @return the changed plan.
     */
    public PathPlan withShare(final PathOption option, final double share)
    {
        if (!(share >= 0 && share <= 1))
        {
            throw new IllegalArgumentException(option.key() + " must be 0 to 1: " + option.key() + "=" + share);
        }
        return with(option, Math.round(share * PathUnit.WHOLE));
    }

    /**
     * @param numbers of frames that are lost, counted from 1 as they are offered; at most 1,000.
     * @return the changed plan.
     */
    public PathPlan drop(final long... numbers)
    {
        final long[] sorted = numbers.clone();
        Arrays.sort(sorted);
        if (sorted.length > MAX_CHOSEN || sorted.length > 0 && sorted[0] < 1)
        {
            throw new IllegalArgumentException("drop must be at most " + MAX_CHOSEN +
                " numbers of frames, from 1: numbers=" + sorted.length + " least=" + sorted[0]);
        }
        return new PathPlan(values, sorted);
    }

    /** @return the option's value, in the unit that {@link #with(PathOption, long)} has. */
    public long get(final PathOption option)
    {
        return values[option.ordinal()];
    }

    /** @return numbers of the frames that are lost, ascending. */
    long[] dropped()
    {
        return dropped.clone();
    }

    /** @return whether frames are lost by Gilbert and Elliott's model. */
    boolean isBursty()
    {
        return get(PathOption.GE_P) > 0 || get(PathOption.GE_1_K) > 0;
    }

    /** @return most bytes that wait before the bottleneck. */
    long queueBytes(final int mtuBytes)
    {
        final long packets = get(PathOption.QUEUE_PACKETS) * mtuBytes;
        return get(PathOption.QUEUE) == 0 ? packets : Math.min(packets, get(PathOption.QUEUE));
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof PathPlan && Arrays.equals(values, ((PathPlan)other).values) &&
            Arrays.equals(dropped, ((PathPlan)other).dropped);
    }

    @Override
    public int hashCode()
    {
        return 31 * Arrays.hashCode(values) + Arrays.hashCode(dropped);
    }

    /** @return the text form, which {@link #parse} takes: all that differs from {@link #none()}. */
    @Override
    public String toString()
    {
        final StringJoiner text = new StringJoiner(",");
        for (final PathOption option : PathOption.values())
        {
            if (get(option) != option.initial())
            {
                text.add(option.print(get(option)));
            }
        }
        if (dropped.length > 0)
        {
            final StringJoiner numbers = new StringJoiner("/");
            Arrays.stream(dropped).forEach(number -> numbers.add(Long.toString(number)));
            text.add(DROP + "=" + numbers);
        }
        return text.toString();
    }
}
