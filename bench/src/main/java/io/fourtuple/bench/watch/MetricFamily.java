package io.fourtuple.bench.watch;

import java.util.Locale;

/**
 * One family of metrics in OpenMetrics' text format: its name, type and meaning, then its samples.
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

    /** Types of OpenMetrics that are used here, and what their samples' names end with. */
    enum Type
    {
        COUNTER("_total"),
        GAUGE(""),
        INFO("_info"),
        STATESET(""),
        SUMMARY("");

        private final String suffix;

        Type(final String suffix)
        {
            this.suffix = suffix;
        }
    }

    /**
     * Writes its head.
     *
     * @param text    to write to.
     * @param name    of the family.
     * @param type    of it.
     * @param unit    that the name ends with; empty for none.
     * @param meaning in words.
     */
    MetricFamily(
        final StringBuilder text, final String name, final Type type, final String unit, final String meaning)
    {
        this.text = text;
        this.name = name;
        suffix = type.suffix;
        text.append("# TYPE ").append(name).append(' ').append(type.name().toLowerCase(Locale.ROOT)).append('\n');
        if (!unit.isEmpty())
        {
            text.append("# UNIT ").append(name).append(' ').append(unit).append('\n');
        }
        text.append("# HELP ").append(name).append(' ').append(escaped(meaning)).append('\n');
    }

    /**
     * @param labels of the sample, as {@link #label} makes them, with commas between.
     * @param value  as it is to be written.
     */
    void sample(final String labels, final String value)
    {
        sample(suffix, labels, value);
    }

    /** With an end of the name that is not its type's usual one: a summary has three. */
    void sample(final String end, final String labels, final String value)
    {
        text.append(name).append(end).append('{').append(labels).append("} ").append(value).append('\n');
    }

    /** As in {@code engine="demo-server"}, whatever the value has in it. */
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
