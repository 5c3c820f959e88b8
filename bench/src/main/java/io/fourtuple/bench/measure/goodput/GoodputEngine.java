package io.fourtuple.bench.measure.goodput;

import java.util.SplittableRandom;

import org.agrona.DirectBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.Link;
import io.fourtuple.link.RingLink;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counters;

/** An engine of this process as an end of the flow: it works on the relay's thread, and a ring joins it to the relay. */
public final class GoodputEngine implements FlowEnd, ConnectionHandler
{
    private static final int RING_BYTES = 1 << 20;

    private final Endpoint receiver;
    private final RingLink[] ends = RingLink.pair(RING_BYTES, LinuxHost.MTU);
    private final BulkPattern pattern = new BulkPattern();
    private final Engine engine;
    private boolean isSender;
    private boolean isClosing;
    private long sent;
    private long received;
    private String failure;

    /**
     * @param address  of the engine.
     * @param receiver address and port of the flow's receiver.
     * @param settings of the engine.
     */
    GoodputEngine(final String address, final Endpoint receiver, final Settings settings)
    {
        this.receiver = receiver;
        engine = new Engine(new EngineConfig(ends[0])
            .settings(settings)
            .localAddresses(new LocalAddresses().add(address + "/32"))
            .counters(new Counters())
            .random(new SplittableRandom()::nextLong)
            .errorHandler(ex -> failure = "the engine's application: " + ex));
    }

    /**
     * @param congestion of the Linux that it is compared with.
     * @return the defaults of an engine for one flow: tables are small, buffers as large as Linux's may grow.
     */
    public static Settings settings(final String congestion)
    {
        return Settings.defaults()
            .with("tcp_congestion_control=" + ("reno".equals(congestion) ? "newreno" : "cubic"))
            .with(Setting.MAX_CONNECTIONS_IPV4, 64)
            .with(Setting.MAX_CONNECTIONS_IPV6, 1)
            .with(Setting.MAX_TRANSFERS, 64)
            .with(Setting.TCP_MAX_SYN_BACKLOG, 64)
            .with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, 1)
            .with(Setting.TCP_MAX_TW_BUCKETS, 64)
            .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, 1)
            .with(Setting.TCP_WMEM, 4L << 20)
            .with(Setting.TCP_RMEM, 6L << 20)
            .with(Setting.SEND_MEMORY, 8L << 20)
            .with(Setting.RECEIVE_MEMORY, 12L << 20);
    }

    @Override
    public Link link()
    {
        return ends[1];
    }

    @Override
    public void receive()
    {
        engine.tcp().listen(Endpoint.any(receiver.port()), this);
    }

    @Override
    public void send()
    {
        isSender = true;
        final long id = engine.tcp().connect(FourTuple.to(receiver), this, 0);
        failure = id < 0 ? "the engine's connect: " + id : failure;
    }

    @Override
    public int work()
    {
        return engine.doWork();
    }

    @Override
    public long received()
    {
        return received;
    }

    @Override
    public String failure()
    {
        return failure;
    }

    @Override
    public void close()
    {
        isClosing = true;
        engine.onClose();
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        fill(tcp, connection);
    }

    @Override
    public void onWritable(final Tcp tcp, final long connection)
    {
        fill(tcp, connection);
    }

    private void fill(final Tcp tcp, final long connection)
    {
        int taken = isSender ? BulkPattern.PERIOD : 0;
        while (taken == BulkPattern.PERIOD)
        {
            taken = tcp.send(connection, pattern.buffer(), (int)(sent % BulkPattern.PERIOD), BulkPattern.PERIOD);
            sent += Math.max(0, taken);
        }
    }

    @Override
    public void onData(final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        if (!pattern.matches(buffer, offset, length, received))
        {
            failure = "the engine received wrong data after " + received + " bytes";
        }
        received += length;
    }

    @Override
    public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
    {
        failure = isClosing || failure != null ? failure : "the engine's connection ended: " + reason;
    }
}
