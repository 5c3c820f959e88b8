package io.fourtuple.bench.measure.tun;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

import io.fourtuple.bench.base.Spread;
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

    /** @return the median and the extremes of the rounds, in handshakes a second. */
    public Spread spread()
    {
        return spread(Round::perSecond);
    }

    /** @return the median of the rounds' means, in handshakes a second. */
    public double medianOfMeans()
    {
        return spread(Round::meanPerSecond).median();
    }

    private Spread spread(final ToDoubleFunction<Round> value)
    {
        return Spread.of(measured.stream().mapToDouble(value).toArray());
    }
}
