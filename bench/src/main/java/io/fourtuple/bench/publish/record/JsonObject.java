package io.fourtuple.bench.publish.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Members of a JSON object that someone else has written, with what is wrong with them said in one line. */
final class JsonObject
{
    private final String where;
    private final Map<?, ?> members;

    /**
     * @param where file and place, for what is said of mistakes.
     * @param value what {@link JsonText} has read.
     */
    JsonObject(final String where, final Object value)
    {
        this.where = where;
        if (!(value instanceof Map<?, ?> map))
        {
            throw new BadRunException(where + ": must be an object, is " + kind(value));
        }
        members = map;
    }

    private static String kind(final Object value)
    {
        return value == null ? "nothing" : value instanceof List ? "an array" : value instanceof Map ? "an object" :
            value instanceof String ? "a string" : "the value " + value;
    }

    /** A string that must be there. */
    String text(final String name)
    {
        final String text = text(name, null);
        if (text == null)
        {
            throw wrong(name, "is missing");
        }
        return text;
    }

    /** A string, or what to take if there is none. */
    String text(final String name, final String instead)
    {
        final Object value = members.get(name);
        if (value != null && !(value instanceof String))
        {
            throw wrong(name, "must be a string, is " + kind(value));
        }
        return value == null ? instead : (String)value;
    }

    /** A number, or NaN if there is none. */
    double number(final String name)
    {
        final Object value = members.get(name);
        return value == null ? Double.NaN : number(name, value);
    }

    private double number(final String name, final Object value)
    {
        if (!(value instanceof Number number) || !Double.isFinite(number.doubleValue()))
        {
            throw wrong(name, "must be a number, is " + kind(value));
        }
        return number.doubleValue();
    }

    /** One of a few words that must be there, whatever its case. */
    <E extends Enum<E>> E one(final Class<E> type, final String name)
    {
        return one(type, name, text(name));
    }

    /** The same of a text that was read already. */
    <E extends Enum<E>> E one(final Class<E> type, final String name, final String text)
    {
        try
        {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        }
        catch (final IllegalArgumentException ex)
        {
            throw wrong(name, "must be one of " + List.of(type.getEnumConstants()) + ", is " + text);
        }
    }

    boolean flag(final String name)
    {
        final Object value = members.get(name);
        if (value != null && !(value instanceof Boolean))
        {
            throw wrong(name, "must be true or false, is " + kind(value));
        }
        return value != null && (Boolean)value;
    }

    /** An array of numbers; empty if there is none. */
    List<Double> numbers(final String name)
    {
        final List<Double> numbers = new ArrayList<>();
        list(name).forEach(value -> numbers.add(number(name, value)));
        return numbers;
    }

    /** An array of objects; empty if there is none. */
    List<JsonObject> objects(final String name)
    {
        final List<JsonObject> objects = new ArrayList<>();
        for (final Object value : list(name))
        {
            objects.add(new JsonObject(where + ": " + name + "[" + objects.size() + "]", value));
        }
        return objects;
    }

    List<?> list(final String name)
    {
        final Object value = members.get(name);
        if (value != null && !(value instanceof List))
        {
            throw wrong(name, "must be an array, is " + kind(value));
        }
        return value == null ? List.of() : (List<?>)value;
    }

    /** An object; an empty one if there is none. */
    JsonObject object(final String name)
    {
        final Object value = members.get(name);
        return new JsonObject(where + ": " + name, value == null ? Map.of() : value);
    }

    /** All members as text, in the order of the file. */
    Map<String, String> texts()
    {
        final Map<String, String> texts = new LinkedHashMap<>();
        members.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        return texts;
    }

    /** All members as they were read. */
    Map<String, Object> members()
    {
        final Map<String, Object> copy = new LinkedHashMap<>();
        members.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return copy;
    }

    BadRunException wrong(final String name, final String what)
    {
        return new BadRunException(where + ": " + name + " " + what);
    }
}
