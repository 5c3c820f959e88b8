package io.fourtuple.bench.tool.watch;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of Prometheus' text format 0.0.4, as far as this project writes it; strict also where {@code promtool
 * check metrics} only warns: each family has a help, and counters, and only these, end in {@code _total}.
 */
final class PrometheusTextParser
{
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern DESCRIPTION = Pattern.compile("# (HELP|TYPE) (" + NAME + ") (.+)");
    private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")\\{(.*)} (-?\\d+(?:\\.\\d+)?|NaN)");
    private static final Set<String> TYPES = Set.of("counter", "gauge", "summary");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, Map<Map<String, String>, Double>> samples = new LinkedHashMap<>();
    private final Set<String> helped = new HashSet<>();
    private String family;

    /**
     * @param text to be read.
     * @return what it says.
     * @throws AssertionError for whatever the format does not allow.
     */
    static PrometheusTextParser parse(final String text)
    {
        final PrometheusTextParser parser = new PrometheusTextParser();
        require(text.isEmpty() || text.endsWith("\n"), "the last line must end with a line end");
        text.lines().forEach(parser::line);
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

    private void line(final String line)
    {
        if (line.startsWith("#"))
        {
            final Matcher matcher = DESCRIPTION.matcher(line);
            require(matcher.matches(), "no description: " + line);
            describe(matcher.group(1), matcher.group(2), matcher.group(3));
            return;
        }
        final Matcher matcher = SAMPLE.matcher(line);
        require(matcher.matches(), "no sample: " + line);
        final String name = matcher.group(1);
        final String type = types.get(family);
        require(type != null, "a sample without a type: " + line);
        require(name.equals(family) || type.equals("summary") && name.matches(family + "_(count|sum)"),
            "not of the family " + family + ": " + line);
        final Map<String, String> labels = OpenMetricsParser.labels(matcher.group(2), line);
        require(labels.containsKey("quantile") == (type.equals("summary") && name.equals(family)), line);
        require(samples.computeIfAbsent(name, ignored -> new LinkedHashMap<>())
            .put(labels, Double.parseDouble(matcher.group(3))) == null, "twice: " + line);
    }

    private void describe(final String what, final String name, final String text)
    {
        if (what.equals("HELP"))
        {
            require(helped.add(name), "described twice: " + name);
            require(!text.replaceAll("\\\\[\\\\n]", "").contains("\\"), "only \\\\ and \\n are escapes here: " + text);
            family = name;
            return;
        }
        require(name.equals(family), "no help: " + name);
        require(TYPES.contains(text), "no type of this format: " + text);
        require(types.put(name, text) == null, "two types: " + name);
        require(name.endsWith("_total") == text.equals("counter"), "counters, and only these, end in _total: " + name);
    }

    private static void require(final boolean holds, final String problem)
    {
        if (!holds)
        {
            throw new AssertionError(problem);
        }
    }
}
