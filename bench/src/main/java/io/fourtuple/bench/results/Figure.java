package io.fourtuple.bench.results;

import java.util.List;

/**
 * One thing that two runs can be compared by.
 *
 * @param name    the same in both.
 * @param unit    the same in both.
 * @param better  which way.
 * @param samples independent ones, one or more.
 */
record Figure(String name, String unit, Better better, List<Double> samples)
{
    Figure
    {
        samples = List.copyOf(samples);
    }
}
