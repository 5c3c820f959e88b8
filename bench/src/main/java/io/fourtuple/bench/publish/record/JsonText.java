package io.fourtuple.bench.publish.record;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.jr.ob.JSON;

/**
 * JSON as text, by Jackson: objects are maps in the order of the file, arrays lists. Files may come from anyone: their
 * size is limited here, their depth and the length of numbers by Jackson.
 */
final class JsonText
{
    static final long MAX_BYTES = 64L << 20;

    private static final MathContext DIGITS = new MathContext(10);
    private static final JSON JSON_TEXT = JSON.builder(
            JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build())
        .enable(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES,
            JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS)
        .build();

    private JsonText()
    {
    }

    /** A file's object or array. */
    static Object read(final Path file)
    {
        return read(String.valueOf(file.getFileName()), file);
    }

    /**
     * @param name of the file, for what is said of mistakes.
     */
    static Object read(final String name, final Path file)
    {
        try
        {
            final long size = Files.size(file);
            if (size > MAX_BYTES)
            {
                throw new BadRunException(name + ": larger than " + (MAX_BYTES >> 20) + " MiB: bytes=" + size);
            }
            return parse(name, Files.readString(file));
        }
        catch (final IOException ex)
        {
            throw new BadRunException(name + ": cannot be read: " + ex.getClass().getSimpleName() + ": " + file);
        }
    }

    /**
     * @param name of the file, for what is said of mistakes.
     */
    static Object parse(final String name, final String text)
    {
        try
        {
            return JSON_TEXT.anyFrom(text);
        }
        catch (final IOException | RuntimeException ex)
        {
            throw new BadRunException(name + ": no JSON: " + String.valueOf(ex.getMessage()).replaceAll("\\R.*", ""));
        }
    }

    /** An object's text, members a line each, with a line's end. */
    static String write(final Map<String, ?> object)
    {
        try
        {
            return JSON_TEXT.asString(object) + "\n";
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    static void write(final Path file, final Map<String, ?> object) throws IOException
    {
        Files.write(file, write(object).getBytes(StandardCharsets.UTF_8));
    }

    /** As files have it: ten digits, no exponent; null if it is none. */
    static Object number(final double value)
    {
        if (!Double.isFinite(value))
        {
            return null;
        }
        final BigDecimal rounded = BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros();
        return rounded.scale() <= 0 && Math.abs(value) < Long.MAX_VALUE ? (Object)rounded.longValue() : rounded;
    }
}
