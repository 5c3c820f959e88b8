package io.fourtuple.bench.measure.cycle.record;

import java.util.List;
import java.util.Locale;

import io.fourtuple.bench.measure.cycle.CycleOptions;
import io.fourtuple.bench.measure.cycle.ScaleHarness;
import io.fourtuple.bench.publish.record.Direction;
import io.fourtuple.bench.publish.record.Metric;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;

/** The record of a run of {@link ScaleHarness}. */
public final class ScaleRecord
{
    private ScaleRecord()
    {
    }

    /** Fills the record of a harness that has run. */
    public static void fill(final CycleOptions options, final int loops, final ScaleHarness harness, final RunRecord run)
    {
        run.title(String.format(Locale.ROOT, "%d loops against one, %,d idle connections beside each", loops,
                options.idle()))
            .metric(Metric.of("ratio of all loops to one", "times", Direction.HIGHER, harness.samples().get("ratio")))
            .metric(Metric.of("one loop", "1/s", Direction.HIGHER, harness.samples().get("one_per_second")))
            .metric(Metric.of("all loops", "1/s", Direction.HIGHER, harness.samples().get("all_per_second")))
            .verdict(RunVerdict.of(List.of(
                new RunVerdict.Criterion("answers and counts", "all right", "all right", true))));
    }
}
