package io.fourtuple.bench.publish.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.fourtuple.bench.base.TextTable;

/** A comparison as people read it: what is compared, warnings, a line a figure, and what it comes to. */
final class ComparisonText
{
    private static final Set<String> SPEEDS = Set.of("ns", "us", "ms", "s", "1/s", "ns/op", "us/op", "ms/op", "s/op",
        "ops/s", "ops/ms", "ops/us", "ops/ns");

    private final Comparison comparison;
    private final String before;
    private final String after;

    ComparisonText(final Comparison comparison, final String before, final String after)
    {
        this.comparison = comparison;
        this.before = before;
        this.after = after;
    }

    List<String> lines()
    {
        final List<String> lines = new ArrayList<>();
        final int width = Math.max(before.length(), after.length()) + 2;
        lines.add(String.format("%-" + width + "s%s", before + ":", describe(comparison.first())));
        lines.add(String.format("%-" + width + "s%s", after + ":", describe(comparison.second())));
        comparison.warnings().forEach(warning -> lines.add("warning: " + warning));
        lines.add(columns(comparison.isOfSingles()));
        final TextTable figures = new TextTable().left("").right("floor").right(before).right(after)
            .right("difference").right("could tell").left("");
        comparison.judgements().forEach((figure, judgement) -> figures.row(cells(row(figure, judgement))));
        final List<String> table = figures.plain().stream().map(line -> "  " + line).toList();
        lines.add(table.getFirst());
        int row = 1;
        for (final FigureComparison judgement : comparison.judgements().values())
        {
            lines.add(table.get(row++));
            if (!judgement.reason().isEmpty())
            {
                lines.add("      " + judgement.reason());
            }
        }
        conclude(lines);
        return lines;
    }

    private void conclude(final List<String> lines)
    {
        if (comparison.isOfSingles())
        {
            lines.add("one process a side: builds may differ by " +
                RunText.percent(comparison.limits().processSpread()) +
                " more or less than these two runs (--process-spread); fourtuple bench ab compares builds");
        }
        else if (comparison.count(FigureComparison.Result.CANNOT_TELL) > 0)
        {
            lines.add("to tell more: more processes a side (bench ab --runs), or a quieter machine");
        }
        lines.add(comparison.counts());
    }

    /** Explains the columns. */
    static String columns(final boolean isOfSingles)
    {
        return isOfSingles ? "median [where it lies with 94 % confidence]" :
            "medians of processes [lowest..highest]; difference: the middle one of all pairs' differences [all of " +
                "these hold together, with 95 % confidence]; could tell: the least that would have been told";
    }

    static String describe(final ComparedRuns side)
    {
        return side.name() + (side.runs().isEmpty() ? "" : ", " + side.runs().getFirst().title() + ", " +
            side.runs().getFirst().origin().label());
    }

    static ComparisonTable.Row row(final ComparedFigure figure, final FigureComparison judgement)
    {
        return new ComparisonTable.Row(figure.name(), figure.better().key(),
            Double.isNaN(figure.floor()) ? "" : RunText.value(figure.floor(), figure.unit()),
            interval(judgement.a(), figure.unit()), interval(judgement.b(), figure.unit()),
            difference(judgement.difference()),
            Double.isNaN(judgement.tellable()) ? "" : RunText.percent(judgement.tellable()),
            new ComparisonTable.Outcome(
                ComparisonTable.kind(judgement.result()), verdict(figure, judgement), judgement.reason()));
    }

    private static String[] cells(final ComparisonTable.Row row)
    {
        return new String[]{row.figure() + ", " + row.better() + " is better", row.floor(), row.a(), row.b(),
            row.difference(), row.couldTell(), row.outcome().verdict()};
    }

    private static String interval(final MedianInterval interval, final String unit)
    {
        return RunText.value(interval.median(), unit) + (interval.samples() == 1 ? "" :
            " " + RunText.range(interval.low(), interval.high(), unit));
    }

    /** As in {@code +2.1 % [-0.3..+4.0]}; {@code -} where there is no share, of 0. */
    private static String difference(final FigureComparison.Difference difference)
    {
        return !Double.isFinite(difference.estimate()) ? "-" : String.format(Locale.ROOT, "%+.1f %% [%+.1f..%+.1f]",
            100 * difference.estimate(), 100 * difference.low(), 100 * difference.high());
    }

    /** As in {@code +10.2 % [+8.1..+12.0], SLOWER}. */
    static String outcome(final ComparedFigure figure, final FigureComparison judgement)
    {
        return difference(judgement.difference()) + ", " + verdict(figure, judgement);
    }

    /** In one or a few words; what is worse, in capitals. */
    private static String verdict(final ComparedFigure figure, final FigureComparison judgement)
    {
        final boolean isSpeed = SPEEDS.contains(figure.unit());
        return switch (judgement.result())
        {
            case WORSE -> isSpeed ? "SLOWER" : "WORSE";
            case BETTER -> isSpeed ? "faster" : "better";
            case SAME -> (isSingle(judgement) ? "no difference in these two runs" : "no difference found") +
                (judgement.resolution() == 0 ? "" : " within " + RunText.percent(judgement.resolution()));
            case CANNOT_TELL -> "undecided";
        };
    }

    private static boolean isSingle(final FigureComparison judgement)
    {
        return Double.isNaN(judgement.tellable());
    }
}
