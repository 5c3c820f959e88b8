package io.fourtuple.link;

import java.util.ArrayList;
import java.util.List;

/**
 * An emulated network between two hosts: a {@link PathPlan} for each direction. In the text form an assignment counts for both,
 * with {@code there.} or {@code back.} before it for one:
 * <pre>
 *   rate=100m,delay=10ms,there.loss=1%,back.rate=10m,seed=7
 * </pre>
 * The same seed in both directions still draws unrelated sequences.
 *
 * @param there from the first host to the second one.
 * @param back  from the second host to the first one.
 */
public record NetworkPlan(PathPlan there, PathPlan back)
{
    private static final String THERE = "there.";
    private static final String BACK = "back.";

    /** @return the same plan in both directions. */
    public static NetworkPlan both(final PathPlan plan)
    {
        return new NetworkPlan(plan, plan);
    }

    /**
     * @param text as drawn above; of two assignments of one name the later one counts.
     * @return the plan.
     * @throws IllegalArgumentException that names the first mistake.
     */
    public static NetworkPlan parse(final String text)
    {
        PathPlan there = PathPlan.none();
        PathPlan back = PathPlan.none();
        for (final String word : text.isBlank() ? List.<String>of() : List.of(text.split(",", -1)))
        {
            final String assignment = word.trim();
            if (!assignment.startsWith(BACK))
            {
                there = there.with(assignment.startsWith(THERE) ? assignment.substring(THERE.length()) : assignment);
            }
            if (!assignment.startsWith(THERE))
            {
                back = back.with(assignment.startsWith(BACK) ? assignment.substring(BACK.length()) : assignment);
            }
        }
        return new NetworkPlan(there, back);
    }

    /** @return the text form, which {@link #parse} takes. */
    @Override
    public String toString()
    {
        if (there.equals(back))
        {
            return there.toString();
        }
        final List<String> words = new ArrayList<>();
        add(words, THERE, there);
        add(words, BACK, back);
        return String.join(",", words);
    }

    private static void add(final List<String> words, final String prefix, final PathPlan plan)
    {
        for (final String assignment : plan.toString().isEmpty() ? new String[0] : plan.toString().split(","))
        {
            words.add(prefix + assignment);
        }
    }
}
