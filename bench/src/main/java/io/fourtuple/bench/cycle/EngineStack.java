package io.fourtuple.bench.cycle;

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

/** The engine and an application that counts its connections and closes each one when its peer has. */
final class EngineStack implements Stack, ConnectionHandler
{
    private static final long SEND_MEMORY_BYTES = 1 << 20;
    private static final int MAX_TRANSFERS = 1_024;

    private final DriverLink link;
    private final Counters counters = new Counters();
    private final Engine engine;
    private final long capacity;
    private long accepted;

    /**
     * @param held  connections that will stay open.
     * @param batch most that are opened and closed beside them at a time.
     */
    EngineStack(final long held, final int batch)
    {
        this(new DriverLink(batch), settings(held + Math.max(1_024, 4L * batch), batch), SystemNanoClock.INSTANCE);
    }

    EngineStack(final DriverLink link, final Settings settings, final NanoClock clock)
    {
        this.link = link;
        capacity = settings.get(Setting.MAX_CONNECTIONS_IPV4);
        engine = new Engine(new EngineConfig(link).settings(settings).counters(counters).clock(clock));
        engine.tcp().listen(Endpoint.any(ClientFrames.SERVER_PORT), this);
    }

    /**
     * @param capacity IPv4 connections there is room for; no data is sent, so there is next to no send memory.
     * @param batch    frames taken at a time.
     */
    static Settings settings(final long capacity, final int batch)
    {
        return Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, capacity)
            .with(Setting.MAX_CONNECTIONS_IPV6, 1)
            .with(Setting.MAX_TRANSFERS, MAX_TRANSFERS)
            .with(Setting.SEND_MEMORY, SEND_MEMORY_BYTES)
            .with(Setting.RECEIVE_BATCH, batch);
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
            engine.doWork();
        }
        while (link.pending() > 0);
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

    Counters counters()
    {
        return counters;
    }

    /** IPv4 connections there is room for. */
    long capacity()
    {
        return capacity;
    }

    /** Off-heap memory of the engine, all of it. */
    long memoryBytes()
    {
        return engine.memoryBytes();
    }

    /**
     * Fails unless every frame was accepted, and every connection but the held ones was opened, accepted and finished.
     */
    void check(final long held)
    {
        final long established = counters.get(Counter.ESTABLISHED);
        expect("TcpSegsAccepted", counters.get(Counter.SEGMENTS_ACCEPTED), counters.get(Counter.IP_IN_RECEIVES));
        expect("sum of outcomes", counters.outcomes(), counters.get(Counter.IP_IN_RECEIVES));
        expect("TcpPassiveOpens", counters.get(Counter.PASSIVE_OPENS), established);
        expect("connections the application was told of", accepted, established);
        expect("TcpClosedFinished", counters.get(Counter.CLOSED_FINISHED), established - held);
        expect("TcpCurrOpen", counters.get(Counter.CURR_OPEN), held);
        expect("TcpCurrEstab", counters.get(Counter.CURR_ESTAB), held);
    }

    private void expect(final String what, final long value, final long expected)
    {
        if (value != expected)
        {
            throw new WrongAnswerException(what + " must be " + expected + ": " + value + "\n" + counters.describe());
        }
    }
}
