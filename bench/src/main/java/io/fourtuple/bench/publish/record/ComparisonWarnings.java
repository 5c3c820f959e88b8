package io.fourtuple.bench.publish.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Differences between two sides beside their figures. Readers must know them; no verdict depends on them. */
final class ComparisonWarnings
{
    private static final double MUCH_JITTER = 3;
    private static final double JITTER_NS = 10_000;

    private final ComparedRuns first;
    private final ComparedRuns second;
    private final Set<ComparedFigure> judged;
    private final List<String> warnings = new ArrayList<>();

    /** @param judged figures of the first side that the second has, too. */
    ComparisonWarnings(final ComparedRuns first, final ComparedRuns second, final Set<ComparedFigure> judged)
    {
        this.first = first;
        this.second = second;
        this.judged = judged;
    }

    /** A line each. */
    List<String> lines()
    {
        if (!first.runs().isEmpty() && !second.runs().isEmpty())
        {
            final RunRecord a = first.runs().getFirst();
            final RunRecord b = second.runs().getFirst();
            if (!a.benchmark().equals(b.benchmark()))
            {
                warnings.add("different benchmarks: " + a.benchmark() + " / " + b.benchmark());
            }
            settings(a.settings(), b.settings());
            first.environment().differences(second.environment())
                .forEach(difference -> warnings.add("different machine or JVM: " + difference));
            jitter(first.environment().jitter(), second.environment().jitter());
        }
        missing(first, second);
        missing(second, first);
        failures();
        return List.copyOf(warnings);
    }

    private void failures()
    {
        final int before = Comparison.failed(first);
        final int after = Comparison.failed(second);
        if (before + after > 0)
        {
            final ComparedRuns one = after > 0 ? second : first;
            warnings.add(before + " of " + first.runs().size() + " runs FAILED before, " + after + " of " +
                second.runs().size() + " after: " + one.runs().stream().filter(run -> run.verdict().isFail())
                .findFirst().map(RunIndex::failed).orElse(""));
        }
    }

    /** A measurement of the run itself, as its share of a CPU, is no setting. */
    private void settings(final Map<String, String> a, final Map<String, String> b)
    {
        final TreeSet<String> names = new TreeSet<>(a.keySet());
        names.addAll(b.keySet());
        names.removeIf(name -> name.contains(" "));
        // Older runs call idle connections held.
        final boolean isRenamed = names.contains("idle") && names.remove("held");
        for (final String name : names)
        {
            final String former = isRenamed && name.equals("idle") ? "held" : name;
            final String before = a.getOrDefault(name, a.getOrDefault(former, "-"));
            final String after = b.getOrDefault(name, b.getOrDefault(former, "-"));
            if (!before.equals(after))
            {
                warnings.add("different setting: " + name + ": " + before + " / " + after);
            }
        }
    }

    private void jitter(final JitterSummary a, final JitterSummary b)
    {
        if (a == null || b == null)
        {
            warnings.add("the idle machine was not watched before " + (a == null ? first : second).name());
            return;
        }
        final double low = Math.min(a.p999(), b.p999());
        final double high = Math.max(a.p999(), b.p999());
        if (high > MUCH_JITTER * low && high - low > JITTER_NS)
        {
            warnings.add("different jitter of the idle machine (p99.9 / max): " + RunText.jitter(a) +
                " before the first, " + RunText.jitter(b) + " before the second: differences may be the machine's");
        }
    }

    private void missing(final ComparedRuns one, final ComparedRuns other)
    {
        final List<String> names = one.figures().keySet().stream()
            .filter(name -> judged.stream().noneMatch(figure -> figure.name().equals(name))).toList();
        final List<String> nowhere = names.stream().filter(name -> !other.figures().containsKey(name)).toList();
        if (!nowhere.isEmpty())
        {
            warnings.add("not in " + other.name() + ": " + String.join("; ", nowhere));
        }
        final List<String> partly = names.stream()
            .filter(name -> !Comparison.isInAllRuns(one, one.figures().get(name))).toList();
        if (!partly.isEmpty())
        {
            warnings.add("not in all runs of " + one.name() + ": " + String.join("; ", partly));
        }
    }
}
