package io.fourtuple.bench.publish.record;

import java.util.List;

/**
 * A figure over the time of a run.
 *
 * @param name    what it is, as in {@code established per second}.
 * @param unit    of the values, as in {@code 1/s}.
 * @param seconds since the run's start, rising.
 * @param values  one for each.
 */
public record TimeSeries(String name, String unit, List<Double> seconds, List<Double> values)
{
    /** Checks the lengths. */
    public TimeSeries
    {
        seconds = List.copyOf(seconds);
        values = List.copyOf(values);
        if (seconds.size() != values.size())
        {
            throw new IllegalArgumentException("a series needs a value for each time: " + name + ": t=" +
                seconds.size() + " values=" + values.size());
        }
    }
}
