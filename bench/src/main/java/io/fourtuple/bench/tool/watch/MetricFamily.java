package io.fourtuple.bench.tool.watch;

import java.util.Locale;

/**
 * One family of metrics in either text format ({@link MetricsTextFormat} has the differences): its name, type and meaning,
 * then its samples.
 * <pre>
 *   # TYPE fourtuple_tcp_in_segs counter
 *   # HELP fourtuple_tcp_in_segs TCP segments that passed the border
 *   fourtuple_tcp_in_segs_total{engine="demo-server",pid="4711"} 1234567
 * </pre>
 */
final class MetricFamily
{
    private final StringBuilder text;
    private final String name;
    private final String suffix;

    /** Types of OpenMetrics used here, with the ends of their samples' names, and their names in the older format. */
    enum Type
    {
        COUNTER("_total", "counter"),
        GAUGE("", "gauge"),
        INFO("_info", "gauge"),
        STATESET("", "gauge"),
        SUMMARY("", "summary");

        private final String suffix;
        private final String inPrometheus;

        Type(final String suffix, final String inPrometheus)
        {
            this.suffix = suffix;
            this.inPrometheus = inPrometheus;
        }
    }

    /**
     * Writes its head.
     *
     * @param unit that the name ends with; empty for none.
     */
    MetricFamily(
        final StringBuilder text,
        final MetricsTextFormat format,
        final String name,
        final Type type,
        final String unit,
        final String meaning)
    {
        this.text = text;
        this.name = name;
        suffix = type.suffix;
        if (format == MetricsTextFormat.OPEN_METRICS)
        {
            describe("TYPE", name, type.name().toLowerCase(Locale.ROOT));
            if (!unit.isEmpty())
            {
                describe("UNIT", name, unit);
            }
            describe("HELP", name, escaped(meaning));
        }
        else
        {
            // A family there has the name of its samples; a quotation mark in its help is not escaped.
            describe("HELP", name + suffix, meaning.replace("\\", "\\\\").replace("\n", "\\n"));
            describe("TYPE", name + suffix, type.inPrometheus);
        }
    }

    private void describe(final String what, final String family, final String value)
    {
        text.append("# ").append(what).append(' ').append(family).append(' ').append(value).append('\n');
    }

    /** @param labels as {@link #label} makes them, with commas between. */
    void sample(final String labels, final String value)
    {
        sample(suffix, labels, value);
    }

    /** With an end of the name that is not its type's usual one: a summary has three. */
    void sample(final String end, final String labels, final String value)
    {
        text.append(name).append(end).append('{').append(labels).append("} ").append(value).append('\n');
    }

    /** As in {@code engine="demo-server"}; the value is escaped. */
    static String label(final String name, final String value)
    {
        return name + "=\"" + escaped(value) + '"';
    }

    /** As in {@code tcp_ext_tcp_time_wait_overflow} for {@code TcpExtTCPTimeWaitOverflow}. */
    static String snakeCase(final String label)
    {
        return label.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_").toLowerCase(Locale.ROOT);
    }

    private static String escaped(final String value)
    {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
