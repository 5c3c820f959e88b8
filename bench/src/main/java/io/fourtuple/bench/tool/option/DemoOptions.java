package io.fourtuple.bench.tool.option;

import io.fourtuple.bench.base.Range;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code demo}. */
public final class DemoOptions
{
    private static final int MTU_BYTES = 1_500;
    private static final long SMALL_TABLE = 16_384;

    /** Which side closes first, and so bears TIME_WAIT. */
    public enum Side
    {
        CLIENT,
        SERVER
    }

    @Option(
        names = "--seconds",
        paramLabel = "N",
        defaultValue = "10",
        description = "Seconds in which new connections are opened. Default: 10.")
    private int seconds;

    @Option(
        names = "--concurrency",
        paramLabel = "N",
        defaultValue = "128",
        description = "Connections under way at a time. Default: 128.")
    private int concurrency;

    @Option(
        names = "--bytes",
        paramLabel = "N",
        defaultValue = "64",
        description = "Bytes of the request, and as many of the answer. Default: 64.")
    private int bytes;

    @Option(names = "--ipv6", description = "IPv6 instead of IPv4.")
    private boolean ipv6;

    @Option(
        names = "--close-first",
        paramLabel = "SIDE",
        defaultValue = "server",
        description = "The side that closes first and has TIME_WAIT: client or server. Default: server.")
    private Side closeFirst;

    @Option(
        names = "--time-wait-seconds",
        paramLabel = "SECONDS",
        defaultValue = "1",
        description = "Length of TIME_WAIT. Default: 1; with Linux's 60, 60 times the rate have to fit.")
    private int timeWaitSeconds;

    @Option(
        names = "--connections",
        paramLabel = "N",
        defaultValue = "2097152",
        converter = BenchOptions.Number.class,
        description = "Room for connections in TIME_WAIT, as in 500k; one more closes without TIME_WAIT. " +
            "Default: 2097152.")
    private long connections;

    @Option(
        names = "--idle",
        paramLabel = "HOW",
        description = "Idle strategy of a loop that finds no work: spin, yield, backoff or sleep. Default: spin with " +
            "more than two CPUs, else yield.")
    private IdleStrategyChoice idle;

    @Mixin
    private EngineSetupOptions link;

    @Mixin
    private LatencyRecordingOption latency;

    /** Refuses unusable values before anything is begun. */
    public void validate()
    {
        CliException.checked(() ->
        {
            Range.check("--seconds", seconds, 1, 86_400);
            Range.check("--concurrency", concurrency, 1, 1_000_000);
            Range.check("--bytes", bytes, 1, 1 << 30);
            Range.check("--connections", connections, 1, Setting.TCP_MAX_TW_BUCKETS.max());
            Range.check("--time-wait-seconds", timeWaitSeconds, 0, Setting.TIME_WAIT_SECONDS.max());
            return latency.on();
        });
    }

    /** @return an engine's settings: room for TIME_WAIT only on the side that has it, and for one family only. */
    public Settings settings(final boolean isClient)
    {
        final long records = Math.max(SMALL_TABLE, 2L * concurrency);
        final long timeWait = isClient == clientClosesFirst() ? connections : SMALL_TABLE;
        final Settings defaults = Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, ipv6 ? 1 : records)
            .with(Setting.MAX_CONNECTIONS_IPV6, ipv6 ? records : 1)
            .with(Setting.TCP_MAX_TW_BUCKETS, ipv6 ? 1 : timeWait)
            .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, ipv6 ? timeWait : 1)
            .with(Setting.TIME_WAIT_SECONDS, timeWaitSeconds);
        return link.settings(defaults);
    }

    public int seconds()
    {
        return seconds;
    }

    public int concurrency()
    {
        return concurrency;
    }

    public int bytes()
    {
        return bytes;
    }

    public boolean isIpv6()
    {
        return ipv6;
    }

    public boolean clientClosesFirst()
    {
        return closeFirst == Side.CLIENT;
    }

    public IdleStrategyChoice idle()
    {
        return idle != null ? idle :
            Runtime.getRuntime().availableProcessors() > 2 ? IdleStrategyChoice.SPIN : IdleStrategyChoice.YIELD;
    }

    public EngineSetupOptions link()
    {
        return link;
    }

    public LatencyRecordingOption latency()
    {
        return latency;
    }

    public int mtuBytes()
    {
        return MTU_BYTES;
    }
}
