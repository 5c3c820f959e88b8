package io.fourtuple.bench.publish.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON object that was written for other eyes than a recorded run's reader: what it lacks, or has in another form, is
 * left out and is no mistake. {@link JsonObject} is the strict one.
 */
final class LooseJson
{
    private static final String LOAD = "load";

    private final Map<?, ?> members;

    LooseJson(final Object value)
    {
        members = value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** An empty one if there is none. */
    LooseJson object(final String name)
    {
        return new LooseJson(members.get(name));
    }

    /** The objects of an array. */
    List<LooseJson> objects(final String name)
    {
        return list(name).stream().map(LooseJson::new).toList();
    }

    List<?> list(final String name)
    {
        return members.get(name) instanceof List<?> list ? list : List.of();
    }

    String text(final String name, final String instead)
    {
        return members.get(name) instanceof String text ? text : instead;
    }

    /** NaN if there is none. */
    double number(final String name)
    {
        return number(members.get(name));
    }

    static double number(final Object value)
    {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    boolean flag(final String name)
    {
        return Boolean.TRUE.equals(members.get(name));
    }

    List<String> names()
    {
        return members.keySet().stream().map(String::valueOf).toList();
    }

    /** All that is not empty, as text. */
    Map<String, String> texts()
    {
        final Map<String, String> texts = new LinkedHashMap<>();
        members.forEach((name, value) ->
        {
            final String text = value instanceof List<?> list ?
                String.join(" ", list.stream().map(String::valueOf).toList()) : String.valueOf(value);
            if (!text.isEmpty())
            {
                texts.put(String.valueOf(name), text);
            }
        });
        return texts;
    }

    /** When it began; long ago if it does not say. */
    Instant at()
    {
        try
        {
            return Instant.parse(text("at", ""));
        }
        catch (final DateTimeException ex)
        {
            return Instant.EPOCH;
        }
    }

    /** The member {@code machine}, whose load is a single number. */
    Environment environment()
    {
        final Map<String, Object> machine = new LinkedHashMap<>();
        object("machine").members.forEach((name, value) -> machine.put(String.valueOf(name), value));
        machine.remove("jitter");
        if (machine.containsKey(LOAD))
        {
            final double load = number(machine.get(LOAD));
            machine.put(LOAD, Double.isFinite(load) ? List.of(load) : List.of());
        }
        return Environment.fromJson("machine", machine);
    }

    /** Criteria as {@code expected}, {@code value}, {@code passed}. */
    List<RunVerdict.Criterion> criteria(final String name)
    {
        final List<RunVerdict.Criterion> criteria = new ArrayList<>();
        objects(name).forEach(one -> criteria.add(new RunVerdict.Criterion(
            "", one.text("expected", ""), one.text("value", ""), one.flag("passed"))));
        return criteria;
    }
}
