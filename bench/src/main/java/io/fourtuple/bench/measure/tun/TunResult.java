package io.fourtuple.bench.measure.tun;

import java.util.ArrayList;
import java.util.List;

import io.fourtuple.bench.publish.record.Direction;
import io.fourtuple.bench.publish.record.Metric;

/** The rounds of one of those that are compared. */
public final class TunResult
{
    private final String title;
    private final List<Round> measured = new ArrayList<>();

    TunResult(final String title)
    {
        this.title = title;
    }

    /**
     * @param perSecond     handshakes a second, by the median turn.
     * @param meanPerSecond by all turns together.
     */
    record Round(double perSecond, double meanPerSecond)
    {
    }

    void add(final Round round)
    {
        measured.add(round);
    }

    /** @return what was measured. */
    public String title()
    {
        return title;
    }

    /** @return handshakes a second of each round, in order. */
    public List<Double> perSecond()
    {
        return measured.stream().map(Round::perSecond).toList();
    }

    /** @return what is measured, as samples of a run: a second each, by the median turn. */
    public Metric metric()
    {
        return Metric.of(title, "1/s", Direction.HIGHER,
            measured.stream().mapToDouble(Round::perSecond).toArray());
    }

    /** @return the median of the rounds, in handshakes a second. */
    public double median()
    {
        return median(sorted());
    }

    /** @return the median of the rounds' means, in handshakes a second. */
    public double medianOfMeans()
    {
        return median(measured.stream().mapToDouble(Round::meanPerSecond).sorted().toArray());
    }

    /** @return the slowest round, in handshakes a second. */
    public double min()
    {
        return sorted()[0];
    }

    /** @return the fastest round, in handshakes a second. */
    public double max()
    {
        return sorted()[measured.size() - 1];
    }

    private double[] sorted()
    {
        return measured.stream().mapToDouble(Round::perSecond).sorted().toArray();
    }

    private static double median(final double[] sorted)
    {
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
