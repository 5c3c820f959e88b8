package io.fourtuple.goodput;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.EmulatedLink;
import io.fourtuple.link.EmulatedPath;
import io.fourtuple.link.NetworkPlan;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.testing.EngineFixture;

/** Two engines on one thread, an emulated network between them, and a clock that jumps to what happens next. */
final class VirtualNetwork
{
    static final int MTU = 1_500;

    private static final String CLIENT = "198.18.0.1";
    private static final String SERVER = "198.18.0.2";
    private static final int PORT = 5_001;
    private static final long MS = 1_000_000L;
    private static final int BUFFER_BYTES = 4 << 20;

    final Counters clientCounters = new Counters();
    final Counters serverCounters = new Counters();
    final List<Throwable> errors = new ArrayList<>();
    private final EmulatedLink[] ends;
    private final Engine client;
    private final Engine server;
    private long nowNs = 1_000 * MS;

    VirtualNetwork(final NetworkPlan plan, final long seed)
    {
        ends = EmulatedLink.pair(plan, MTU, () -> nowNs);
        client = engine(ends[0], CLIENT, clientCounters, new SplittableRandom(seed));
        server = engine(ends[1], SERVER, serverCounters, new SplittableRandom(~seed));
    }

    private Engine engine(
        final EmulatedLink link, final String address, final Counters counters, final SplittableRandom random)
    {
        return new Engine(new EngineConfig(link)
            .settings(settings())
            .localAddresses(new LocalAddresses().add(address + "/32"))
            .counters(counters)
            .clock(() -> nowNs)
            .random(random::nextLong)
            .errorHandler(errors::add));
    }

    /** Buffers as large as Linux's grow to by default, so that no window bounds the goodput of a grid's path. */
    private static Settings settings()
    {
        return EngineFixture.smallSettings()
            .with("tcp_congestion_control=cubic")
            .with(Setting.TCP_WMEM, BUFFER_BYTES)
            .with(Setting.TCP_RMEM, BUFFER_BYTES)
            .with(Setting.SEND_MEMORY, 2L * BUFFER_BYTES)
            .with(Setting.RECEIVE_MEMORY, 2L * BUFFER_BYTES);
    }

    void listen(final ConnectionHandler handler)
    {
        server.tcp().listen(Endpoint.any(PORT), handler);
    }

    void connect(final ConnectionHandler handler)
    {
        final Endpoint remote = Endpoint.of(SERVER, PORT);
        final long id = client.tcp().connect(FourTuple.to(remote), handler, 0);
        if (id < 0)
        {
            throw new IllegalStateException("connect: " + id);
        }
    }

    Tcp clientTcp()
    {
        return client.tcp();
    }

    /** Way from the client to the server. */
    EmulatedPath there()
    {
        return ends[0].outgoing();
    }

    EmulatedPath back()
    {
        return ends[0].incoming();
    }

    long nowNs()
    {
        return nowNs;
    }

    /** Runs both engines for some time: whenever a frame moves, and each millisecond, which their timers count in. */
    void run(final long ns)
    {
        final long endNs = nowNs + ns;
        while (nowNs < endNs)
        {
            while (client.doWork() + server.doWork() > 0)
            {
                if (!errors.isEmpty())
                {
                    throw new IllegalStateException(errors.get(0));
                }
            }
            final long tickNs = nowNs - nowNs % MS + MS;
            final long nextNs = Math.min(Math.min(ends[0].nextNs(), ends[1].nextNs()), Math.min(tickNs, endNs));
            nowNs = Math.max(nowNs + 1, nextNs);
        }
    }

    long retransmissions()
    {
        return clientCounters.get(Counter.RETRANS_SEGS);
    }

    long timeouts()
    {
        return clientCounters.get(Counter.TIMEOUTS);
    }

    void close()
    {
        client.onClose();
        server.onClose();
    }
}
