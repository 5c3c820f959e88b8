package io.fourtuple.bench.load.resilience;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.base.HistogramLog;
import io.fourtuple.bench.base.Latencies;
import io.fourtuple.bench.load.client.LoadVerdict;
import io.fourtuple.bench.publish.record.Direction;
import io.fourtuple.bench.publish.record.HistogramFile;
import io.fourtuple.bench.publish.record.Metric;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;

/** The whole procedure as a recorded run: a sample of each slice of a step, a histogram of each of its seconds. */
final class ResilienceRecord
{
    private static final String LOG = "established.hlog";
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final RunRecord run;

    ResilienceRecord(final RunRecord run)
    {
        this.run = run;
    }

    /** Adds figures and histograms of all targets. */
    void results(final List<TargetResult> results, final Path folder, final long startMs)
    {
        run.title("real handshakes under a SYN flood, by RFC 9411");
        try (HistogramLog log = new HistogramLog(folder.resolve(LOG), "fourtuple resilience, SYN to ESTABLISHED"))
        {
            for (final TargetResult result : results)
            {
                // The largest flood, which the page is about, comes first.
                result.steps().reversed().forEach(step -> step(log, result.choice().name(), step, startMs));
                if (result.recovery() != null)
                {
                    run.metric(Metric.of(result.choice().name() + ": recovery" +
                        (result.recovery().hasRecovered() ? "" : ", not in the time watched"), "s", Direction.LOWER,
                        result.recovery().seconds()));
                }
            }
        }
    }

    /** Judges: failures first, then what the user expected. */
    void verdict(final List<String> failures, final List<LoadVerdict.Line> lines)
    {
        final List<RunVerdict.Criterion> criteria = new ArrayList<>();
        criteria.add(new RunVerdict.Criterion("counters add up, all targets measured", "no failure",
            failures.isEmpty() ? "no failure" : failures.size() + ": " + failures.getFirst(), failures.isEmpty()));
        lines.forEach(line ->
            criteria.add(new RunVerdict.Criterion(line.text(), line.text(), line.value(), line.isPassed())));
        run.verdict(RunVerdict.of(criteria));
    }

    private void step(final HistogramLog log, final String target, final FloodStepResult result, final long startMs)
    {
        final FloodStep step = result.step();
        final String name = target + " x" + FloodStepResult.number(step.multiple());
        final List<TimeSlice> flooded = result.slices().stream()
            .filter(slice -> slice.fromNs() < step.floodSeconds() * SECOND_NS).toList();
        final double[] shares = flooded.stream().mapToDouble(slice -> 100 * slice.share()).toArray();
        final double[] p99 = flooded.stream().filter(slice -> slice.p99Ns() > 0).mapToDouble(TimeSlice::p99Ns).toArray();
        if (shares.length > 0)
        {
            run.metric(Metric.of(name + ": real handshakes completed", "%", Direction.HIGHER, shares));
        }
        run.metric(Metric.of(name + ": SYNs absorbed", "1/s", Direction.HIGHER, result.absorbedPerSecond()));
        if (p99.length > 0)
        {
            run.metric(Metric.of(name + ": SYN to ESTABLISHED, p99", "ns", Direction.LOWER, p99));
            final String tag = name.replaceAll("[\\s,]+", "-");
            for (int second = 0; second < step.floodSeconds(); second++)
            {
                write(log, tag, startMs + second * 1_000L, inSecond(flooded, second));
            }
            run.histogram(new HistogramFile(LOG, tag, name + ": SYN to ESTABLISHED", "ns"));
        }
    }

    private static void write(final HistogramLog log, final String tag, final long fromMs, final Histogram histogram)
    {
        log.write(tag, fromMs, fromMs + 1_000, histogram);
    }

    private static Histogram inSecond(final List<TimeSlice> slices, final int second)
    {
        final Histogram sum = Latencies.newHistogram();
        slices.stream().filter(slice -> slice.fromNs() / SECOND_NS == second)
            .forEach(slice -> sum.add(slice.latencies()));
        return sum;
    }
}
