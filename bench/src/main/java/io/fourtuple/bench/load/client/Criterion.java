package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.base.Quantities;

/**
 * Expectation of a user on a run, as in {@code established>=99.9%} or {@code p99<5ms}.
 * <pre>
 *   established, failed, timeout, refused, reset, lost, broken     a number, or with % a share of the offered
 *   reached                                   % of the handshakes that lost no frame at the link, that were established
 *   open, syns, cookies, rate                 a number; the last three a second
 *   p50, p90, p99, p99.9, p99.99, max, mean   SYN to ESTABLISHED, a time
 *   synack-p50 ... synack-max, synack-mean    SYN to SYN-ACK, a time
 *   &gt;=, &lt;=, &lt;, &gt;, =
 * </pre>
 * In force if nothing else is said: {@code established>=99%}, {@code failed<0.001%} and {@code broken<0.001%}, each a share of
 * the offered connections.
 *
 * @param text       as it was written.
 * @param measure    before the operator.
 * @param operator   one of those above.
 * @param limit      in nanoseconds, in percent, or a number.
 * @param isShare    whether it is in percent.
 */
public record Criterion(String text, String measure, String operator, double limit, boolean isShare)
{
    private static final Pattern SYNTAX = Pattern.compile("([a-z0-9.-]+)(>=|<=|<|>|=)([0-9.]+[a-zA-Z]*%?)");
    private static final Pattern LATENCY = Pattern.compile("(synack-)?(p(\\d{1,2}(\\.\\d{1,4})?)|max|mean)");
    private static final String SYNACK = "synack-";
    private static final List<String> COUNTS =
        List.of("established", "failed", "timeout", "refused", "reset", "lost", "broken", "reached");
    private static final List<String> NUMBERS = List.of("open", "syns", "cookies", "rate");
    /**
     * Expectations if nothing else is said. RFC 9411 7.1.3.3 allows fewer than 1 of 100,000 transactions to fail, and as
     * few connections to be ended by an unexpected RST; as many must be established as the generator must begin in time.
     */
    private static final List<Criterion> DEFAULTS =
        List.of(parse("established>=99%"), parse("failed<0.001%"), parse("broken<0.001%"));
    /** A criterion on one of these says how many of the connections are to come about: the defaults on that are off. */
    private static final List<String> ON_ESTABLISHED = List.of("established", "failed", "reached");
    private static final String EXAMPLES = "as established>=99.9%, failed<10, open<=100000, p99<5ms, synack-max<50ms";

    /**
     * Criteria of a run: the user's own, and those default ones that none of them takes the place of.
     *
     * @param own of the user.
     */
    static List<Criterion> inForce(final List<Criterion> own)
    {
        return Stream.concat(
            own.stream(), DEFAULTS.stream().filter(criterion -> own.stream().noneMatch(criterion::isReplacedBy))).toList();
    }

    private boolean isReplacedBy(final Criterion own)
    {
        return ON_ESTABLISHED.contains(measure) ? ON_ESTABLISHED.contains(own.measure) : measure.equals(own.measure);
    }

    /** @throws IllegalArgumentException that says what is wrong with it. */
    public static Criterion parse(final String text)
    {
        final String squeezed = text.replace(" ", "");
        final Matcher matcher = SYNTAX.matcher(squeezed);
        if (!matcher.matches())
        {
            throw wrong(text, "a criterion is a measure, one of >= <= < > =, and a value");
        }
        final String measure = matcher.group(1);
        final String value = matcher.group(3);
        final boolean isLatency = LATENCY.matcher(measure).matches();
        if (!isLatency && !COUNTS.contains(measure) && !NUMBERS.contains(measure))
        {
            throw wrong(text, "no such measure: " + measure + "; there are " + String.join(", ", COUNTS) + ", " +
                String.join(", ", NUMBERS) + ", p50 to p99.99, max, mean, and these with synack- in front");
        }
        final boolean isShare = value.endsWith("%");
        if (isShare != "reached".equals(measure) && (isLatency || isShare && !COUNTS.contains(measure) ||
            "reached".equals(measure)))
        {
            throw wrong(text, measure + (isLatency ? " is a time, not a share" :
                isShare ? " is a number, not a share" : " is a share, with % behind it"));
        }
        try
        {
            final double limit = isShare ? Double.parseDouble(value.substring(0, value.length() - 1)) :
                isLatency ? latency(value) : Quantities.rate(value);
            return new Criterion(squeezed, measure, matcher.group(2), limit, isShare);
        }
        catch (final IllegalArgumentException ex)
        {
            throw wrong(text, ex.getMessage());
        }
    }

    private static double latency(final String value)
    {
        if (Character.isDigit(value.charAt(value.length() - 1)))
        {
            throw new IllegalArgumentException("'" + value + "' needs a unit: us, ms or s");
        }
        return Quantities.durationNs(value);
    }

    private static IllegalArgumentException wrong(final String text, final String why)
    {
        return new IllegalArgumentException("'" + text + "': " + why + "; " + EXAMPLES);
    }

    /** @return the measure's value in a run, in the limit's unit; NaN for a latency that nothing was measured of. */
    public double value(final LoadResult result)
    {
        final Matcher latency = LATENCY.matcher(measure);
        if (latency.matches())
        {
            return value(measure.startsWith(SYNACK) ? result.synAcks() : result.established(), latency);
        }
        final LoadCounts counts = result.totals();
        final double seconds = Math.max(1, result.elapsedNs()) / 1e9;
        final double value = switch (measure)
        {
            case "established" -> counts.get(ESTABLISHED);
            case "failed" -> counts.failed();
            case "timeout" -> counts.get(TIMED_OUT);
            case "refused" -> counts.get(REFUSED);
            case "reset" -> counts.get(RESET);
            case "lost" -> counts.get(FRAMES_LOST);
            case "broken" -> counts.get(BROKEN);
            case "open" -> result.intervals().stream().mapToLong(LoadRow::openNow).max().orElse(0);
            case "rate" -> counts.get(ESTABLISHED) / seconds;
            case "syns" -> result.target().syns() / seconds;
            case "cookies" -> result.target().cookiesSent() / seconds;
            default -> 100 * counts.establishedShareOfReached();
        };
        return !isShare || "reached".equals(measure) ? value : 100 * value / Math.max(1, counts.get(OFFERED));
    }

    private static double value(final Histogram histogram, final Matcher latency)
    {
        if (histogram.getTotalCount() == 0)
        {
            return Double.NaN;
        }
        if (latency.group(3) != null)
        {
            return histogram.getValueAtPercentile(Double.parseDouble(latency.group(3)));
        }
        return "max".equals(latency.group(2)) ? histogram.getMaxValue() : histogram.getMean();
    }

    /** @return whether a value meets it; one that was not measured meets nothing. */
    public boolean isMet(final double value)
    {
        return switch (operator)
        {
            case ">=" -> value >= limit;
            case "<=" -> value <= limit;
            case "<" -> value < limit;
            case ">" -> value > limit;
            default -> value == limit;
        };
    }

    /** @return a value of this measure as people read it. */
    public String format(final double value)
    {
        if (Double.isNaN(value))
        {
            return "nothing measured";
        }
        if (isShare)
        {
            // Never rounded up to 100 %.
            return String.format(Locale.ROOT, "%.4f%%", Math.floor(value * 1e4) / 1e4);
        }
        return LATENCY.matcher(measure).matches() ? String.format(Locale.ROOT, "%.3f ms", value / 1e6) :
            String.format(Locale.ROOT, "%,.0f", value);
    }
}
