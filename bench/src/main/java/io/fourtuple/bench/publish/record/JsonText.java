package io.fourtuple.bench.publish.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.jr.ob.JSON;

/**
 * Reads JSON by Jackson: objects become maps in the order of the file, arrays lists. Files may come from anyone: their
 * size is limited here, their depth and the length of numbers by Jackson.
 */
final class JsonText
{
    static final long MAX_BYTES = 64L << 20;

    private static final JSON STRICT = JSON.builder().enable(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS).build();

    private JsonText()
    {
    }

    /** A file's object or array. */
    static Object read(final Path file)
    {
        return read(String.valueOf(file.getFileName()), file);
    }

    /** @param name of the file, for what is said of mistakes. */
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

    /** @param name of the file, for what is said of mistakes. */
    static Object parse(final String name, final String text)
    {
        try
        {
            return STRICT.anyFrom(text);
        }
        catch (final IOException | RuntimeException ex)
        {
            throw new BadRunException(name + ": no JSON: " + String.valueOf(ex.getMessage()).replaceAll("\\R.*", ""));
        }
    }
}
