package io.fourtuple.bench.publish.record;

import java.util.Arrays;
import java.util.List;

/**
 * One figure of a run, with a sample of each repetition.
 *
 * @param name    what it is, as in {@code open and close}; the same in every run of the benchmark.
 * @param unit    of the samples, as in {@code ns}, {@code 1/s}, {@code bytes}.
 * @param better  which way.
 * @param floor   what the harness alone takes, in the same unit; NaN where there is none. The samples contain it.
 * @param samples in the order they were measured; one or more, all finite.
 */
public record Metric(String name, String unit, Direction better, double floor, List<Double> samples)
{
    /** Checks the samples. */
    public Metric
    {
        samples = List.copyOf(samples);
        if (samples.isEmpty() || !samples.stream().allMatch(Double::isFinite))
        {
            throw new IllegalArgumentException("a metric needs finite samples: " + name + "=" + samples);
        }
    }

    /** One without a floor. */
    public static Metric of(final String name, final String unit, final Direction better, final double... samples)
    {
        return withFloor(name, unit, better, Double.NaN, samples);
    }

    /** One with a floor. */
    public static Metric withFloor(
        final String name, final String unit, final Direction better, final double floor, final double... samples)
    {
        return new Metric(name, unit, better, floor, Arrays.stream(samples).boxed().toList());
    }

    /** The samples as an array. */
    public double[] values()
    {
        return samples.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
