package io.fourtuple.bench.measure.ab;

import java.util.ArrayList;
import java.util.List;

/**
 * The benchmark of both sides, and how often it runs.
 *
 * @param a         the first side.
 * @param b         the second.
 * @param benchmark the command's own words, as {@code bench cycle}.
 * @param arguments what follows them, the same for both sides.
 * @param runs      a side.
 * @param seed      that the order of both sides' runs is drawn by.
 */
public record AbOptions(
    Build a, Build b, List<String> benchmark, List<String> arguments, int runs, long seed)
{
    private static final int MAX_RUNS = 1_000;

    /** Checks them. */
    public AbOptions
    {
        benchmark = List.copyOf(benchmark);
        arguments = List.copyOf(arguments);
        if (runs < 1 || runs > MAX_RUNS)
        {
            throw new IllegalArgumentException("--runs must be 1 to " + MAX_RUNS + ": --runs=" + runs);
        }
    }

    /** Whether both sides are the same build with the same options, so that any difference is the machine's. */
    public boolean isSameTwice()
    {
        return a.isSameAs(b);
    }

    /**
     * All words of a side's command.
     *
     * @param more options that come first, as {@code --record=DIR}; what follows may end the options.
     */
    public List<String> words(final Build side, final List<String> more)
    {
        final List<String> words = new ArrayList<>(benchmark);
        words.addAll(more);
        words.addAll(side.options());
        words.addAll(arguments);
        return words;
    }
}
