package io.fourtuple.bench.results;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Two runs, figure by figure: which became better or worse, and what else was different. */
public final class Comparison
{
    private static final double MUCH_JITTER = 3;
    private static final double JITTER_NS = 10_000;

    private final Side first;
    private final Side second;
    private final Limits limits;
    private final Map<Figure, Judgement> judgements = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    private Comparison(final Side first, final Side second, final Limits limits)
    {
        this.first = first;
        this.second = second;
        this.limits = limits;
        final List<Figure> both = first.figures().values().stream().filter(this::isInBoth).toList();
        if (both.isEmpty())
        {
            throw new BadRunException("nothing to compare: no figure is in both: " + first.name() + " has " +
                names(first) + "; " + second.name() + " has " + names(second));
        }
        final Map<List<Integer>, Integer> ranks = ranks(both);
        both.forEach(figure -> judgements.put(figure, judge(figure, ranks)));
        warn();
    }

    private boolean isInBoth(final Figure figure)
    {
        final Figure other = second.figures().get(figure.name());
        return other != null && other.unit().equals(figure.unit()) && isInAllRuns(first, figure) &&
            isInAllRuns(second, other);
    }

    /** Of histograms, a percentile may be missing where there were too few values: what is there is no fair choice. */
    private static boolean isInAllRuns(final Side side, final Figure figure)
    {
        return side.runs().size() < 2 || figure.processes().size() == side.runs().size();
    }

    /** Of figures of several processes, by how many those are; all groups together have the false alarms of one. */
    private Map<List<Integer>, Integer> ranks(final List<Figure> figures)
    {
        final Map<List<Integer>, List<double[][]>> groups = new LinkedHashMap<>();
        for (final Figure figure : figures)
        {
            final Figure other = second.figures().get(figure.name());
            if (!isSingle(figure, other))
            {
                groups.computeIfAbsent(sizes(figure, other), sizes -> new ArrayList<>())
                    .add(new double[][]{figure.medians(), other.medians()});
            }
        }
        final double all = groups.values().stream().mapToInt(List::size).sum();
        final Map<List<Integer>, Integer> ranks = new LinkedHashMap<>();
        groups.forEach((sizes, group) ->
            ranks.put(sizes, Relabelling.rank(group, Judgement.ALARMS * group.size() / all)));
        return ranks;
    }

    private static List<Integer> sizes(final Figure one, final Figure other)
    {
        return List.of(one.processes().size(), other.processes().size());
    }

    private Judgement judge(final Figure figure, final Map<List<Integer>, Integer> ranks)
    {
        final Figure other = second.figures().get(figure.name());
        return isSingle(figure, other) ? Judgement.ofSamples(figure, other, limits) :
            Judgement.ofProcesses(figure, other, ranks.get(sizes(figure, other)), limits);
    }

    /**
     * @param first  a run's folder, a folder of runs of one kind, JMH's JSON or a histogram log: before.
     * @param second the same: after.
     * @param limits what counts.
     * @throws BadRunException if one of them is none of these, or they have nothing in common.
     */
    public static Comparison of(final Path first, final Path second, final Limits limits)
    {
        return new Comparison(Side.read(first), Side.read(second), limits);
    }

    Limits limits()
    {
        return limits;
    }

    private static String names(final Side side)
    {
        return side.figures().isEmpty() ? "none" :
            String.join(", ", side.figures().keySet().stream().limit(3).toList());
    }

    private void warn()
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
        if (hasFailed())
        {
            warnings.add(second.name() + " FAILED, as a run: " + second.runs().stream()
                .filter(run -> run.verdict().isFail()).findFirst().map(RunIndex::failed).orElse(""));
        }
        else if (first.runs().stream().anyMatch(run -> run.verdict().isFail()))
        {
            warnings.add(first.name() + " FAILED, as a run");
        }
    }

    /** What was measured of the run itself, as the share of a CPU, is no setting. */
    private void settings(final Map<String, String> a, final Map<String, String> b)
    {
        final TreeSet<String> names = new TreeSet<>(a.keySet());
        names.addAll(b.keySet());
        names.removeIf(name -> name.contains(" "));
        for (final String name : names)
        {
            if (!Objects.equals(a.get(name), b.get(name)))
            {
                warnings.add("different setting: " + name + ": " + a.getOrDefault(name, "-") + " / " +
                    b.getOrDefault(name, "-"));
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

    private void missing(final Side one, final Side other)
    {
        final List<String> names = one.figures().keySet().stream()
            .filter(name -> judgements.keySet().stream().noneMatch(figure -> figure.name().equals(name))).toList();
        final List<String> nowhere = names.stream().filter(name -> !other.figures().containsKey(name)).toList();
        if (!nowhere.isEmpty())
        {
            warnings.add("not in " + other.name() + ": " + String.join("; ", nowhere));
        }
        final List<String> partly = names.stream().filter(name -> !isInAllRuns(one, one.figures().get(name))).toList();
        if (!partly.isEmpty())
        {
            warnings.add("not in all runs of " + one.name() + ": " + String.join("; ", partly));
        }
    }

    private boolean hasFailed()
    {
        return second.runs().stream().anyMatch(run -> run.verdict().isFail()) &&
            first.runs().stream().noneMatch(run -> run.verdict().isFail());
    }

    /** Whether a figure is worse, or the second run failed where the first had not. */
    public boolean isRegression()
    {
        return count(Judgement.Result.WORSE) > 0 || hasFailed();
    }

    /** All figures by what came of them. */
    String counts()
    {
        return String.format(Locale.ROOT, "%d worse, %d better, %d the same, %d cannot be told",
            count(Judgement.Result.WORSE), count(Judgement.Result.BETTER), count(Judgement.Result.SAME),
            count(Judgement.Result.CANNOT_TELL));
    }

    long count(final Judgement.Result result)
    {
        return judgements.values().stream().filter(judgement -> judgement.result() == result).count();
    }

    /** What was different beside the figures, a line each. */
    public List<String> warnings()
    {
        return List.copyOf(warnings);
    }

    /** For a person to read. */
    public List<String> text()
    {
        return text("before", "after");
    }

    /**
     * @param before what the first side is called.
     * @param after  what the second is.
     */
    public List<String> text(final String before, final String after)
    {
        return new ComparisonText(this, before, after).lines();
    }

    /**
     * Puts what was compared into a run of its own: each figure of both sides with a sample a process, and a criterion a
     * figure.
     *
     * @param run    that is being recorded.
     * @param before what the first side is called.
     * @param after  what the second is.
     */
    public void into(final RunRecord run, final String before, final String after)
    {
        final List<RunVerdict.Criterion> criteria = new ArrayList<>();
        judgements.forEach((figure, judgement) ->
        {
            final Figure other = second.figures().get(figure.name());
            run.metric(Metric.withFloor(figure.name() + ", " + before, figure.unit(), figure.better(), figure.floor(),
                figure.medians()));
            run.metric(Metric.withFloor(figure.name() + ", " + after, figure.unit(), figure.better(), other.floor(),
                other.medians()));
            criteria.add(new RunVerdict.Criterion(figure.name(), "not worse by " + RunText.percent(limits.threshold()),
                ComparisonText.difference(judgement.difference()) + ", " + ComparisonText.verdict(figure, judgement),
                judgement.result() != Judgement.Result.WORSE));
        });
        if (hasFailed())
        {
            criteria.add(new RunVerdict.Criterion("runs of " + after, "none failed", "failed", false));
        }
        final RunVerdict.Criterion main = criteria.getFirst();
        run.verdict(RunVerdict.of(criteria)).summary(main.name() + ": " + main.measured() + "; " + counts());
    }

    Side first()
    {
        return first;
    }

    Side second()
    {
        return second;
    }

    Map<Figure, Judgement> judgements()
    {
        return judgements;
    }

    /** Whether all figures are of one process a side. */
    boolean isOfSingles()
    {
        return judgements.keySet().stream().allMatch(figure -> isSingle(figure, second.figures().get(figure.name())));
    }

    private static boolean isSingle(final Figure one, final Figure other)
    {
        return one.processes().size() == 1 && other.processes().size() == 1;
    }

    /** For a program to read. */
    public String json()
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("before", first.name());
        map.put("after", second.name());
        map.put("warnings", warnings);
        map.put("by", isOfSingles() ? "samples of one process a side" : "medians of processes");
        map.put("figures", judgements.entrySet().stream()
            .map(entry -> json(entry.getKey(), entry.getValue())).toList());
        for (final Judgement.Result result : Judgement.Result.values())
        {
            map.put(result.name().toLowerCase(Locale.ROOT), count(result));
        }
        map.put("regression", isRegression());
        return JsonText.write(map);
    }

    private static Map<String, Object> json(final Figure figure, final Judgement judgement)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", figure.name());
        map.put("unit", figure.unit());
        map.put("better", figure.better().key());
        map.put("before", json(judgement.a()));
        map.put("after", json(judgement.b()));
        map.put("floor", JsonText.number(figure.floor()));
        map.put("change", JsonText.number(judgement.difference().estimate()));
        map.put("change_low", JsonText.number(judgement.difference().low()));
        map.put("change_high", JsonText.number(judgement.difference().high()));
        map.put("least_change_tellable", JsonText.number(judgement.tellable()));
        map.put("largest_change_possible", JsonText.number(judgement.resolution()));
        map.put("judgement", judgement.result().name().toLowerCase(Locale.ROOT));
        map.put("reason", judgement.reason());
        return map;
    }

    private static Map<String, Object> json(final MedianInterval interval)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("median", JsonText.number(interval.median()));
        map.put("low", JsonText.number(interval.low()));
        map.put("high", JsonText.number(interval.high()));
        map.put("samples", interval.samples());
        return map;
    }
}
