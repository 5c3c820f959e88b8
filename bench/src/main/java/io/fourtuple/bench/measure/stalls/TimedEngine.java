package io.fourtuple.bench.measure.stalls;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.bench.measure.driver.BenchEngine;
import io.fourtuple.bench.measure.driver.ClientFrames;
import io.fourtuple.bench.measure.driver.DriverLink;
import io.fourtuple.bench.measure.driver.Stack;
import io.fourtuple.config.Settings;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/** The engine with a watch on each cycle, and an application that closes last, or first. */
final class TimedEngine implements Stack, ConnectionHandler
{
    private final DriverLink link;
    private final Counters counters = new Counters();
    private final Engine engine;
    private CycleTimes times;
    private boolean closesFirst;
    private long accepted;
    private long expired;

    /**
     * @param capacity connections it has room for.
     * @param timeWait connections that may be in TIME_WAIT beside them.
     * @param batch    frames it takes at a time.
     */
    TimedEngine(final long capacity, final long timeWait, final int batch, final NanoClock clock)
    {
        this(new DriverLink(batch), BenchEngine.settings(capacity, timeWait, batch), clock);
    }

    TimedEngine(final DriverLink link, final Settings settings, final NanoClock clock)
    {
        this.link = link;
        engine = new Engine(new EngineConfig(link).settings(settings).counters(counters).clock(clock));
        engine.tcp().listen(Endpoint.any(ClientFrames.SERVER_PORT), this);
    }

    /** Where the times of the cycles go from now on. */
    TimedEngine record(final CycleTimes cycleTimes)
    {
        times = cycleTimes;
        return this;
    }

    /** Whether the application closes each connection as soon as it is established; at first it does not. */
    TimedEngine closesFirst(final boolean value)
    {
        closesFirst = value;
        return this;
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

    /** One cycle, with frames or without. */
    void cycle()
    {
        final int pending = link.pending();
        final long startNs = System.nanoTime();
        engine.doWork();
        final long endNs = System.nanoTime();
        final long expiredNow = counters.get(Counter.TW) + counters.get(Counter.ABORT_ON_TIMEOUT);
        times.record(endNs - startNs, pending - link.pending(), expiredNow - expired, counters.get(Counter.CURR_OPEN));
        expired = expiredNow;
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        accepted++;
        if (closesFirst)
        {
            tcp.close(connection);
        }
    }

    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
    }

    @Override
    public DriverLink link()
    {
        return link;
    }

    @Override
    public long accepted()
    {
        return accepted;
    }

    /** Off-heap memory of the engine, all of it. */
    long memoryBytes()
    {
        return engine.memoryBytes();
    }

    long count(final Counter counter)
    {
        return counters.get(counter);
    }

    /** Fails unless all counts add up, with so many connections open. */
    void check(final long open)
    {
        BenchEngine.check(counters, accepted, open);
    }
}
