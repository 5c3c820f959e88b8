package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;

import java.util.Locale;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.base.Quantities;

/** A run's rows for people and scripts: names of columns that stay, values between blanks, 120 columns wide. */
public final class RowText
{
    private static final String[] NAMES = {"t", "offered", "opened", "establ", "timeout", "refused", "reset", "open",
        "SYN/s", "cook/s", "sa_p50", "sa_p99", "sa_max", "es_p50", "es_p99", "es_max", "lost"};
    private static final int[] WIDTHS = {4, 8, 7, 7, 8, 8, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7};

    private RowText()
    {
    }

    /** Meaning of the columns, in a few lines. */
    public static String legend()
    {
        return String.format(
            "in each row: offered (their time came), opened (SYN sent), establ(ished at the server), timeout, refused and%nreset (not established); open now; SYN/s the target decided on, cook(ies)/s; " +
            "us from the intended time to SYN-ACK (sa)%nand to ESTABLISHED (es); lost: the clients' frames that the " +
            "link had no room for");
    }

    /** The names of the columns. */
    public static String head()
    {
        return line(NAMES);
    }

    /** A row. */
    public static String row(final LoadRow row)
    {
        final LoadCounts counts = row.counts();
        return line(
            String.format(Locale.ROOT, row.endNs() < 99_950_000_000L ? "%.1f" : "%.0f", row.endNs() / 1e9),
            count(counts.get(OFFERED)), count(counts.get(OPENED)), count(counts.get(ESTABLISHED)),
            count(counts.get(TIMED_OUT)), count(counts.get(REFUSED)), count(counts.get(RESET)), count(row.openNow()),
            rate(row, row.target().syns()), rate(row, row.target().cookiesSent()),
            micros(row.synAcks(), 50), micros(row.synAcks(), 99), micros(row.synAcks(), 100),
            micros(row.established(), 50), micros(row.established(), 99), micros(row.established(), 100),
            count(counts.get(FRAMES_LOST)));
    }

    private static String count(final long value)
    {
        return Quantities.shortCount(value);
    }

    private static String rate(final LoadRow row, final long value)
    {
        return value == TargetCounters.UNKNOWN ? "-" : Quantities.shortCount(row.perSecond(value));
    }

    private static String micros(final Histogram histogram, final double percentile)
    {
        return histogram.getTotalCount() == 0 ? "-" :
            Quantities.shortMicros(histogram.getValueAtPercentile(percentile));
    }

    private static String line(final String... values)
    {
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < values.length; i++)
        {
            // A value too wide for its column still has a blank before it.
            line.append(i == 0 ? "" : " ").append(
                String.format("%" + (i == 0 ? WIDTHS[i] : WIDTHS[i] - 1) + "s", values[i]));
        }
        return line.toString();
    }
}
