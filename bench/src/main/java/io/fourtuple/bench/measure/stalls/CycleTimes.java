package io.fourtuple.bench.measure.stalls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.HdrHistogram.Histogram;

/**
 * Times of the loop's cycles, and what the engine did in those that were long. Recording allocates for a long cycle
 * only, after it has ended.
 */
final class CycleTimes
{
    /** Longer than this is a stall. */
    static final long STALL_NS = 1_000_000;

    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;
    private static final int MAX_STALLS = 10_000;

    /**
     * A cycle that took long.
     *
     * @param round    of the measurement.
     * @param ns       it took.
     * @param frames   the engine received in it.
     * @param timeOuts entries in TIME_WAIT or half-open ones that ended in it by time.
     * @param open     connections the engine had after it.
     */
    record Stall(int round, long ns, int frames, long timeOuts, long open)
    {
    }

    private final List<Histogram> rounds = new ArrayList<>();
    private final List<Stall> stalls = new ArrayList<>();
    private Histogram current = new Histogram(HIGHEST_NS, DIGITS);
    private long totalNs;
    private int round;

    /** The times that come now belong to this round. */
    void round(final int number)
    {
        round = number;
        current = new Histogram(HIGHEST_NS, DIGITS);
        rounds.add(current);
    }

    void record(final long ns, final int frames, final long timeOuts, final long open)
    {
        current.recordValue(Math.min(ns, HIGHEST_NS));
        totalNs += ns;
        if (ns > STALL_NS && stalls.size() < MAX_STALLS)
        {
            stalls.add(new Stall(round, ns, frames, timeOuts, open));
        }
    }

    /** Times of each round that was begun. */
    List<Histogram> rounds()
    {
        return rounds;
    }

    /** Times of all rounds; if there are none, those that came without a round. */
    Histogram histogram()
    {
        final Histogram sum = new Histogram(HIGHEST_NS, DIGITS);
        (rounds.isEmpty() ? List.of(current) : rounds).forEach(sum::add);
        return sum;
    }

    /** Time that the engine was at work, and could have been interrupted in. */
    long totalNs()
    {
        return totalNs;
    }

    /** The longest ones first. */
    List<Stall> stalls()
    {
        return stalls.stream().sorted(Comparator.comparingLong(Stall::ns).reversed()).toList();
    }
}
