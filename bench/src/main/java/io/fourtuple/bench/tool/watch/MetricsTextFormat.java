package io.fourtuple.bench.tool.watch;

import java.util.List;

/**
 * The text formats that readers of metrics ask for.
 * <pre>
 *   kind         OpenMetrics 1.0.0                         Prometheus' text format 0.0.4
 *   counter      # TYPE x counter     x_total{..} 1        # TYPE x_total counter   x_total{..} 1
 *   info         # TYPE x info        x_info{..} 1         # TYPE x_info gauge      x_info{..} 1
 *   state set    # TYPE x stateset    x{.., x="a"} 1       # TYPE x gauge           x{.., x="a"} 1
 *   unit         # UNIT x seconds                          -
 *   end          # EOF                                     -
 * </pre>
 * Names and values of samples are the same in both: a query needs not know which one was read.
 */
public enum MetricsTextFormat
{
    /** The only one that {@code promtool check metrics} and node_exporter's textfile collector read. */
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8", "text", "plain", "0.0.4"),
    /** Prometheus asks for this one first. */
    OPEN_METRICS(
        "application/openmetrics-text; version=1.0.0; charset=utf-8", "application", "openmetrics-text", "1.0.0");

    private static final int ANYTHING = 1;
    private static final int ANY_SUBTYPE = 2;
    private static final int NAMED = 3;

    private final String contentType;
    private final String type;
    private final String subtype;
    private final String version;

    MetricsTextFormat(final String contentType, final String type, final String subtype, final String version)
    {
        this.contentType = contentType;
        this.type = type;
        this.subtype = subtype;
        this.version = version;
    }

    /** As it is said in HTTP. */
    String contentType()
    {
        return contentType;
    }

    /**
     * The format that a reader prefers (RFC 9110 12.5.1): the one of the higher weight, of equal weights the one that is
     * named more exactly, else the text format, as a reader that takes anything (a browser, {@code curl}) knows that.
     * A reader that takes neither gets the text format all the same (12.4.1: Accept may be disregarded).
     *
     * @param accept values of the request's {@code Accept} lines; null or empty without one.
     * @return never null.
     */
    static MetricsTextFormat accepted(final List<String> accept)
    {
        final String[] ranges = accept == null ? new String[0] : String.join(",", accept).split(",");
        final Match text = PROMETHEUS.match(ranges);
        final Match open = OPEN_METRICS.match(ranges);
        return open.weight() > text.weight() ||
            open.weight() == text.weight() && open.weight() > 0 && open.precedence() > text.precedence() ?
            OPEN_METRICS : PROMETHEUS;
    }

    /** How well a media range meets a format: how exactly it names it, and the weight that it gives. */
    private record Match(int precedence, double weight)
    {
        private static final Match NONE = new Match(0, 0);
    }

    /** The most exact of the ranges that cover the format decides. */
    private Match match(final String[] ranges)
    {
        Match best = Match.NONE;
        for (final String range : ranges)
        {
            final String[] parts = range.split(";");
            final int precedence = precedence(parts);
            final double weight = Math.min(1, weight(parts));
            if (precedence > best.precedence || precedence > 0 && precedence == best.precedence && weight > best.weight)
            {
                best = new Match(precedence, weight);
            }
        }
        return best;
    }

    /** 0 if the range does not cover this. */
    private int precedence(final String[] parts)
    {
        final String range = parts[0].strip();
        if (range.equals("*/*"))
        {
            return ANYTHING;
        }
        if (range.equalsIgnoreCase(type + "/*"))
        {
            return ANY_SUBTYPE;
        }
        final String asked = parameter(parts, "version");
        return range.equalsIgnoreCase(type + "/" + subtype) && (asked == null || asked.equals(version)) ?
            asked == null ? NAMED : NAMED + 1 : 0;
    }

    /** 1 if none is given; 0 for text that is no number. */
    private static double weight(final String[] parts)
    {
        final String weight = parameter(parts, "q");
        return weight == null ? 1 : weight.matches("\\d(\\.\\d{0,3})?") ? Double.parseDouble(weight) : 0;
    }

    private static String parameter(final String[] parts, final String name)
    {
        for (int i = 1; i < parts.length; i++)
        {
            final int equals = parts[i].indexOf('=');
            if (equals > 0 && parts[i].substring(0, equals).strip().equalsIgnoreCase(name))
            {
                return parts[i].substring(equals + 1).strip().replaceAll("^\"|\"$", "");
            }
        }
        return null;
    }
}
