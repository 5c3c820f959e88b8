package io.fourtuple.bench.load.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.fourtuple.bench.base.Json;

/**
 * The result of one target.
 *
 * @param choice   the target.
 * @param setUp     how its listener was set up, in words.
 * @param steps     from no flood to the largest.
 * @param normal    learnt from the first.
 * @param recovery  after the last; null if there was no flood.
 */
record TargetResult(
    TargetChoice choice, String setUp, List<FloodStepResult> steps, Baseline normal, Recovery recovery)
{
    /** Flood against something else, in the order of the steps. */
    List<double[]> points(final ToDoubleFunction<FloodStepResult> y)
    {
        return steps.stream()
            .map(step -> new double[]{step.step().multiple() == 0 ? 0 : step.flood().reachedPerSecond(),
                y.applyAsDouble(step)})
            .toList();
    }

    /** The step with the largest flood. */
    FloodStepResult last()
    {
        return steps.getLast();
    }

    /** Sums that do not come out, and a baseline that is none. */
    List<String> mismatches()
    {
        final List<String> mismatches = new ArrayList<>();
        if (!normal.isSound())
        {
            mismatches.add(String.format(Locale.ROOT, "%s: no baseline: without a flood only %s %% of the real " +
                "handshakes were completed", choice.name(), ClientOutcome.text(steps.getFirst().real().percent())));
        }
        for (final FloodStepResult step : steps)
        {
            step.mismatches().forEach(text -> mismatches.add(
                choice.name() + " x" + FloodStepResult.number(step.step().multiple()) + ": " + text));
        }
        return mismatches;
    }

    /** When it had recovered, or why that is not known. */
    String recoveryText()
    {
        return recovery != null ? recovery.text() : normal.isSound() ? "no flood" : "not known without a baseline";
    }

    Json json()
    {
        final Json json = new Json().put("contender", choice.name()).put("medium", choice.medium().description())
            .put("defence", choice.defence()).put("set_up", setUp)
            .put("normal_share", normal.share()).put("normal_p99_ns", normal.p99Ns())
            .put("steps", steps.stream().map(FloodStepResult::json).toList());
        return recovery == null ? json : json.put("recovery", recovery.json());
    }
}
