package io.fourtuple.bench.publish.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("format", FORMAT);
        map.put("benchmark", run.benchmark());
        map.put("parameters", run.parameters());
        map.put("title", run.title());
        map.put("at", run.at().toString());
        map.put("commit", run.origin().commit());
        map.put("modified", run.origin().isModified());
        map.put("command", run.command());
        map.put("duration_s", JsonText.number(run.durationS()));
        map.put("verdict", verdict(run.verdict()));
        map.put("settings", run.settings());
        map.put("metrics", run.metrics().stream().map(RunJson::metric).toList());
        map.put("histograms", run.histograms().stream().map(RunJson::histogram).toList());
        map.put("series", run.series().stream().map(RunJson::series).toList());
        map.put("summary", run.summary());
        map.put("notes", run.notes());
        return map;
    }

    private static Map<String, Object> verdict(final RunVerdict verdict)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("result", verdict.result().name());
        map.put("criteria", verdict.criteria().stream().map(RunJson::criterion).toList());
        return map;
    }

    private static Map<String, Object> criterion(final RunVerdict.Criterion criterion)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", criterion.name());
        map.put("expected", criterion.expected());
        map.put("measured", criterion.measured());
        map.put("holds", criterion.holds());
        return map;
    }

    private static Map<String, Object> metric(final Metric metric)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", metric.name());
        map.put("unit", metric.unit());
        map.put("better", metric.better().key());
        map.put("floor", JsonText.number(metric.floor()));
        map.put("samples", numbers(metric.samples()));
        return map;
    }

    private static Map<String, Object> histogram(final HistogramFile histogram)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", histogram.file());
        map.put("tag", histogram.tag());
        map.put("name", histogram.name());
        map.put("unit", histogram.unit());
        return map;
    }

    private static Map<String, Object> series(final TimeSeries series)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", series.name());
        map.put("unit", series.unit());
        map.put("t", numbers(series.seconds()));
        map.put("values", numbers(series.values()));
        return map;
    }

    private static List<Object> numbers(final List<Double> values)
    {
        return values.stream().map(JsonText::number).toList();
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
