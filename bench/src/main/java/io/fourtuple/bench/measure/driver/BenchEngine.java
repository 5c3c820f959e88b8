package io.fourtuple.bench.measure.driver;

import io.fourtuple.bench.base.WrongAnswerException;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/** How the benchmarks set up an engine, and what they expect of its counters in the end. */
public final class BenchEngine
{
    /** As Linux has it by default; a driver has a batch of handshakes under way at most. */
    private static final int HALF_OPEN = 4_096;
    private static final long SEND_MEMORY_BYTES = 1 << 20;
    private static final int MAX_TRANSFERS = 1_024;
    private static final int FEW_TIME_WAIT = 1_024;

    private BenchEngine()
    {
    }

    /**
     * @param capacity IPv4 connections there is room for; no data is sent, so there is next to no send memory.
     * @param batch    frames taken at a time.
     */
    public static Settings settings(final long capacity, final int batch)
    {
        return settings(capacity, FEW_TIME_WAIT, batch);
    }

    /**
     * @param capacity IPv4 connections there is room for.
     * @param timeWait IPv4 connections in TIME_WAIT there is room for.
     * @param batch    frames taken at a time.
     */
    public static Settings settings(final long capacity, final long timeWait, final int batch)
    {
        return Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, capacity)
            .with(Setting.MAX_CONNECTIONS_IPV6, 1)
            .with(Setting.TCP_MAX_TW_BUCKETS, timeWait)
            .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, 1)
            .with(Setting.TCP_MAX_SYN_BACKLOG, HALF_OPEN)
            .with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, 1)
            .with(Setting.MAX_TRANSFERS, MAX_TRANSFERS)
            .with(Setting.SEND_MEMORY, SEND_MEMORY_BYTES)
            .with(Setting.RECEIVE_MEMORY, SEND_MEMORY_BYTES)
            .with(Setting.RECEIVE_BATCH, batch);
    }

    /**
     * Fails unless every frame was accepted, and every connection but the idle ones was opened, accepted and finished.
     *
     * @param accepted connections that the application was told of.
     */
    public static void check(final Counters counters, final long accepted, final long idle)
    {
        final long received = counters.get(Counter.IP_IN_RECEIVES);
        final long established = counters.get(Counter.ESTABLISHED);
        expect(counters, "TcpSegsAccepted + TcpSynQueued",
            counters.get(Counter.SEGMENTS_ACCEPTED) + counters.get(Counter.SYN_QUEUED), received);
        expect(counters, "sum of outcomes", counters.outcomes(), received);
        expect(counters, "TcpPassiveOpens", counters.get(Counter.PASSIVE_OPENS), established);
        expect(counters, "connections the application was told of", accepted, established);
        expect(counters, "TcpClosedFinished", counters.get(Counter.CLOSED_FINISHED), established - idle);
        expect(counters, "TcpCurrOpen", counters.get(Counter.CURR_OPEN), idle);
        expect(counters, "TcpCurrEstab", counters.get(Counter.CURR_ESTAB), idle);
    }

    private static void expect(final Counters counters, final String what, final long value, final long expected)
    {
        if (value != expected)
        {
            throw new WrongAnswerException(what + " must be " + expected + ": " + value + refused(counters));
        }
    }

    /** Reasons and counts of the frames that were not accepted. */
    private static String refused(final Counters counters)
    {
        final StringBuilder text = new StringBuilder();
        for (final Counter counter : Counter.values())
        {
            final long value = counters.get(counter);
            if (counter.kind() == Counter.Kind.OUTCOME && counter != Counter.SEGMENTS_ACCEPTED &&
                counter != Counter.SYN_QUEUED && value > 0)
            {
                text.append(", ").append(counter.label()).append(' ').append(value);
            }
        }
        return text.toString();
    }
}
