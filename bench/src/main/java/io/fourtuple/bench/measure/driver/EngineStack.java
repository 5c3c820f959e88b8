package io.fourtuple.bench.measure.driver;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.Telemetry;

/**
 * The engine and an application that counts its connections and closes each one when its peer has. Every cycle goes
 * through {@link #cycle}, which the JIT inlines as long as no stack that times it is loaded.
 */
public class EngineStack implements Stack, ConnectionHandler
{
    private final DriverLink link;
    private final Telemetry telemetry;
    private final Counters counters;
    private final Engine engine;
    private final long capacity;
    private long accepted;

    /**
     * @param idle  connections that will stay open.
     * @param batch most that are opened and closed beside them at a time.
     */
    public EngineStack(final long idle, final int batch)
    {
        this(idle, batch, LatencyRecorders.off(), Telemetry.inMemory());
    }

    public EngineStack(final long idle, final int batch, final LatencyRecorders latencies, final Telemetry telemetry)
    {
        this(new DriverLink(batch), BenchEngine.settings(idle + Math.max(1_024, 4L * batch), batch),
            SystemNanoClock.INSTANCE, latencies, telemetry);
    }

    public EngineStack(final DriverLink link, final Settings settings, final NanoClock clock)
    {
        this(link, settings, clock, LatencyRecorders.off(), Telemetry.inMemory());
    }

    private EngineStack(
        final DriverLink link,
        final Settings settings,
        final NanoClock clock,
        final LatencyRecorders latencies,
        final Telemetry telemetry)
    {
        this.telemetry = telemetry;
        counters = telemetry.counters();
        this.link = link;
        capacity = settings.get(Setting.MAX_CONNECTIONS_IPV4);
        engine = new Engine(new EngineConfig(link).settings(settings).telemetry(telemetry).clock(clock)
            .latencies(latencies));
        engine.tcp().listen(Endpoint.any(ClientFrames.SERVER_PORT), this);
    }

    @Override
    public DriverLink link()
    {
        return link;
    }

    @Override
    public void work()
    {
        do
        {
            cycle();
        }
        while (link.pending() > 0);
    }

    protected void cycle()
    {
        engine.doWork();
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        accepted++;
    }

    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
    }

    @Override
    public long accepted()
    {
        return accepted;
    }

    public Telemetry telemetry()
    {
        return telemetry;
    }

    public long count(final Counter counter)
    {
        return counters.get(counter);
    }

    /** IPv4 connections there is room for. */
    public long capacity()
    {
        return capacity;
    }

    /** Off-heap memory of the engine, all of it. */
    public long memoryBytes()
    {
        return engine.memoryBytes();
    }

    /** Fails unless all counts add up, with so many connections open. */
    public void check(final long idle)
    {
        BenchEngine.check(counters, accepted, idle);
    }
}
