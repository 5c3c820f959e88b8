package io.fourtuple.bench.load.client;

import java.util.function.Consumer;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.Link;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.Telemetry;

/** An engine with the {@link TargetServer} on a thread of its own: what the targets with an engine have in common. */
final class EngineUnderLoad implements AutoCloseable
{
    private static final int FEED_CAPACITY = 1 << 17;
    private static final long ROOM = 65_536;
    /** Connections whose last segments a full link has lost stay until those are sent again; half a million of them. */
    private static final long CONNECTIONS = 1 << 19;
    private static final int MEMORY_MASK = (1 << 14) - 1;
    private static final Counter[] DROPS = {Counter.REQ_Q_FULL_DROP, Counter.SYN_UNPROVEN,
        Counter.SYN_ACCEPT_QUEUE_FULL, Counter.SYN_SOURCE_LIMIT, Counter.SYN_LINK_FULL, Counter.TABLE_FULL};

    private final Counters counters;
    private final EstablishedFeed feed = new EstablishedFeed(FEED_CAPACITY);
    private final Engine engine;
    private final TargetThread thread;
    private volatile long memoryBytes;
    private int cycles;

    /**
     * @param link      the engine's end; closed with it.
     * @param telemetry the engine's; its link counts in it too.
     * @param plan      what is to be served.
     * @param setup     what the engine is given besides; called once.
     * @param cpu       of its thread, or {@link LoadRun#ANY_CPU}.
     */
    EngineUnderLoad(
        final Link link,
        final Telemetry telemetry,
        final LoadPlan plan,
        final Consumer<EngineConfig> setup,
        final int cpu)
    {
        counters = telemetry.counters();
        final EngineConfig config = new EngineConfig(link).settings(settings(Settings.defaults(), plan))
            .errorHandler(new FirstErrors(System.err)).name("target");
        setup.accept(config);
        engine = new Engine(config.telemetry(telemetry));
        engine.tcp().listen(Endpoint.any(plan.destination().port()), new TargetServer(plan, feed, System::nanoTime));
        memoryBytes = engine.memoryBytes();
        thread = TargetThread.start("target", cpu, this::cycle);
    }

    private int cycle()
    {
        if ((++cycles & MEMORY_MASK) == 0)
        {
            memoryBytes = engine.memoryBytes();
        }
        return engine.doWork();
    }

    /** @return settings with room for the plan's connections. */
    static Settings settings(final Settings settings, final LoadPlan plan)
    {
        final boolean isIpv6 = plan.destination().family() == 6;
        final long room = CONNECTIONS + 2L * plan.concurrent();
        return settings
            .with(isIpv6 ? Setting.MAX_CONNECTIONS_IPV6 : Setting.MAX_CONNECTIONS_IPV4, room)
            .with(isIpv6 ? Setting.TCP_MAX_SYN_BACKLOG_IPV6 : Setting.TCP_MAX_SYN_BACKLOG, ROOM);
    }

    EstablishedFeed feed()
    {
        return feed;
    }

    TargetCounters counters()
    {
        long dropped = 0;
        for (final Counter drop : DROPS)
        {
            dropped += counters.get(drop);
        }
        return new TargetCounters(
            counters.get(Counter.LISTEN_SYNS),
            counters.get(Counter.SYNCOOKIES_SENT),
            counters.get(Counter.SYNCOOKIES_RECV),
            counters.get(Counter.SYNCOOKIES_FAILED),
            dropped,
            counters.get(Counter.CURR_SYN_RCVD),
            counters.get(Counter.CURR_ESTAB),
            counters.get(Counter.IP_IN_RECEIVES),
            counters.get(Counter.LINK_TX_FULL) + counters.get(Counter.LINK_TX_ERRORS),
            counters.get(Counter.OUT_RSTS),
            memoryBytes,
            counters.get(Counter.HANDLER_ERRORS));
    }

    long cpuNs()
    {
        return thread.cpuNs();
    }

    void check()
    {
        thread.check();
        if (feed.lost() > 0)
        {
            throw new IllegalStateException("the generator was too slow to take " + feed.lost() +
                " established connections from the target: the run is void");
        }
    }

    @Override
    public void close()
    {
        thread.close();
        engine.onClose();
    }
}
