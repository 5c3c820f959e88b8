package io.fourtuple.bench.publish.page;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Short names of runs: of {@code 2026-11-21_33d9fc1_cycle_held-1m} and {@code 2026-11-21_7ab01c2_cycle_held-1m} only
 * {@code 33d9fc1} and {@code 7ab01c2}, what tells them apart; the date only where nothing else does.
 */
final class RunLabels
{
    private static final int LONGEST = 40;
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private RunLabels()
    {
    }

    /**
     * @param names of folders.
     * @return a label for each, no two the same.
     */
    static List<String> of(final List<String> names)
    {
        final List<List<String>> parts = names.stream().map(name -> List.of(name.split("_"))).toList();
        final List<List<String>> different = parts.stream().map(own -> own.stream()
            .filter(part -> !parts.stream().allMatch(all -> all.contains(part))).toList()).toList();
        final List<List<String>> undated = different.stream().map(own -> own.stream()
            .filter(part -> !DATE.matcher(part).matches()).toList()).toList();
        final List<List<String>> kept = undated.stream().distinct().count() == names.size() ? undated : different;
        return distinct(IntStream.range(0, names.size()).mapToObj(i -> shortened(
            String.join(" ", kept.get(i).isEmpty() ? named(parts.get(i)) : kept.get(i)))).toList());
    }

    /** The label of a run that nothing tells apart: its name without date and commit, if more is left. */
    private static List<String> named(final List<String> parts)
    {
        return parts.size() > 2 && DATE.matcher(parts.get(0)).matches() ? parts.subList(2, parts.size()) : parts;
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
