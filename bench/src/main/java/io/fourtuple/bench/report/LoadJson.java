package io.fourtuple.bench.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.jr.ob.JSON;

import io.fourtuple.bench.results.RunRecord;
import io.fourtuple.bench.results.RunVerdict;
import io.fourtuple.bench.results.TimeSeries;

/**
 * The {@code load.json} of {@code fourtuple load --out}, for a folder that has no {@code run.json}. What it lacks, or
 * has in another form, is left out.
 */
final class LoadJson
{
    /** Its name in the folder. */
    static final String FILE = "load.json";

    private final Map<String, Object> root;

    /** @throws IOException if it is no JSON object. */
    LoadJson(final Path file) throws IOException
    {
        root = JSON.std.mapFrom(file.toFile());
    }

    RunRecord run()
    {
        final Map<?, ?> target = object(root, "target");
        final Map<?, ?> plan = object(root, "plan");
        final RunRecord run = new RunRecord("load", "")
            .title(text(root, "tool", "load").replace("fourtuple ", "") + ": " + text(target, "description", "engine"))
            .command(text(target, "command", ""))
            .durationS(number(root, "elapsed_s"))
            .verdict(verdict(object(root, "verdict")));
        try
        {
            run.at(Instant.parse(text(root, "at", "")));
        }
        catch (final DateTimeException ex)
        {
            run.at(Instant.EPOCH);
        }
        final Map<?, ?> totals = object(root, "totals");
        run.summary(Stream.of("offered", "established", "failed", "broken")
            .filter(name -> Double.isFinite(number(totals, name)))
            .map(name -> Unit.number(number(totals, name)) + " " + name).collect(Collectors.joining(", ")));
        plan.forEach((name, value) -> run.setting(String.valueOf(name), plain(value)));
        target.forEach((name, value) ->
        {
            if (!"command".equals(name) && !plain(value).isEmpty())
            {
                run.setting(String.valueOf(name), plain(value));
            }
        });
        series(run);
        return run;
    }

    Map<String, String> environment()
    {
        final Map<String, String> environment = new LinkedHashMap<>();
        object(root, "machine").forEach((name, value) -> environment.put(String.valueOf(name), plain(value)));
        return environment;
    }

    private static RunVerdict verdict(final Map<?, ?> verdict)
    {
        final List<RunVerdict.Criterion> criteria = new ArrayList<>();
        for (final Map<?, ?> one : objects(verdict, "criteria"))
        {
            criteria.add(new RunVerdict.Criterion("", text(one, "expected", ""), text(one, "value", ""),
                Boolean.TRUE.equals(one.get("passed"))));
        }
        return RunVerdict.of(criteria);
    }

    private void series(final RunRecord run)
    {
        final List<Double> seconds = new ArrayList<>();
        final List<Double> offered = new ArrayList<>();
        final List<Double> established = new ArrayList<>();
        final List<Double> open = new ArrayList<>();
        for (final Map<?, ?> row : objects(root, "rows"))
        {
            final double length = number(row, "length_s");
            final Map<?, ?> counts = object(row, "counts");
            final double[] values = {number(row, "t"), number(counts, "offered") / length,
                number(counts, "established") / length, number(row, "open")};
            if (Arrays.stream(values).allMatch(Double::isFinite))
            {
                seconds.add(values[0]);
                offered.add(values[1]);
                established.add(values[2]);
                open.add(values[3]);
            }
        }
        run.series(new TimeSeries("offered per second", "1/s", seconds, offered))
            .series(new TimeSeries("established per second", "1/s", seconds, established))
            .series(new TimeSeries("open connections", "", seconds, open));
    }

    private static String plain(final Object value)
    {
        return value instanceof List<?> list ? String.join(" ", list.stream().map(String::valueOf).toList()) :
            String.valueOf(value);
    }

    private static Map<?, ?> object(final Map<?, ?> from, final String name)
    {
        return from.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<Map<?, ?>> objects(final Map<?, ?> from, final String name)
    {
        final List<Map<?, ?>> maps = new ArrayList<>();
        if (from.get(name) instanceof List<?> list)
        {
            list.forEach(one -> maps.add(one instanceof Map<?, ?> map ? map : Map.of()));
        }
        return maps;
    }

    private static String text(final Map<?, ?> from, final String name, final String instead)
    {
        return from.get(name) instanceof String text ? text : instead;
    }

    private static double number(final Map<?, ?> from, final String name)
    {
        return from.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
