package io.fourtuple.bench.tool.watch;

import io.fourtuple.telemetry.Counter;

/** An interval of one engine in one line, for a pipe or a log. */
final class StatLine
{
    private StatLine()
    {
    }

    /** As in {@code 19:12:33  running  open 1,234  estab 12 ...}; the reasons for drops come last, errors if there were any. */
    static String of(final CounterRates rates, final TimeText times)
    {
        final EngineSnapshot now = rates.now();
        final StringBuilder line = new StringBuilder();
        line.append(times.time(now.nowEpochMs())).append("  ").append(now.life().label());
        gauge(line, "open", now, Counter.CURR_OPEN);
        gauge(line, "estab", now, Counter.CURR_ESTABLISHED);
        gauge(line, "syn-recv", now, Counter.CURR_SYN_RCVD);
        gauge(line, "time-wait", now, Counter.CURR_TIME_WAIT);
        add(line, "handshakes", StatText.gain(rates, Counter.ESTABLISHED));
        add(line, "in", StatText.gain(rates, Counter.IN_SEGS));
        add(line, "out", StatText.gain(rates, Counter.OUT_SEGS));
        line.append("  busy ").append(StatText.busyShare(rates));
        add(line, "drops", StatText.drops(rates));
        StatText.dropReasons(rates).forEach(reason -> line.append("  ").append(reason));
        if (now.value(Counter.HANDLER_ERRORS) > 0)
        {
            add(line, "errors", StatText.gain(rates, Counter.HANDLER_ERRORS));
        }
        return line.toString();
    }

    private static void gauge(final StringBuilder line, final String name, final EngineSnapshot now, final Counter counter)
    {
        add(line, name, StatText.count(now.value(counter)));
    }

    private static void add(final StringBuilder line, final String name, final String value)
    {
        line.append("  ").append(name).append(' ').append(value);
    }
}
