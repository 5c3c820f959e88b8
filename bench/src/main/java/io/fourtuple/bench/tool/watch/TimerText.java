package io.fourtuple.bench.tool.watch;

/** A connection's timer as {@code ss -o} prints it: {@code timer:(timewait,59sec,0)}. */
final class TimerText
{
    private static final int MS_A_SECOND = 1000;
    private static final int SECONDS_A_MINUTE = 60;
    private static final int FINE_UP_TO = 9;

    private TimerText()
    {
    }

    /** Adds the row's timer, or nothing if none runs. */
    static void add(final TextBuffer text, final SocketRow row)
    {
        if (row.timer != SocketRow.Timer.OFF)
        {
            text.add("timer:(").add(row.timer.label()).add(',');
            duration(text, row.timerMs);
            text.add(',').add(row.retries).add(')');
        }
    }

    /**
     * As iproute2 does it, whose readers know it: {@code 1min30sec}, {@code 12min}, {@code 59sec}, {@code 4.250ms} for
     * four and a quarter seconds, {@code 250ms}, and nothing at all for 0.
     */
    private static void duration(final TextBuffer text, final long timeMs)
    {
        final long minutes = timeMs / MS_A_SECOND / SECONDS_A_MINUTE;
        final long seconds = timeMs / MS_A_SECOND % SECONDS_A_MINUTE;
        final long millis = timeMs % MS_A_SECOND;
        final boolean hasMillis = millis != 0 && minutes == 0 && seconds <= FINE_UP_TO;
        if (minutes > 0)
        {
            text.add(minutes).add("min");
        }
        if (seconds > 0 && minutes <= FINE_UP_TO)
        {
            text.add(seconds).add(hasMillis ? "." : "sec");
        }
        if (hasMillis)
        {
            text.add((char)('0' + millis / 100)).add((char)('0' + millis / 10 % 10)).add((char)('0' + millis % 10))
                .add("ms");
        }
    }
}
