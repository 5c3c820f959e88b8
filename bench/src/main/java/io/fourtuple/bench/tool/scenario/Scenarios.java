package io.fourtuple.bench.tool.scenario;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** All scenarios that there are. */
public final class Scenarios
{
    private static final List<Scenario> ALL = List.of(
        OpeningScenarios.threeWay(),
        ClosingScenarios.fourWay(),
        OpeningScenarios.simultaneousOpen(),
        ClosingScenarios.simultaneousClose(),
        ClosingScenarios.halfClose(),
        ClosingScenarios.reset(),
        LingerScenario.scenario(),
        OpeningScenarios.oldDuplicateSyn(),
        DelayedSegmentScenario.scenario(),
        LostLastAckScenario.scenario(),
        NatRecycleScenario.scenario(),
        PortExhaustionScenario.scenario());

    private Scenarios()
    {
    }

    public static List<Scenario> all()
    {
        return ALL;
    }

    /** @return the scenario of this name. */
    public static Optional<Scenario> named(final String name)
    {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }

    /** @return a question for the names that look like this one; or all that there are. */
    public static String similarTo(final String name)
    {
        final String wanted = name.toLowerCase(Locale.ROOT);
        final String similar = ALL.stream().map(Scenario::name)
            .filter(each -> sharesAWord(each, wanted) || distance(each, wanted) <= 3)
            .collect(Collectors.joining(", "));
        return !similar.isEmpty() ? "did you mean " + similar + "?" :
            "there are " + ALL.stream().map(Scenario::name).collect(Collectors.joining(", "));
    }

    private static boolean sharesAWord(final String name, final String wanted)
    {
        for (final String word : wanted.split("[^a-z0-9]+"))
        {
            if (word.length() > 2 && name.contains(word))
            {
                return true;
            }
        }
        return false;
    }

    /** Letters to be added, taken away or changed to make one of the other (Levenshtein). */
    private static int distance(final String left, final String right)
    {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++)
        {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++)
        {
            final int[] next = new int[right.length() + 1];
            next[0] = i;
            for (int j = 1; j <= right.length(); j++)
            {
                final int changed = row[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                next[j] = Math.min(changed, 1 + Math.min(row[j], next[j - 1]));
            }
            row = next;
        }
        return row[right.length()];
    }
}
