package io.fourtuple.bench.measure.latency;

import java.util.function.LongUnaryOperator;

import org.agrona.DirectBuffer;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.bench.base.Latencies;
import io.fourtuple.bench.measure.driver.BenchEngine;
import io.fourtuple.bench.measure.driver.ClientFrames;
import io.fourtuple.config.Settings;
import io.fourtuple.link.Link;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counters;

/**
 * The engine and its application, which notes when each connection was established and closes it when its peer has.
 * Belongs to one thread at a time.
 */
final class Server implements ConnectionHandler
{
    private final Counters counters = new Counters();
    private final FourTuple tuple = new FourTuple();
    private final Engine engine;
    private final LongUnaryOperator intendedNs;
    private final long[] fresh;
    private int freshCount;
    private long accepted;
    private Latencies established;

    /** @param intendedNs when the connection of a client should have begun. */
    Server(final Link link, final Settings settings, final int batch, final LongUnaryOperator intendedNs)
    {
        this.intendedNs = intendedNs;
        fresh = new long[batch];
        engine = new Engine(new EngineConfig(link).settings(settings).counters(counters));
        engine.tcp().listen(Endpoint.any(ClientFrames.SERVER_PORT), this);
    }

    /** Where the times from SYN to ESTABLISHED go from now on. */
    void record(final Latencies latencies)
    {
        established = latencies;
    }

    /**
     * One cycle of the engine.
     *
     * @return how much it did.
     */
    int work()
    {
        final int work = engine.doWork();
        if (freshCount > 0)
        {
            final long nowNs = System.nanoTime();
            for (int i = 0; i < freshCount; i++)
            {
                established.record(fresh[i], nowNs);
            }
            freshCount = 0;
        }
        return work;
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        accepted++;
        tcp.tuple(connection, tuple);
        fresh[freshCount++] =
            intendedNs.applyAsLong(ClientFrames.index((int)tuple.remoteLo(), tuple.remotePort()));
    }

    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
    }

    long accepted()
    {
        return accepted;
    }

    void check(final long idle)
    {
        BenchEngine.check(counters, accepted, idle);
    }
}
