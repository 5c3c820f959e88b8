package io.fourtuple.bench.measure.ports;

import java.util.List;

import io.fourtuple.bench.base.Range;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/**
 * Options of one run.
 *
 * @param connections to be opened and closed with each policy.
 * @param concurrency most that are open at the same time.
 * @param seconds     of real time at most for each policy.
 * @param serverFirst whether the server closes first, and has TIME_WAIT; else the client does.
 * @param policies    to be gone through.
 * @param settings    of both engines, before the policy's own are applied.
 */
public record ExhaustionOptions(
    long connections, int concurrency, int seconds, boolean serverFirst, List<Variant> policies, Settings settings)
{
    private static final long MAX_CONNECTIONS = 1_000_000_000;
    private static final int SPARE_RECORDS = 1_024;

    /** Checks the ranges. */
    public ExhaustionOptions
    {
        Range.check("--connections", connections, 1, MAX_CONNECTIONS);
        Range.check("--concurrency", concurrency, 1, 16_384);
        Range.check("--seconds", seconds, 1, 3_600);
        policies = List.copyOf(policies);
    }

    /** Ports that connect has to choose from. */
    int ports()
    {
        return settings.intValue(Setting.IP_LOCAL_PORT_MAX) - settings.intValue(Setting.IP_LOCAL_PORT_MIN) + 1;
    }

    /** Sized for so many connections at a time, and one in TIME_WAIT for each port. */
    Settings sized()
    {
        return settings
            .with(Setting.MAX_CONNECTIONS_IPV4, concurrency + SPARE_RECORDS)
            .with(Setting.MAX_CONNECTIONS_IPV6, 1)
            .with(Setting.TCP_MAX_TW_BUCKETS, ports() + concurrency)
            .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, 1)
            .with(Setting.MAX_TRANSFERS, SPARE_RECORDS)
            .with(Setting.SEND_MEMORY, 1 << 20)
            .with(Setting.RECEIVE_MEMORY, 1 << 20);
    }
}
