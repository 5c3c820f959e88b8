package io.fourtuple.bench.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One contender's way through all steps.
 * <pre>
 *   warm up ── no flood ── x0.1 ── x0.3 ── x1 ── x3 ── x10 ┆ flood ends, real clients go on
 *              normal                                      ┆ normal again?
 * </pre>
 */
final class ContenderRun
{
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final Contender contender;
    private final List<Step> steps;
    private final Timing timing;
    private final Consumer<String> progress;

    /**
     * @param steps    from no flood to the largest.
     * @param progress told what goes on.
     */
    ContenderRun(
        final Contender contender, final List<Step> steps, final Timing timing, final Consumer<String> progress)
    {
        this.contender = contender;
        this.steps = steps;
        this.timing = timing;
        this.progress = progress;
    }

    ContenderResult run(final Subject subject)
    {
        if (timing.warmUp() > 0)
        {
            subject.load(new Step(0, steps.getFirst().realPerSecond(), 0, timing.warmUp(), 0), progress);
        }
        final List<StepResult> results = new ArrayList<>();
        Normal normal = null;
        Recovery recovery = null;
        for (final Step step : steps)
        {
            final Vitals before = subject.vitals();
            final Measured measured = subject.load(step, progress);
            final long floodEndNs = step.floodSeconds() * SECOND_NS;
            final StepResult result = result(step, before, measured, subject.vitals());
            results.add(result);
            progress.accept(contender.name() + " " + result.line());
            normal = normal == null ? Normal.of(measured.slices()) : normal;
            if (step.afterSeconds() > 0 && normal.isSound())
            {
                recovery = Recovery.of(normal, measured.between(floodEndNs, Long.MAX_VALUE), floodEndNs,
                    step.seconds() * SECOND_NS);
            }
        }
        return new ContenderResult(contender, subject.setUp(), results, normal, recovery);
    }

    private StepResult result(final Step step, final Vitals before, final Measured measured, final Vitals after)
    {
        final Map<String, Long> grown = after.since(before);
        final SynOutcomes all = outcomes(grown, measured.syns());
        return new StepResult(step, measured.openedPerSecond(), measured.halfOpen(), measured.unseen(),
            measured.cpu(),
            Real.of(measured.between(0, step.floodSeconds() * SECOND_NS)), measured.flood(),
            measured.inFlood(), all, after, grown,
            measured.slices(), Books.mismatches(contender.medium(), grown, all, measured));
    }

    private SynOutcomes outcomes(final Map<String, Long> grown, final long syns)
    {
        return contender.medium() == Medium.LINUX ? SynOutcomes.ofKernel(grown, syns) : SynOutcomes.ofEngine(grown);
    }
}
