package io.fourtuple.bench.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Short names of runs: of {@code 2026-11-21_33d9fc1_cycle_held-1m} and {@code 2026-11-21_7ab01c2_cycle_held-1m} only
 * {@code 33d9fc1} and {@code 7ab01c2}, what tells them apart.
 */
final class RunLabels
{
    private static final int LONGEST = 40;

    private RunLabels()
    {
    }

    /**
     * @param names of folders.
     * @return a label for each, no two the same.
     */
    static List<String> of(final List<String> names)
    {
        final List<String[]> parts = names.stream().map(name -> name.split("_", -1)).toList();
        final int length = parts.getFirst().length;
        final boolean isEven = parts.stream().allMatch(part -> part.length == length);
        final List<String> labels = new ArrayList<>();
        for (int i = 0; i < names.size(); i++)
        {
            final List<String> kept = new ArrayList<>();
            for (int part = 0; isEven && part < length; part++)
            {
                final int at = part;
                final boolean isNeedless = part == 0 && areDistinctBehind(parts);
                if (!isNeedless && parts.stream().map(all -> all[at]).distinct().count() > 1)
                {
                    kept.add(parts.get(i)[part]);
                }
            }
            labels.add(shortened(kept.isEmpty() ? names.get(i) : String.join(" ", kept)));
        }
        return distinct(labels);
    }

    /** Whether the first part, the date, is not needed to tell them apart. */
    private static boolean areDistinctBehind(final List<String[]> parts)
    {
        return parts.stream().map(all -> String.join("_", List.of(all).subList(1, all.length))).distinct().count() ==
            parts.size();
    }

    private static String shortened(final String label)
    {
        return label.length() <= LONGEST ? label : label.substring(0, LONGEST - 1) + "…";
    }

    private static List<String> distinct(final List<String> labels)
    {
        final Map<String, Integer> seen = new HashMap<>();
        return labels.stream().map(label ->
        {
            final int times = seen.merge(label, 1, Integer::sum);
            return times == 1 ? label : label + " #" + times;
        }).toList();
    }
}
