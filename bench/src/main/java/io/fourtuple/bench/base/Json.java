package io.fourtuple.bench.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.jr.ob.JSON;

/** A JSON object in the making, its members in the order they are put; Jackson writes it. */
public final class Json
{
    private static final double DECIMALS = 1e4;
    private static final MathContext DIGITS = new MathContext(10);
    private static final JSON INDENTED = JSON.builder(
            JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build())
        .enable(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES).build();
    private static final JSON ONE_LINE = INDENTED.with(new DefaultPrettyPrinter(Separators.createDefaultInstance()
            .withRootSeparator("").withObjectEmptySeparator("").withArrayEmptySeparator("")
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEntrySpacing(Separators.Spacing.AFTER).withArrayValueSpacing(Separators.Spacing.AFTER))
        .withObjectIndenter(DefaultPrettyPrinter.NopIndenter.instance)
        .withArrayIndenter(DefaultPrettyPrinter.NopIndenter.instance));

    private final Map<String, Object> members = new LinkedHashMap<>();

    public Json put(final String name, final String value)
    {
        return member(name, value);
    }

    public Json put(final String name, final long value)
    {
        return member(name, value);
    }

    public Json put(final String name, final boolean value)
    {
        return member(name, value);
    }

    /** Puts a number of at most four decimals; null if the value is not finite. */
    public Json put(final String name, final double value)
    {
        return member(name, Double.isFinite(value) ? Math.round(value * DECIMALS) / DECIMALS : null);
    }

    public Json put(final String name, final Json value)
    {
        return member(name, value.members);
    }

    public Json put(final String name, final Map<String, ?> value)
    {
        return member(name, value);
    }

    /** Puts an array of strings, numbers, lists or objects. */
    public Json put(final String name, final Iterable<?> values)
    {
        final List<Object> list = new ArrayList<>();
        values.forEach(value -> list.add(value instanceof Json json ? json.members : value));
        return member(name, list);
    }

    /** Puts a number as {@link #number} has it. */
    public Json putDigits(final String name, final double value)
    {
        return member(name, number(value));
    }

    /** A value of ten significant digits, without an exponent; null if the value is not finite. */
    public static Number number(final double value)
    {
        if (!Double.isFinite(value))
        {
            return null;
        }
        final BigDecimal rounded = BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros();
        return rounded.scale() <= 0 && Math.abs(value) < Long.MAX_VALUE ? (Number)rounded.longValue() : rounded;
    }

    private Json member(final String name, final Object value)
    {
        members.put(name, value);
        return this;
    }

    /** The members in their order, to be read. */
    public Map<String, Object> members()
    {
        return Collections.unmodifiableMap(members);
    }

    /** Writes the object, a line for each of its members. */
    public void write(final Path file) throws IOException
    {
        final List<String> lines = new ArrayList<>();
        members.forEach((name, value) -> lines.add("  " + text(ONE_LINE, name) + ": " + text(ONE_LINE, value)));
        Files.writeString(file, "{\n" + String.join(",\n", lines) + "\n}\n");
    }

    /** Writes {@link #indented}. */
    public static void writeIndented(final Path file, final Map<String, ?> object) throws IOException
    {
        Files.write(file, indented(object).getBytes(StandardCharsets.UTF_8));
    }

    /** The text of an object in many lines, each object within it indented; ends with a line's end. */
    public static String indented(final Map<String, ?> object)
    {
        return text(INDENTED, object) + "\n";
    }

    /** The text in one line. */
    @Override
    public String toString()
    {
        return text(ONE_LINE, members);
    }

    private static String text(final JSON writer, final Object value)
    {
        try
        {
            return writer.asString(value);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
