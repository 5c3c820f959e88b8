package io.fourtuple.telemetry;

/** The counters' values: the loop's own {@link Counters}, or those of a file that another process writes. */
public interface CounterValues
{
    /** @return the value now; 0 for a counter that the writer does not know. */
    long get(Counter counter);

    /** @return the sum of all outcomes; equal to {@link Counter#IP_IN_RECEIVES} between two cycles of the loop. */
    default long outcomes()
    {
        long sum = 0;
        for (final Counter counter : Counter.ALL)
        {
            if (counter.kind() == Counter.Kind.OUTCOME)
            {
                sum += get(counter);
            }
        }
        return sum;
    }

    /** @return a line for each counter that is not zero. */
    default String describe()
    {
        final StringBuilder text = new StringBuilder();
        for (final Counter counter : Counter.ALL)
        {
            final long value = get(counter);
            if (value != 0)
            {
                text.append(String.format("%-28s %14d  %s%n", counter.label(), value, counter.meaning()));
            }
        }
        return text.toString();
    }
}
