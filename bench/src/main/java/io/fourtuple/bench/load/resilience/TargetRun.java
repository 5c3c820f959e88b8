package io.fourtuple.bench.load.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One target's way through all steps.
 * <pre>
 *   warm up ── no flood ── x0.1 ── x0.3 ── x1 ── x3 ── x10 ┆ flood ends, real clients go on
 *              normal                                      ┆ normal again?
 * </pre>
 */
final class TargetRun
{
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final TargetChoice choice;
    private final List<FloodStep> steps;
    private final Timing timing;
    private final Consumer<String> progress;

    /**
     * @param steps    from no flood to the largest.
     * @param progress told what goes on.
     */
    TargetRun(
        final TargetChoice choice, final List<FloodStep> steps, final Timing timing, final Consumer<String> progress)
    {
        this.choice = choice;
        this.steps = steps;
        this.timing = timing;
        this.progress = progress;
    }

    TargetResult run(final TargetUnderTest target)
    {
        if (timing.warmUp() > 0)
        {
            target.load(new FloodStep(0, steps.getFirst().realPerSecond(), 0, timing.warmUp(), 0), progress);
        }
        final List<FloodStepResult> results = new ArrayList<>();
        Baseline normal = null;
        Recovery recovery = null;
        for (final FloodStep step : steps)
        {
            final TargetSnapshot before = target.vitals();
            final LoadOutcome measured = target.load(step, progress);
            final long floodEndNs = step.floodSeconds() * SECOND_NS;
            final FloodStepResult result = result(step, before, measured, target.vitals());
            results.add(result);
            progress.accept(choice.name() + " " + result.line());
            normal = normal == null ? Baseline.of(measured.slices()) : normal;
            if (step.afterSeconds() > 0 && normal.isSound())
            {
                recovery = Recovery.of(normal, measured.between(floodEndNs, Long.MAX_VALUE), floodEndNs,
                    step.seconds() * SECOND_NS);
            }
        }
        return new TargetResult(choice, target.setUp(), results, normal, recovery);
    }

    private FloodStepResult result(final FloodStep step, final TargetSnapshot before, final LoadOutcome measured, final TargetSnapshot after)
    {
        final Map<String, Long> grown = after.since(before);
        final SynOutcomes all = outcomes(grown, measured.syns());
        return new FloodStepResult(step, measured.openedPerSecond(), measured.halfOpen(), measured.unseen(),
            measured.cpu(),
            ClientOutcome.of(measured.between(0, step.floodSeconds() * SECOND_NS)), measured.flood(),
            measured.inFlood(), all, after, grown,
            measured.slices(), CounterAudit.mismatches(choice.medium(), grown, all, measured));
    }

    private SynOutcomes outcomes(final Map<String, Long> grown, final long syns)
    {
        return choice.medium() == Transport.LINUX ? SynOutcomes.ofKernel(grown, syns) : SynOutcomes.ofEngine(grown);
    }
}
