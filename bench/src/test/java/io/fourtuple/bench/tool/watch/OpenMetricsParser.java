package io.fourtuple.bench.tool.watch;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of OpenMetrics' text format 1.0.0, as far as this project writes it: what it does not know is an
 * error.
 */
final class OpenMetricsParser
{
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern DESCRIPTION = Pattern.compile("# (TYPE|UNIT|HELP) (" + NAME + ") (.*)");
    private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")\\{([^}]*|.*)} (-?\\d+(?:\\.\\d+)?|NaN)");
    private static final Pattern LABEL =
        Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
    private static final Map<String, String> SUFFIXES =
        Map.of("counter", "_total", "gauge", "", "info", "_info", "stateset", "", "summary", "(|_count|_sum)");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, Map<Map<String, String>, Double>> samples = new LinkedHashMap<>();
    private final Set<String> described = new LinkedHashSet<>();
    private String family;

    /**
     * @param text to be read.
     * @return what it says.
     * @throws AssertionError for whatever the format does not allow.
     */
    static OpenMetricsParser parse(final String text)
    {
        final OpenMetricsParser parser = new OpenMetricsParser();
        require(text.endsWith("\n# EOF\n"), "it must end with # EOF and a line end");
        require(text.indexOf('\r') < 0, "no carriage returns");
        final String[] lines = text.split("\n");
        for (int i = 0; i < lines.length - 1; i++)
        {
            parser.line(lines[i]);
        }
        return parser;
    }

    Map<String, String> types()
    {
        return types;
    }

    /** Values by labels by full names. */
    Map<String, Map<Map<String, String>, Double>> samples()
    {
        return samples;
    }

    /** Values by labels; of a sample's full name. */
    Map<Map<String, String>, Double> samples(final String name)
    {
        return samples.getOrDefault(name, Map.of());
    }

    private void line(final String line)
    {
        if (line.startsWith("#"))
        {
            final Matcher matcher = DESCRIPTION.matcher(line);
            require(matcher.matches(), "no such description: " + line);
            describe(matcher.group(1), matcher.group(2), matcher.group(3));
            return;
        }
        final Matcher matcher = SAMPLE.matcher(line);
        require(matcher.matches(), "no sample: " + line);
        require(family != null, "a sample of no family: " + line);
        final String type = types.get(family);
        require(matcher.group(1).matches(family + SUFFIXES.get(type)), "not of the family " + family + ": " + line);
        final Map<String, String> labels = labels(matcher.group(2), line);
        final double value = Double.parseDouble(matcher.group(3));
        final boolean isQuantile = type.equals("summary") && matcher.group(1).equals(family);
        require(labels.containsKey("quantile") == isQuantile && (isQuantile || !Double.isNaN(value)), line);
        require(!isQuantile || labels.get("quantile").matches("0\\.\\d+|1") && !(value < 0), line);
        require(!type.equals("counter") || value >= 0, "negative counter: " + line);
        require(!type.equals("info") || value == 1, "an info is 1: " + line);
        require(!type.equals("stateset") || (value == 0 || value == 1) && labels.containsKey(family), line);
        require(samples.computeIfAbsent(matcher.group(1), name -> new LinkedHashMap<>()).put(labels, value) == null,
            "twice: " + line);
    }

    private void describe(final String what, final String name, final String text)
    {
        if (!name.equals(family))
        {
            require(what.equals("TYPE"), "the type comes first: " + name);
            require(!types.containsKey(name), "a family in two pieces: " + name);
            for (final String suffix : new String[]{"_total", "_created", "_count", "_sum", "_bucket", "_info"})
            {
                require(!name.endsWith(suffix), "a reserved end: " + name);
            }
            family = name;
        }
        require(samples.get(name) == null, "described behind its samples: " + name);
        require(described.add(what + " " + name), "described twice: " + what + " " + name);
        switch (what)
        {
            case "TYPE" ->
            {
                require(SUFFIXES.containsKey(text), "type " + text);
                types.put(name, text);
            }
            case "UNIT" -> require(name.endsWith("_" + text), "unit " + text + " of " + name);
            default -> require(!text.isEmpty() && !text.replaceAll("\\\\[\\\\n\"]", "").contains("\\"), text);
        }
    }

    static Map<String, String> labels(final String text, final String line)
    {
        final Map<String, String> labels = new LinkedHashMap<>();
        final Matcher matcher = LABEL.matcher(text);
        int at = 0;
        while (at < text.length())
        {
            require(matcher.region(at, text.length()).lookingAt(), "labels: " + line);
            final String value = matcher.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
            require(labels.put(matcher.group(1), value) == null, "a label twice: " + line);
            at = matcher.end();
            require(at < text.length() || matcher.group(3).isEmpty(), "a comma at the end: " + line);
        }
        return labels;
    }

    private static void require(final boolean holds, final String problem)
    {
        if (!holds)
        {
            throw new AssertionError(problem);
        }
    }
}
