package io.fourtuple.bench.publish.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The table of a recorded comparison, every figure of it, as the terminal has had it: read back from what
 * {@link Comparison#json()} has left in the run's folder, so that {@code run.json} needs no field for it.
 *
 * @param note what the columns are.
 * @param rows a figure each.
 */
public record ComparisonTable(String note, List<Row> rows)
{
    /** File of {@link Comparison#json()}, beside {@code run.json}. */
    public static final String FILE = "result.json";
    /** The page of both sides, where the comparison has one. */
    public static final String SIDES = "sides.html";
    /** The command whose runs are comparisons. */
    public static final String BENCHMARK = "ab";
    /** The name of the first side there. */
    public static final String A = "A";
    /** The name of the second side. */
    public static final String B = "B";

    /**
     * One figure.
     *
     * @param figure     its name.
     * @param better     {@code lower} or {@code higher}.
     * @param floor      with its unit, as all values; empty if there is none.
     * @param a          median of the first side, with its range.
     * @param b          of the second.
     * @param difference with its interval; {@code -} where there is no share.
     * @param couldTell  the least difference that would have been told; empty if none would.
     * @param outcome    what came of it.
     */
    public record Row(
        String figure, String better, String floor, String a, String b, String difference, String couldTell,
        Outcome outcome)
    {
        /** The names of its two metrics in the comparison's run: they belong on one scale. */
        public List<String> metrics()
        {
            return List.of(metric(figure, A), metric(figure, B));
        }
    }

    /**
     * @param kind    {@code worse}, {@code better}, {@code same} or {@code cannot_tell}; only the first is a failure.
     * @param verdict in words.
     * @param reason  of it; may be empty.
     */
    public record Outcome(String kind, String verdict, String reason)
    {
    }

    /** Takes a copy. */
    public ComparisonTable
    {
        rows = List.copyOf(rows);
    }

    /** As a comparison's run calls the metric of a side. */
    static String metric(final String figure, final String side)
    {
        return figure + ", " + side;
    }

    /**
     * @return empty if the run is no comparison, or keeps none.
     * @throws BadRunException if what it keeps is none.
     */
    public static Optional<ComparisonTable> read(final RunFolder folder)
    {
        if (!BENCHMARK.equals(folder.run().benchmark()) || !folder.has(FILE))
        {
            return Optional.empty();
        }
        final JsonObject json = new JsonObject(FILE, JsonText.read(FILE, folder.path().resolve(FILE)));
        final List<Row> rows = new ArrayList<>();
        for (final JsonObject one : json.objects("figures"))
        {
            rows.add(ComparisonText.row(new ComparedFigure(one.text("name"), one.text("unit"),
                one.one(Direction.class, "better"), one.number("floor"), List.of()), judgement(one)));
        }
        return Optional.of(
            new ComparisonTable(ComparisonText.columns(Comparison.BY_SAMPLES.equals(json.text("by"))), rows));
    }

    private static FigureComparison judgement(final JsonObject json)
    {
        return new FigureComparison(json.one(FigureComparison.Result.class, "judgement"),
            interval(json.object("before")), interval(json.object("after")),
            new FigureComparison.Difference(json.number("change"), json.number("change_low"), json.number("change_high")),
            json.number("least_change_tellable"), json.text("reason", ""));
    }

    private static MedianInterval interval(final JsonObject json)
    {
        for (final String name : List.of("median", "low", "high", "samples"))
        {
            if (Double.isNaN(json.number(name)))
            {
                throw json.wrong(name, "is missing");
            }
        }
        return new MedianInterval(
            json.number("median"), json.number("low"), json.number("high"), (int)json.number("samples"));
    }

    /** The kind of a result, as JSON has it. */
    static String kind(final FigureComparison.Result result)
    {
        return result.name().toLowerCase(Locale.ROOT);
    }
}
