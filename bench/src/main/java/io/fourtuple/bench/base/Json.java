package io.fourtuple.bench.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON object in the making, members in the order they were put: as much of JSON as a result file needs. */
public final class Json
{
    private final Map<String, String> members = new LinkedHashMap<>();

    public Json put(final String name, final String value)
    {
        return raw(name, quote(value));
    }

    public Json put(final String name, final long value)
    {
        return raw(name, Long.toString(value));
    }

    public Json put(final String name, final boolean value)
    {
        return raw(name, Boolean.toString(value));
    }

    /** A number of four decimals; null if it is none. */
    public Json put(final String name, final double value)
    {
        return raw(name, Double.isFinite(value) ? Double.toString(Math.round(value * 1e4) / 1e4) : "null");
    }

    public Json put(final String name, final Json value)
    {
        return raw(name, value.toString());
    }

    public Json put(final String name, final Iterable<?> values)
    {
        final List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value instanceof String text ? quote(text) : String.valueOf(value)));
        return raw(name, "[" + String.join(", ", texts) + "]");
    }

    private Json raw(final String name, final String value)
    {
        members.put(name, value);
        return this;
    }

    /** Writes the object, a line for each of its members. */
    public void write(final Path file) throws IOException
    {
        final List<String> lines = new ArrayList<>();
        members.forEach((name, value) -> lines.add("  " + quote(name) + ": " + value));
        Files.writeString(file, "{\n" + String.join(",\n", lines) + "\n}\n");
    }

    @Override
    public String toString()
    {
        final List<String> texts = new ArrayList<>();
        members.forEach((name, value) -> texts.add(quote(name) + ": " + value));
        return "{" + String.join(", ", texts) + "}";
    }

    private static String quote(final String text)
    {
        final StringBuilder quoted = new StringBuilder("\"");
        for (final char c : text.toCharArray())
        {
            if (c == '"' || c == '\\')
            {
                quoted.append('\\').append(c);
            }
            else if (c < ' ')
            {
                quoted.append(String.format("\\u%04x", (int)c));
            }
            else
            {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
