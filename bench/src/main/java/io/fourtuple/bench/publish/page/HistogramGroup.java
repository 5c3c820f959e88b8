package io.fourtuple.bench.publish.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Histograms that are shown over each other: all of one run; of several runs those of the same name.
 *
 * @param title   what they have in common; empty for all of one run.
 * @param members in the order of the runs; none where only the idle machine is shown.
 * @param runs    whose idle machine belongs to it, by their place.
 */
record HistogramGroup(String title, List<Member> members, List<Integer> runs)
{
    /** More lines than this in one plot are none that anybody can follow. */
    private static final int MOST = 8;
    /** The part of a name before its first point or colon; the whole name if it has none. */
    private static final Pattern PREFIX = Pattern.compile("^([^.:]+)[.:].*$");

    /**
     * One of them.
     *
     * @param run       which, by its place.
     * @param name      for legend and table.
     * @param histogram with values in it, or empty.
     */
    record Member(int run, String name, ReportHistogram histogram)
    {
    }

    HistogramGroup
    {
        members = List.copyOf(members);
        runs = List.copyOf(runs);
    }

    private static HistogramGroup of(final String title, final List<Member> members)
    {
        final boolean isTime = members.getFirst().histogram().unit().isTime();
        return new HistogramGroup(title, members, isTime ? members.stream().map(Member::run).distinct().toList() : List.of());
    }

    /**
     * @param runs   in order.
     * @param labels of the runs.
     * @return a group for each name; last one of the idle machines that belong to none of those.
     */
    static List<HistogramGroup> of(final List<ReportRun> runs, final List<String> labels)
    {
        final Map<String, List<Member>> byName = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++)
        {
            for (final ReportHistogram histogram : runs.get(i).histograms())
            {
                // Times have one axis, whatever their units; what is counted otherwise has its own.
                final String unit = histogram.unit().isTime() ? "" : " (" + histogram.unit().symbol() + ")";
                final String title = (runs.size() == 1 ? "" : histogram.name()) + unit;
                byName.computeIfAbsent(title, ignored -> new ArrayList<>()).add(new Member(
                    i, runs.size() == 1 ? histogram.name() : labels.get(i), histogram));
            }
        }
        final List<HistogramGroup> groups = new ArrayList<>();
        byName.forEach((title, members) ->
        {
            parts(members, runs.size() == 1).forEach((prefix, part) -> split(title.strip() + prefix, part, groups));
        });
        final List<Integer> alone = IntStream.range(0, runs.size()).boxed()
            .filter(run -> runs.get(run).jitter().isPresent())
            .filter(run -> groups.stream().noneMatch(group -> group.runs().contains(run))).toList();
        if (!alone.isEmpty())
        {
            groups.add(new HistogramGroup("Idle machine", List.of(), alone));
        }
        return groups;
    }

    /** All in one if they fit; of one run else by what names begin with, as {@code client.} and {@code server.}. */
    private static Map<String, List<Member>> parts(final List<Member> members, final boolean isOne)
    {
        final Map<String, List<Member>> parts = new LinkedHashMap<>();
        members.forEach(member -> parts.computeIfAbsent(
            members.size() <= MOST ? "" : PREFIX.matcher(member.name()).replaceFirst("$1"),
            ignored -> new ArrayList<>()).add(member));
        return isOne && parts.size() < members.size() ? parts : Map.of("", members);
    }

    /** Into parts of nearly the same size if they are too many. */
    private static void split(final String title, final List<Member> members, final List<HistogramGroup> groups)
    {
        final int parts = (members.size() + MOST - 1) / MOST;
        for (int i = 0; i < parts; i++)
        {
            groups.add(of(title, members.subList(members.size() * i / parts, members.size() * (i + 1) / parts)));
        }
    }

    boolean isTime()
    {
        return members.isEmpty() || members.getFirst().histogram().unit().isTime();
    }
}
