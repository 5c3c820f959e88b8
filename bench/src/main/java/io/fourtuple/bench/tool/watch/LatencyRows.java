package io.fourtuple.bench.tool.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.fourtuple.bench.tool.terminal.Style;
import io.fourtuple.bench.tool.terminal.StyledText;
import io.fourtuple.telemetry.HistogramSummary;
import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyReading;

/**
 * An engine's latencies as rows of stat's table, in microseconds, from a second up in seconds: of the engine's latest
 * interval while it lives, of all its time when it has ended.
 * <pre>
 *   LATENCY us, latest           COUNT/s       p50       p99     p99.9         max
 *   SYN to SYN-ACK               542,511       1.2      10.3     100.2     1,234.0
 *   FIN to closed                 47,007   6,512.6     1.96s     1.96s       1.96s
 * </pre>
 */
final class LatencyRows
{
    /** A value too wide for its column still has a blank before it. */
    private static final String ROW = "%-24s %11s %9s %9s %9s %11s";
    /** Wider than the column with commas. */
    private static final double MANY = 999_999_999.5;
    private static final double NS_A_MICRO = 1e3;
    private static final double NS_A_SECOND = 1e9;
    /** Rounded to a decimal of a microsecond, this is a second. */
    private static final long SECOND_NS = 999_999_950;
    private static final double MS_A_SECOND = 1e3;

    private LatencyRows()
    {
    }

    /** None if the engine records no latencies. */
    static List<StyledText> of(final EngineSnapshot now)
    {
        final List<StyledText> lines = new ArrayList<>();
        final boolean isAlive = now.life().isAlive();
        for (final LatencyReading reading : now.latencies())
        {
            if (lines.isEmpty())
            {
                lines.add(new StyledText().add(Style.FAINT, row("LATENCY us, " + (isAlive ? "latest" : "in all"),
                    isAlive ? "COUNT/s" : "COUNT", "p50", "p99", "p99.9", "max")));
            }
            final HistogramSummary figures = isAlive ? reading.interval() : reading.total();
            final double seconds = (reading.endedEpochMs() - reading.begunEpochMs()) / MS_A_SECOND;
            final double count = isAlive && seconds > 0 ? figures.count() / seconds : figures.count();
            final boolean hasValues = figures.count() > 0;
            lines.add(StyledText.of(row(title(reading.label()), count(count),
                hasValues ? micros(figures.p50()) : "-", hasValues ? micros(figures.p99()) : "-",
                hasValues ? micros(figures.p999()) : "-", hasValues ? micros(figures.max()) : "-")));
        }
        return lines;
    }

    private static String title(final String label)
    {
        for (final Latency latency : Latency.values())
        {
            if (latency.label().equals(label))
            {
                return latency.title();
            }
        }
        return label;
    }

    private static String count(final double value)
    {
        return value < MANY ? String.format(Locale.ROOT, "%,.0f", value) : EnginesTable.count(value);
    }

    private static String micros(final long ns)
    {
        return ns < SECOND_NS ? String.format(Locale.ROOT, "%,.1f", ns / NS_A_MICRO) :
            String.format(Locale.ROOT, "%,.2fs", ns / NS_A_SECOND);
    }

    private static String row(
        final String name,
        final String count,
        final String p50,
        final String p99,
        final String p999,
        final String max)
    {
        return String.format(Locale.ROOT, ROW, name, count, p50, p99, p999, max);
    }
}
