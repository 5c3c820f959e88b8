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
    private final Map<Figure, Judgement> judgements = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    private Comparison(final Side first, final Side second, final double threshold)
    {
        this.first = first;
        this.second = second;
        first.figures().forEach((name, figure) ->
        {
            final Figure other = second.figures().get(name);
            if (other != null && other.unit().equals(figure.unit()))
            {
                judgements.put(figure, Judgement.of(figure, other, threshold));
            }
        });
        if (judgements.isEmpty())
        {
            throw new BadRunException("nothing to compare: no figure is in both: " + first.name() + " has " +
                names(first) + "; " + second.name() + " has " + names(second));
        }
        warn();
    }

    /**
     * @param first     a run's folder, a folder of runs of one kind, JMH's JSON or a histogram log: before.
     * @param second    the same: after.
     * @param threshold least change that counts, as a share.
     * @throws BadRunException if one of them is none of these, or they have nothing in common.
     */
    public static Comparison of(final Path first, final Path second, final double threshold)
    {
        return new Comparison(Side.read(first), Side.read(second), threshold);
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
        if (!names.isEmpty())
        {
            warnings.add("not in " + other.name() + ": " + String.join("; ", names));
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

    private long count(final Judgement.Result result)
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
        final List<String> lines = new ArrayList<>();
        lines.add("before: " + describe(first));
        lines.add("after:  " + describe(second));
        warnings.forEach(warning -> lines.add("warning: " + warning));
        final List<String[]> rows = new ArrayList<>();
        rows.add(new String[]{"", "before", "after", "change", ""});
        judgements.forEach((figure, judgement) -> rows.add(row(figure, judgement)));
        lines.add("median [where it lies with 94 % confidence]");
        final List<String> table = aligned(rows);
        lines.add(table.getFirst());
        int row = 1;
        for (final Judgement judgement : judgements.values())
        {
            lines.add(table.get(row++));
            if (!judgement.reason().isEmpty())
            {
                lines.add("      " + judgement.reason());
            }
        }
        lines.add(String.format(Locale.ROOT, "%d worse, %d better, %d the same, %d cannot be told",
            count(Judgement.Result.WORSE), count(Judgement.Result.BETTER), count(Judgement.Result.SAME),
            count(Judgement.Result.CANNOT_TELL)));
        if (count(Judgement.Result.CANNOT_TELL) > 0)
        {
            lines.add("to tell more: longer runs (--duration, --rounds), a quieter machine, or several runs a side");
        }
        return lines;
    }

    private static String describe(final Side side)
    {
        return side.name() + (side.runs().isEmpty() ? "" : ", " + side.runs().getFirst().title() + ", " +
            side.runs().getFirst().origin().label());
    }

    private static String[] row(final Figure figure, final Judgement judgement)
    {
        return new String[]{
            figure.name() + ", " + figure.better().key() + " is better",
            interval(judgement.a(), figure.unit()), interval(judgement.b(), figure.unit()), change(judgement.change()),
            judgement.result() == Judgement.Result.WORSE ? "WORSE" : judgement.result().text()};
    }

    private static String interval(final MedianInterval interval, final String unit)
    {
        return RunText.value(interval.median(), unit) + (interval.samples() == 1 ? "" :
            " " + RunText.range(interval.low(), interval.high(), unit));
    }

    private static String change(final double change)
    {
        return Double.isNaN(change) ? "-" : String.format(Locale.ROOT, "%+.1f %%", 100 * change);
    }

    private static List<String> aligned(final List<String[]> rows)
    {
        final int columns = rows.getFirst().length;
        final int[] widths = new int[columns];
        rows.forEach(row ->
        {
            for (int i = 0; i < columns; i++)
            {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        });
        return rows.stream().map(row ->
        {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++)
            {
                final boolean isNumber = i >= 1 && i <= 3;
                line.append(String.format("  %" + (isNumber ? "" : "-") + Math.max(1, widths[i]) + "s", row[i]));
            }
            return line.toString().stripTrailing();
        }).toList();
    }

    /** For a program to read. */
    public String json()
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("before", first.name());
        map.put("after", second.name());
        map.put("warnings", warnings);
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
        map.put("change", JsonText.number(judgement.change()));
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
