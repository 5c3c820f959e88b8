package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.base.Quantities;
import io.fourtuple.bench.publish.record.Direction;
import io.fourtuple.bench.publish.record.HistogramFile;
import io.fourtuple.bench.publish.record.Metric;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;
import io.fourtuple.bench.publish.record.TimeSeries;

/** A load as a recorded run: a sample of each row, its histograms as {@link LoadReport} writes them. */
public final class LoadRecord
{
    private static final String PER_SECOND = "1/s";
    private static final double NS_PER_S = 1e9;
    /** A row that was cut short by the end says nothing of a rate. */
    private static final double WHOLE = 0.9;

    private final List<LoadRow> rows = new ArrayList<>();
    private final List<Double> p99Us = new ArrayList<>();

    /** Notes a row, whose histograms are still there. */
    public void row(final LoadRow row)
    {
        final Histogram established = row.established();
        p99Us.add(established.getTotalCount() == 0 ? 0 : established.getValueAtPercentile(99) / 1e3);
        rows.add(row.withoutHistograms());
    }

    /** Tells a run what was measured. */
    public void record(final LoadResult result, final LoadVerdict verdict, final RunRecord run)
    {
        final LoadPlan plan = result.plan();
        run.title(title(plan)).durationS(result.elapsedNs() / NS_PER_S).verdict(verdict(verdict));
        final double[] established = rows.stream().filter(row -> isWhole(row, plan))
            .mapToDouble(row -> row.perSecond(row.counts().get(ESTABLISHED))).toArray();
        if (established.length > 0)
        {
            run.metric(Metric.of(plan.isOpenLoop() ? "established" : "established, closed loop", PER_SECOND,
                Direction.HIGHER, established));
        }
        run.metric(Metric.of("established of those that reached the target", "%", Direction.HIGHER,
            100 * result.totals().establishedShareOfReached()));
        if (plan.flood().isFlood())
        {
            result.phases().forEach(phase -> phase(run, phase));
        }
        run.histogram(new HistogramFile("established.hlog", null, "SYN to ESTABLISHED", "ns"));
        run.histogram(new HistogramFile("synack.hlog", null, "SYN to SYN-ACK", "ns"));
        series(run, plan.flood().isFlood());
        run.setting("generator's share of its CPU", String.format(Locale.ROOT, "%.2f", result.generatorCpu()));
        run.setting("target's share of its CPU", String.format(Locale.ROOT, "%.2f", result.targetCpu()));
    }

    private static String title(final LoadPlan plan)
    {
        final String pace = !plan.isOpenLoop() ? plan.inFlight() + " connections under way, closed loop" :
            plan.isRamp() ? String.format(Locale.ROOT, "%,.0f to %,.0f connections/s", plan.ratePerSecond(),
                plan.endRatePerSecond()) : String.format(Locale.ROOT, "%,.0f connections/s", plan.ratePerSecond());
        final double flood = plan.flood().steps().stream().mapToDouble(FloodPlan.Step::perSecond).max().orElse(0);
        return plan.flood().isFlood() ? pace + String.format(Locale.ROOT, " beside a flood of %,.0f frames/s", flood) :
            pace;
    }

    private static boolean isWhole(final LoadRow row, final LoadPlan plan)
    {
        return row.endNs() <= plan.durationNs() + plan.intervalNs() / 2 && row.lengthNs() >= WHOLE * plan.intervalNs();
    }

    private static RunVerdict verdict(final LoadVerdict verdict)
    {
        return RunVerdict.of(verdict.lines().stream().map(
            line -> new RunVerdict.Criterion(line.text(), line.text(), line.value(), line.isPassed())).toList());
    }

    private static void phase(final RunRecord run, final PhaseResult phase)
    {
        final String name = String.format(Locale.ROOT, "from %.1f s, flood %s/s: ", phase.startNs() / NS_PER_S,
            Quantities.shortCount(phase.floodPerSecond()));
        run.metric(Metric.of(name + "established of those that reached the target", "%", Direction.HIGHER,
            100 * phase.counts().establishedShareOfReached()));
        if (phase.established().getTotalCount() > 0)
        {
            run.metric(Metric.of(name + "SYN to ESTABLISHED, p99", "ns", Direction.LOWER,
                phase.established().getValueAtPercentile(99)));
        }
        if (phase.target().syns() != TargetCounters.UNKNOWN)
        {
            run.metric(Metric.of(name + "SYNs taken", PER_SECOND, Direction.HIGHER,
                phase.perSecond(phase.target().syns())));
        }
    }

    private void series(final RunRecord run, final boolean isFlood)
    {
        final List<Double> seconds = rows.stream().map(row -> row.endNs() / NS_PER_S).toList();
        run.series(new TimeSeries("established", PER_SECOND, seconds,
            rows.stream().map(row -> row.perSecond(row.counts().get(ESTABLISHED))).toList()));
        run.series(new TimeSeries("failed", PER_SECOND, seconds,
            rows.stream().map(row -> row.perSecond(row.counts().failed())).toList()));
        run.series(new TimeSeries("SYN to ESTABLISHED, p99", "us", seconds, p99Us));
        run.series(new TimeSeries("open", "connections", seconds,
            rows.stream().map(row -> (double)row.openNow()).toList()));
        if (isFlood)
        {
            run.series(new TimeSeries("flood sent", PER_SECOND, seconds,
                rows.stream().map(row -> row.perSecond(row.counts().get(FLOOD_SENT))).toList()));
        }
    }
}
