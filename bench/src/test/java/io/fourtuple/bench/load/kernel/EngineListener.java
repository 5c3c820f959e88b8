package io.fourtuple.bench.load.kernel;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.agrona.DirectBuffer;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Settings;
import io.fourtuple.link.RingLink;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.testing.Packets;

/** An engine's listener, in memory and in virtual time. */
final class EngineListener implements OneListener, ConnectionHandler
{
    private static final String SMALL = "max_connections_ipv4=1024 max_connections_ipv6=1024 " +
        "tcp_max_tw_buckets=1024 tcp_max_tw_buckets_ipv6=1024 max_transfers=64 send_memory_bytes=65536 " +
        "receive_memory_bytes=65536";
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long DEADLINE_NS = TimeUnit.MINUTES.toNanos(5);

    private final Counters counters = new Counters();
    private final Engine engine;
    private final int listener;
    private final RawPeers peers;
    private long nowNs;

    EngineListener(final String address, final int backlog, final Map<String, Integer> settings)
    {
        Settings all = Settings.defaults();
        for (final String assignment : SMALL.split(" "))
        {
            all = all.with(assignment);
        }
        for (final Map.Entry<String, Integer> setting : settings.entrySet())
        {
            all = all.with(setting.getKey() + "=" + setting.getValue());
            if ("tcp_max_syn_backlog".equals(setting.getKey()))
            {
                all = all.with("tcp_max_syn_backlog_ipv6=" + setting.getValue());
            }
        }
        final RingLink[] ends = RingLink.pair(1 << 20, 1_500);
        engine = new Engine(new EngineConfig(ends[0])
            .settings(all)
            .localAddresses(new LocalAddresses().add(IPV4).add(IPV6))
            .counters(counters)
            .clock(() -> nowNs)
            .errorHandler(ex ->
            {
                throw new AssertionError(ex);
            }));
        listener = engine.tcp().listenQueued(
            Endpoint.of(Packets.inetAddress(address), PORT), backlog, SynFilter.ACCEPT_ALL);
        peers = new RawPeers(
            ends[1], engine::doWork, new InetSocketAddress(Packets.inetAddress(address), PORT));
    }

    @Override
    public RawPeers peers()
    {
        return peers;
    }

    @Override
    public long counter(final String label)
    {
        return counters.get(Arrays.stream(Counter.values())
            .filter(counter -> counter.label().equals(label)).findFirst().orElseThrow());
    }

    @Override
    public long halfOpen()
    {
        return counters.get(Counter.CURR_SYN_RCVD);
    }

    @Override
    public int acceptAll()
    {
        int count = 0;
        while (engine.tcp().accept(listener, this, 0) != Tcp.NONE_WAITING)
        {
            count++;
        }
        return count;
    }

    @Override
    public void runUntil(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = nowNs + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            if (deadlineNs - nowNs < 0)
            {
                throw new AssertionError("the engine has not within 5 minutes: " + what + "\n" + this);
            }
            nowNs += STEP_NS;
            engine.doWork();
        }
    }

    /** Accepted connections only have to be there. */
    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        throw new AssertionError("no peer sends data: length=" + length);
    }

    @Override
    public void close()
    {
        engine.onClose();
    }

    @Override
    public String toString()
    {
        return counters.toString();
    }
}
