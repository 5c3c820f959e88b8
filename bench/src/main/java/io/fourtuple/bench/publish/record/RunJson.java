package io.fourtuple.bench.publish.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.fourtuple.bench.base.Json;

/** {@link RunRecord} as {@code run.json}, both ways. */
final class RunJson
{
    /** Files of a later format are refused, not guessed at. */
    static final int FORMAT = 1;

    private RunJson()
    {
    }

    static Map<String, Object> toMap(final RunRecord run)
    {
        return new Json()
            .put("format", FORMAT)
            .put("benchmark", run.benchmark())
            .put("parameters", run.parameters())
            .put("title", run.title())
            .put("at", run.at().toString())
            .put("commit", run.origin().commit())
            .put("modified", run.origin().isModified())
            .put("command", run.command())
            .putDigits("duration_s", run.durationS())
            .put("verdict", new Json().put("result", run.verdict().result().name())
                .put("criteria", run.verdict().criteria().stream().map(RunJson::json).toList()))
            .put("settings", run.settings())
            .put("metrics", run.metrics().stream().map(RunJson::json).toList())
            .put("histograms", run.histograms().stream().map(RunJson::json).toList())
            .put("series", run.series().stream().map(RunJson::json).toList())
            .put("summary", run.summary())
            .put("notes", run.notes())
            .members();
    }

    private static Json json(final RunVerdict.Criterion criterion)
    {
        return new Json().put("name", criterion.name()).put("expected", criterion.expected())
            .put("measured", criterion.measured()).put("holds", criterion.holds());
    }

    private static Json json(final Metric metric)
    {
        return new Json().put("name", metric.name()).put("unit", metric.unit()).put("better", metric.better().key())
            .putDigits("floor", metric.floor()).put("samples", numbers(metric.samples()));
    }

    private static Json json(final HistogramFile histogram)
    {
        return new Json().put("file", histogram.file()).put("tag", histogram.tag()).put("name", histogram.name())
            .put("unit", histogram.unit());
    }

    private static Json json(final TimeSeries series)
    {
        return new Json().put("name", series.name()).put("unit", series.unit())
            .put("t", numbers(series.seconds())).put("values", numbers(series.values()));
    }

    private static List<Number> numbers(final List<Double> values)
    {
        return values.stream().map(Json::number).toList();
    }

    /**
     * @param where the file, for what is said of mistakes.
     * @param value what was read.
     */
    static RunRecord fromJson(final String where, final Object value)
    {
        final JsonObject json = new JsonObject(where, value);
        if (json.number("format") != FORMAT)
        {
            throw json.wrong("format", "must be " + FORMAT + ", is " + json.members().get("format"));
        }
        try
        {
            return read(json);
        }
        catch (final IllegalArgumentException | DateTimeException ex)
        {
            throw new BadRunException(where + ": " + ex.getMessage());
        }
    }

    private static RunRecord read(final JsonObject json)
    {
        final RunRecord run = new RunRecord(json.text("benchmark"), json.text("parameters", ""))
            .at(Instant.parse(json.text("at")))
            .origin(new SourceRevision(json.text("commit", SourceRevision.UNKNOWN.commit()), json.flag("modified")))
            .command(json.text("command", ""))
            .durationS(json.number("duration_s"))
            .verdict(verdict(json.object("verdict")))
            .summary(json.text("summary", ""))
            .notes(json.text("notes", ""));
        run.title(json.text("title", run.title()));
        json.object("settings").texts().forEach(run::setting);
        json.objects("metrics").forEach(metric -> run.metric(metric(metric)));
        json.objects("histograms").forEach(histogram -> run.histogram(new HistogramFile(histogram.text("file"),
            histogram.text("tag", null), histogram.text("name"), histogram.text("unit"))));
        json.objects("series").forEach(series -> run.series(new TimeSeries(
            series.text("name"), series.text("unit"), series.numbers("t"), series.numbers("values"))));
        return run;
    }

    private static RunVerdict verdict(final JsonObject json)
    {
        return new RunVerdict(
            json.one(RunVerdict.Result.class, "result", json.text("result", RunVerdict.Result.NONE.name())),
            json.objects("criteria").stream().map(criterion -> new RunVerdict.Criterion(criterion.text("name"),
                criterion.text("expected", ""), criterion.text("measured", ""), criterion.flag("holds"))).toList());
    }

    private static Metric metric(final JsonObject json)
    {
        return new Metric(json.text("name"), json.text("unit"),
            json.one(Direction.class, "better"), json.number("floor"), json.numbers("samples"));
    }
}
