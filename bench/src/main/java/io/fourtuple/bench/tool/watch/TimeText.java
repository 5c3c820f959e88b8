package io.fourtuple.bench.tool.watch;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as a reader of this time zone expects them. */
public final class TimeText
{
    private static final DateTimeFormatter DATE_TIME =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss z", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int SECONDS_A_DAY = 86_400;

    private final ZoneId zone;

    /** @param zone of the reader. */
    public TimeText(final ZoneId zone)
    {
        this.zone = zone;
    }

    /** As in {@code 2026-11-21 19:12:33 UTC}. */
    String dateTime(final long epochMs)
    {
        return DATE_TIME.format(Instant.ofEpochMilli(epochMs).atZone(zone));
    }

    /** As in {@code 19:12:33}. */
    String time(final long epochMs)
    {
        return TIME.format(Instant.ofEpochMilli(epochMs).atZone(zone));
    }

    /** As in {@code 00:12:33}, or {@code 3 d 00:12:33}. */
    static String span(final long timeMs)
    {
        final long seconds = Math.max(0, timeMs / 1000);
        final long days = seconds / SECONDS_A_DAY;
        return (days > 0 ? days + " d " : "") + String.format(Locale.ROOT, "%02d:%02d:%02d",
            seconds % SECONDS_A_DAY / 3600, seconds / 60 % 60, seconds % 60);
    }
}
