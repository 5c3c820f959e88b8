package io.fourtuple.bench.publish.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.apache.commons.math3.distribution.HypergeometricDistribution;

import io.fourtuple.bench.base.Json;

/** Two runs, figure by figure: which became better or worse, and what else was different. */
public final class Comparison
{
    /** The kind of a comparison of one process a side, in {@link #json()}. */
    static final String BY_SAMPLES = "samples of one process a side";

    private final ComparedRuns first;
    private final ComparedRuns second;
    private final Limits limits;
    private final Map<ComparedFigure, FigureComparison> judgements = new LinkedHashMap<>();
    private final List<String> warnings;

    private Comparison(final ComparedRuns first, final ComparedRuns second, final Limits limits)
    {
        this.first = first;
        this.second = second;
        this.limits = limits;
        final List<ComparedFigure> both = first.figures().values().stream().filter(this::isInBoth).toList();
        if (both.isEmpty())
        {
            throw new BadRunException("nothing to compare: no figure is in both: " + first.name() + " has " +
                names(first) + "; " + second.name() + " has " + names(second));
        }
        final Map<List<Integer>, Integer> ranks = ranks(both);
        both.forEach(figure -> judgements.put(figure, judge(figure, ranks)));
        warnings = new ComparisonWarnings(first, second, judgements.keySet()).lines();
    }

    private boolean isInBoth(final ComparedFigure figure)
    {
        final ComparedFigure other = second.figures().get(figure.name());
        return other != null && other.unit().equals(figure.unit()) && isInAllRuns(first, figure) &&
            isInAllRuns(second, other);
    }

    /** A histogram lacks a percentile where it has too few values; the runs that have it would be no fair choice. */
    static boolean isInAllRuns(final ComparedRuns side, final ComparedFigure figure)
    {
        return side.runs().size() < 2 || figure.processes().size() == side.runs().size();
    }

    /** Ranks of figures of several processes, by their number; all groups share the false alarms of one. */
    private Map<List<Integer>, Integer> ranks(final List<ComparedFigure> figures)
    {
        final Map<List<Integer>, List<double[][]>> groups = new LinkedHashMap<>();
        for (final ComparedFigure figure : figures)
        {
            final ComparedFigure other = second.figures().get(figure.name());
            if (!isSingle(figure, other))
            {
                groups.computeIfAbsent(sizes(figure, other), sizes -> new ArrayList<>())
                    .add(new double[][]{figure.medians(), other.medians()});
            }
        }
        final double all = groups.values().stream().mapToInt(List::size).sum();
        final Map<List<Integer>, Integer> ranks = new LinkedHashMap<>();
        groups.forEach((sizes, group) ->
            ranks.put(sizes, PermutationTest.rank(group, FigureComparison.ALARMS * group.size() / all)));
        return ranks;
    }

    private static List<Integer> sizes(final ComparedFigure one, final ComparedFigure other)
    {
        return List.of(one.processes().size(), other.processes().size());
    }

    private FigureComparison judge(final ComparedFigure figure, final Map<List<Integer>, Integer> ranks)
    {
        final ComparedFigure other = second.figures().get(figure.name());
        return isSingle(figure, other) ? FigureComparison.ofSamples(figure, other, limits) :
            FigureComparison.ofProcesses(figure, other, ranks.get(sizes(figure, other)), limits);
    }

    /**
     * @param first  a run's folder, a folder of runs of one kind, JMH's JSON or a histogram log: before.
     * @param second the same: after.
     * @param unit   of histogram logs, {@code ns}, {@code us}, {@code ms} or {@code s}, whatever they say; empty: as
     *               they say, else ns.
     * @param limits what counts.
     * @throws BadRunException if one of them is none of these, or they have nothing in common.
     */
    public static Comparison of(
        final Path first, final Path second, final Optional<String> unit, final Limits limits)
    {
        return new Comparison(ComparedRuns.read(first, unit), ComparedRuns.read(second, unit), limits);
    }

    /**
     * The same of two folders of runs that the caller knows by other names than those of the folders.
     *
     * @param before what the first is called: {@code old.jar}.
     * @param after  what the second is.
     */
    public static Comparison of(
        final Path first, final String before, final Path second, final String after, final Limits limits)
    {
        return new Comparison(ComparedRuns.read(first, Optional.empty()).named(before),
            ComparedRuns.read(second, Optional.empty()).named(after.equals(before) ? after + " again" : after), limits);
    }

    Limits limits()
    {
        return limits;
    }

    private static String names(final ComparedRuns side)
    {
        return side.figures().isEmpty() ? "none" :
            String.join(", ", side.figures().keySet().stream().limit(3).toList());
    }

    /** How many of its runs missed what was expected of them. */
    static int failed(final ComparedRuns side)
    {
        return (int)side.runs().stream().filter(run -> run.verdict().isFail()).count();
    }

    /**
     * Every run of the second side and none of the first; of several, also so many more that chance seldom deals them so
     * (Fisher's exact test): one of five may have met a busy machine.
     */
    private boolean hasFailed()
    {
        final int runs = second.runs().size();
        final int failed = failed(second);
        if (failed == 0)
        {
            return false;
        }
        final int before = failed(first);
        return failed == runs && before == 0 ||
            new HypergeometricDistribution(null, first.runs().size() + runs, before + failed, runs)
                .upperCumulativeProbability(failed) <= FigureComparison.ALARMS;
    }

    /** Whether a figure is worse, or runs of the second side failed that did not before. */
    public boolean isRegression()
    {
        return count(FigureComparison.Result.WORSE) > 0 || hasFailed();
    }

    /**
     * Makes a run of each side, whose samples are its processes' medians, for a page with both.
     *
     * @param root   a folder of its own.
     * @param before what the first side is called.
     * @param after  what the second is.
     * @return the two folders.
     */
    public List<Path> sides(final Path root, final String before, final String after) throws IOException
    {
        return List.of(side(root, first, before), side(root, second, after));
    }

    private Path side(final Path root, final ComparedRuns side, final String name) throws IOException
    {
        final RunRecord one = side.runs().getFirst();
        final RunRecord run = new RunRecord(one.benchmark(), name).at(one.at()).origin(one.origin())
            .title(name + ", " + one.title())
            .durationS(side.runs().stream().mapToDouble(RunRecord::durationS).sum());
        one.settings().forEach(run::setting);
        judgements.keySet().stream().map(figure -> side.figures().get(figure.name())).forEach(figure ->
            run.metric(Metric.withFloor(
                figure.name(), figure.unit(), figure.better(), figure.floor(), figure.medians())));
        try (RunRecorder recorder = RunRecorder.begin(root, side.environment()))
        {
            return recorder.finish(run);
        }
    }

    /** All figures by what came of them. */
    String counts()
    {
        return String.format(Locale.ROOT, "%d worse, %d better, %d the same, %d cannot be told",
            count(FigureComparison.Result.WORSE), count(FigureComparison.Result.BETTER), count(FigureComparison.Result.SAME),
            count(FigureComparison.Result.CANNOT_TELL));
    }

    long count(final FigureComparison.Result result)
    {
        return judgements.values().stream().filter(judgement -> judgement.result() == result).count();
    }

    /** Differences beside the figures, a line each. */
    public List<String> warnings()
    {
        return warnings;
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
     * Puts what was compared into a run of its own: each figure of both sides with a sample a process, and a criterion
     * a figure that is decided.
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
            final ComparedFigure other = second.figures().get(figure.name());
            run.metric(Metric.withFloor(ComparisonTable.metric(figure.name(), before), figure.unit(), figure.better(),
                figure.floor(), figure.medians()));
            run.metric(Metric.withFloor(ComparisonTable.metric(figure.name(), after), figure.unit(), figure.better(),
                other.floor(), other.medians()));
            // An undecided figure has neither passed nor failed.
            if (judgement.result() != FigureComparison.Result.CANNOT_TELL)
            {
                criteria.add(new RunVerdict.Criterion(figure.name(),
                    "not worse by " + RunText.percent(limits.threshold()),
                    ComparisonText.outcome(figure, judgement), judgement.result() != FigureComparison.Result.WORSE));
            }
        });
        if (hasFailed())
        {
            criteria.add(new RunVerdict.Criterion("runs of " + after, "none failed", "failed", false));
        }
        final ComparedFigure main = judgements.keySet().iterator().next();
        run.verdict(RunVerdict.of(criteria))
            .setting(before, ComparisonText.describe(first)).setting(after, ComparisonText.describe(second))
            .setting("threshold", RunText.percent(limits.threshold()))
            .summary(main.name() + ": " + ComparisonText.outcome(main, judgements.get(main)) + "; " + counts());
    }

    ComparedRuns first()
    {
        return first;
    }

    ComparedRuns second()
    {
        return second;
    }

    Map<ComparedFigure, FigureComparison> judgements()
    {
        return judgements;
    }

    /** Whether all figures are of one process a side. */
    boolean isOfSingles()
    {
        return judgements.keySet().stream().allMatch(figure -> isSingle(figure, second.figures().get(figure.name())));
    }

    private static boolean isSingle(final ComparedFigure one, final ComparedFigure other)
    {
        return one.processes().size() == 1 && other.processes().size() == 1;
    }

    /** For a program to read. */
    public String json()
    {
        final Json json = new Json()
            .put("before", first.name())
            .put("after", second.name())
            .put("warnings", warnings)
            .put("by", isOfSingles() ? BY_SAMPLES : "medians of processes")
            .put("figures", judgements.entrySet().stream()
                .map(entry -> json(entry.getKey(), entry.getValue())).toList());
        for (final FigureComparison.Result result : FigureComparison.Result.values())
        {
            json.put(ComparisonTable.kind(result), count(result));
        }
        return Json.indented(json.put("regression", isRegression()).members());
    }

    private static Json json(final ComparedFigure figure, final FigureComparison judgement)
    {
        return new Json()
            .put("name", figure.name())
            .put("unit", figure.unit())
            .put("better", figure.better().key())
            .put("before", json(judgement.a()))
            .put("after", json(judgement.b()))
            .putDigits("floor", figure.floor())
            .putDigits("change", judgement.difference().estimate())
            .putDigits("change_low", judgement.difference().low())
            .putDigits("change_high", judgement.difference().high())
            .putDigits("least_change_tellable", judgement.tellable())
            .putDigits("largest_change_possible", judgement.resolution())
            .put("judgement", ComparisonTable.kind(judgement.result()))
            .put("reason", judgement.reason());
    }

    private static Json json(final MedianInterval interval)
    {
        return new Json().putDigits("median", interval.median()).putDigits("low", interval.low())
            .putDigits("high", interval.high()).put("samples", interval.samples());
    }
}
