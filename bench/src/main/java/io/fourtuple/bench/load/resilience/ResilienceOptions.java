package io.fourtuple.bench.load.resilience;

import java.util.List;
import java.util.function.UnaryOperator;

import io.fourtuple.bench.base.Range;
import io.fourtuple.config.Settings;

/**
 * Options of one run.
 *
 * @param choices    targets to be gone through.
 * @param multiples  of the ceiling, for the flood; 0 is always gone through first.
 * @param timing     how long everything takes.
 * @param ceiling    real handshakes a second; 0: it is sought.
 * @param backlog    of every listener, the engine's and the kernel's.
 * @param settings   changes those that engines have by default.
 * @param expected   of every target.
 */
public record ResilienceOptions(
    List<TargetChoice> choices, List<Double> multiples, Timing timing, long ceiling, BacklogRoom backlog,
    UnaryOperator<Settings> settings, List<Expectation> expected)
{
    /** The flood goes up to so many times the ceiling at most. */
    private static final double MAX_MULTIPLE = 1_000;
    /** After the last handshake has begun: the clients' patience, and some. */
    private static final int TIME_OUT_SECONDS = 4;

    /** Checks the ranges. */
    public ResilienceOptions
    {
        Range.check("--ceiling", ceiling, 0, 100_000_000);
        choices = List.copyOf(choices);
        multiples = List.copyOf(multiples);
        expected = List.copyOf(expected);
        if (choices.isEmpty())
        {
            throw new IllegalArgumentException("nobody to be measured: name a defence");
        }
        for (final double multiple : multiples)
        {
            if (!(multiple >= 0 && multiple <= MAX_MULTIPLE))
            {
                throw new IllegalArgumentException("--steps must be multiples of the ceiling, 0 to 1000: " + multiple);
            }
        }
    }

    /** The transports of the targets, in their order. */
    List<Transport> media()
    {
        return choices.stream().map(TargetChoice::medium).distinct().toList();
    }

    /** How many seconds all will take, if every handshake is done at once. */
    int seconds()
    {
        return timing.seconds(ceiling == 0 ? media().size() : 0, choices.size(), steps());
    }

    /** How many it may take where each load ends with handshakes that time out. */
    int mostSeconds()
    {
        return seconds() + choices.size() * (steps() + 1) * TIME_OUT_SECONDS;
    }

    private int steps()
    {
        return FloodStep.plan(1, multiples, timing).size();
    }
}
