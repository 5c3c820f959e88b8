package io.fourtuple.bench.measure.peers;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.fourtuple.bench.base.process.ChildFailedException;

/**
 * A line of a harness, as in {@code RESULT stack=lwip mode=churn idle=0 n=1000 ...}.
 *
 * @param kind   its first word.
 * @param values the name=value pairs behind it.
 */
record HarnessLine(String kind, Map<String, String> values)
{
    private static final Pattern PAIR = Pattern.compile("(\\w+)=(\\S+)");

    static HarnessLine parse(final String line)
    {
        final int space = line.indexOf(' ');
        final Map<String, String> values = new HashMap<>();
        final Matcher matcher = PAIR.matcher(space < 0 ? "" : line.substring(space));
        while (matcher.find())
        {
            values.put(matcher.group(1), matcher.group(2));
        }
        return new HarnessLine(space < 0 ? line : line.substring(0, space), Map.copyOf(values));
    }

    boolean isResult(final String mode)
    {
        return "RESULT".equals(kind) && mode.equals(values.get("mode"));
    }

    boolean isMemory()
    {
        return "MEMORY".equals(kind);
    }

    /** @throws ChildFailedException if the line has no such number. */
    double number(final String name)
    {
        final String value = values.get(name);
        try
        {
            return Double.parseDouble(String.valueOf(value));
        }
        catch (final NumberFormatException ex)
        {
            throw new ChildFailedException(kind + " line without a number " + name + ": " + name + "=" + value);
        }
    }

    long count(final String name)
    {
        return (long)number(name);
    }
}
