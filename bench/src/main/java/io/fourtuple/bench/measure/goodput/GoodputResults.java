package io.fourtuple.bench.measure.goodput;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.fourtuple.bench.base.HostInfo;
import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.Spread;
import io.fourtuple.bench.base.TextTable;
import io.fourtuple.bench.publish.plot.Axis;
import io.fourtuple.bench.publish.plot.LinePlot;
import io.fourtuple.bench.publish.record.Direction;
import io.fourtuple.bench.publish.record.Metric;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;

/** The cells that were measured: as a table, a verdict, a plot, JSON, and the record of a run. */
public final class GoodputResults
{
    private static final double LEAST_SHARE = 0.95;
    private static final double MEDIAN_SHARE = 1.00;
    private static final List<Pairing> ENGINES = List.of(Pairing.ENGINE_TO_LINUX, Pairing.LINUX_TO_ENGINE);

    private final GoodputOptions options;
    private final List<CellGoodput> cells = new ArrayList<>();

    GoodputResults(final GoodputOptions options)
    {
        this.options = options;
    }

    void add(final CellGoodput cell)
    {
        cells.add(cell);
    }

    /** @return whether all of the grid was measured. */
    public boolean isComplete()
    {
        return cells.size() == options.grid().cells().size();
    }

    int size()
    {
        return cells.size();
    }

    static TextTable table()
    {
        return new TextTable().right("loss", 6).right("RTT", 7).right("reorder")
            .right("Linux to Linux", 22).right("engine to Linux", 22).right("share", 17)
            .right("Linux to engine", 22).right("share", 17);
    }

    static String[] row(final CellGoodput cell)
    {
        return new String[]{cell.cell().loss(), cell.cell().rtt(), cell.cell().reorder(),
            cell.spread(Pairing.LINUX_TO_LINUX).text(2),
            cell.spread(Pairing.ENGINE_TO_LINUX).text(2), percent(cell.ratio(Pairing.ENGINE_TO_LINUX)),
            cell.spread(Pairing.LINUX_TO_ENGINE).text(2), percent(cell.ratio(Pairing.LINUX_TO_ENGINE))};
    }

    private static String percent(final Spread ratio)
    {
        return String.format(Locale.ROOT, "%.0f %% [%.0f..%.0f]", 100 * ratio.median(), 100 * ratio.min(), 100 * ratio.max());
    }

    /** @return the median of the cells' shares of Linux's goodput. */
    private double medianShare(final Pairing pairing)
    {
        return Spread.of(cells.stream().mapToDouble(cell -> cell.ratio(pairing).median()).toArray()).median();
    }

    /** @return what was to be shown, and whether it was. */
    public RunVerdict verdict()
    {
        final List<RunVerdict.Criterion> criteria = new ArrayList<>();
        for (final Pairing pairing : ENGINES)
        {
            final List<CellGoodput> below =
                cells.stream().filter(cell -> cell.ratio(pairing).median() < LEAST_SHARE).toList();
            final double least = cells.stream().mapToDouble(cell -> cell.ratio(pairing).median()).min().orElse(0);
            criteria.add(new RunVerdict.Criterion(pairing.title() + ": each cell's share of Linux's goodput", ">= 95 %",
                String.format(Locale.ROOT, "%.0f %% at least; below: %d of %d cells", 100 * least, below.size(), cells.size()),
                below.isEmpty()));
            criteria.add(new RunVerdict.Criterion(pairing.title() + ": median of the shares", "> 100 %",
                String.format(Locale.ROOT, "%.1f %%", 100 * medianShare(pairing)), medianShare(pairing) > MEDIAN_SHARE));
        }
        final long broken = failures().count();
        criteria.add(new RunVerdict.Criterion("flows that broke, or carried wrong data", "none",
            broken == 0 ? "none" : Long.toString(broken), broken == 0));
        return RunVerdict.of(criteria);
    }

    Stream<String> failures()
    {
        return cells.stream().flatMap(cell -> cell.failures().stream());
    }

    /** @return all samples. */
    public Json json()
    {
        return new Json().put("benchmark", "goodput").put("at", Instant.now().toString()).put("machine", HostInfo.json())
            .put("rate_bits_per_second", options.rate()).put("seconds", options.seconds()).put("repeats", options.repeats())
            .put("congestion_control_of_linux", options.congestion()).put("seed", options.seed())
            .put("complete", isComplete()).put("cells", cells.stream().map(CellGoodput::json).toList());
    }

    /** Fills the record of the run; a metric for each pairing in each cell. */
    public void record(final RunRecord run)
    {
        run.title("goodput over bad networks, beside Linux with " + options.congestion());
        for (final Pairing pairing : ENGINES)
        {
            run.metric(Metric.of(pairing.title() + ": share of Linux's goodput, median of the cells", "%", Direction.HIGHER,
                100 * medianShare(pairing)));
        }
        for (final CellGoodput cell : cells)
        {
            for (final Pairing pairing : Pairing.values())
            {
                run.metric(Metric.of(pairing.title() + ": " + cell.cell(), "Mbit/s", Direction.HIGHER, cell.samples(pairing)));
            }
        }
        run.verdict(verdict());
    }

    /** @return a plot of the engine's share over loss, a line for each pairing and RTT, with the first reordering. */
    public String svg()
    {
        final double reorder = options.grid().reorders().get(0);
        final LinePlot plot = new LinePlot(
            "The engine's goodput, in per cent of Linux's over the same network",
            Axis.logWithZero("frames lost, %"), Axis.linearFromZero("% of Linux", value -> String.format(Locale.ROOT, "%.0f", value)))
            .withMarks();
        for (final Pairing pairing : ENGINES)
        {
            for (final int rttMs : options.grid().rttsMs())
            {
                plot.line(pairing.title() + ", " + rttMs + " ms", cells.stream()
                    .filter(cell -> cell.cell().rttMs() == rttMs && cell.cell().reorderPercent() == reorder)
                    .map(cell -> new double[]{cell.cell().lossPercent(), 100 * cell.ratio(pairing).median()}).toList());
            }
        }
        return plot.svg();
    }
}
