package io.fourtuple.bench.publish.record;

import java.util.List;
import java.util.stream.Stream;

/**
 * One thing that two sides can be compared by.
 *
 * @param name      the same in both.
 * @param unit      the same in both.
 * @param better    which way.
 * @param floor     what the harness alone takes, the least of all processes; NaN where there is none.
 * @param processes the samples of each process, one or more of each. Samples of one process share its compiled code and
 *                  its place in memory, so they are repetitions; only processes are independent.
 */
record ComparedFigure(String name, String unit, Direction better, double floor, List<List<Double>> processes)
{
    ComparedFigure
    {
        processes = processes.stream().map(List::copyOf).toList();
    }

    /** A figure of one process. */
    static ComparedFigure of(final String name, final String unit, final Direction better, final List<Double> samples)
    {
        return new ComparedFigure(name, unit, better, Double.NaN, List.of(samples));
    }

    /** With the processes of both. */
    ComparedFigure and(final ComparedFigure other)
    {
        final double least = Double.isNaN(floor) ? other.floor :
            Double.isNaN(other.floor) ? floor : Math.min(floor, other.floor);
        return new ComparedFigure(name, unit, better, least,
            Stream.concat(processes.stream(), other.processes.stream()).toList());
    }

    /** As of one process, which has the median of all samples for its only one. */
    ComparedFigure asOneProcess()
    {
        return new ComparedFigure(name, unit, better, floor, List.of(List.of(MedianInterval.of(samples()).median())));
    }

    /** Samples of all processes. */
    List<Double> samples()
    {
        return processes.stream().flatMap(List::stream).toList();
    }

    /** The median of each process. */
    double[] medians()
    {
        return processes.stream().mapToDouble(samples -> MedianInterval.of(samples).median()).toArray();
    }
}
