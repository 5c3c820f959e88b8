package io.fourtuple.bench.measure.goodput;

import java.util.ArrayList;
import java.util.List;

import io.fourtuple.bench.base.Range;
import io.fourtuple.config.Settings;

/**
 * A grid of networks, and how each is measured.
 *
 * @param grid       of the networks.
 * @param rate       of the bottleneck, bit/s.
 * @param reorderNs  by which reordered frames are held back; 0: they skip the delay.
 * @param seconds    of a measurement.
 * @param repeats    of each measurement.
 * @param congestion control of Linux.
 * @param seed       of the first repetition.
 * @param settings   of the engine.
 */
public record GoodputOptions(
    Grid grid,
    long rate,
    long reorderNs,
    double seconds,
    int repeats,
    String congestion,
    long seed,
    Settings settings)
{
    private static final long MIN_RATE = 100_000;
    private static final long MAX_RATE = 10_000_000_000L;
    private static final int MAX_CELLS = 10_000;
    private static final int MAX_RTT_MS = 2_000;
    /** Beside the seconds of a measurement: to make two ends and to end them. */
    private static final double OVERHEAD_S = 0.15;

    /**
     * Every combination of these is measured.
     *
     * @param losses   in per cent.
     * @param rttsMs   in milliseconds.
     * @param reorders in per cent.
     */
    public record Grid(List<Double> losses, List<Integer> rttsMs, List<Double> reorders)
    {
        /** Checks the values. */
        public Grid
        {
            losses = distinct("--loss", losses);
            rttsMs = distinct("--rtt", rttsMs);
            reorders = distinct("--reorder", reorders);
            losses.forEach(loss -> checkPercent("--loss", loss));
            rttsMs.forEach(rttMs -> Range.check("--rtt", rttMs, 0, MAX_RTT_MS));
            reorders.forEach(reorder -> checkPercent("--reorder", reorder));
        }

        private static <T> List<T> distinct(final String option, final List<T> values)
        {
            if (values.isEmpty())
            {
                throw new IllegalArgumentException(option + " needs a value");
            }
            return values.stream().distinct().toList();
        }

        private static void checkPercent(final String option, final double value)
        {
            if (!(value >= 0 && value <= 100))
            {
                throw new IllegalArgumentException(option + " must be 0 to 100 (per cent): " + option + "=" + value);
            }
        }

        List<NetworkCell> cells()
        {
            final List<NetworkCell> cells = new ArrayList<>();
            for (final double loss : losses)
            {
                for (final int rttMs : rttsMs)
                {
                    reorders.forEach(reorder -> cells.add(new NetworkCell(loss, rttMs, reorder)));
                }
            }
            return cells;
        }
    }

    /** Checks the values. */
    public GoodputOptions
    {
        Range.check("--rate", rate, MIN_RATE, MAX_RATE);
        Range.check("--repeats", repeats, 1, 100);
        Range.check("the grid's cells", grid.cells().size(), 1, MAX_CELLS);
        if (!(seconds >= 0.1 && seconds <= 600))
        {
            throw new IllegalArgumentException("--seconds must be 0.1 to 600: --seconds=" + seconds);
        }
        if (!congestion.matches("[a-z0-9_]{1,15}"))
        {
            throw new IllegalArgumentException(
                "--congestion must be the name of a congestion control: --congestion=" + congestion);
        }
    }

    /** @return how long all of it takes, about. */
    double durationS()
    {
        return cellS() * grid.cells().size();
    }

    /** @return how long one cell takes, about. */
    double cellS()
    {
        return Pairing.values().length * repeats * (seconds + OVERHEAD_S);
    }
}
