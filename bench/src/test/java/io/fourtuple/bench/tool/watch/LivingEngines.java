package io.fourtuple.bench.tool.watch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.agrona.DirectBuffer;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.RingLink;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Telemetry;

/**
 * Two engines, joined in memory, with connections in many states that stay as they are, and an error: something to look
 * at. Driven by whoever calls {@link #turn()}; as a process of its own, by itself until it is killed.
 * <pre>
 *   client (http-client)               server (http-server)
 *     ESTAB x EACH          port 80      ESTAB            IPv4 and IPv6
 *     FIN-WAIT-2 x EACH     port 9       CLOSE-WAIT
 *     TIME-WAIT x EACH      port 7       (nothing)
 *     ESTAB x 2             port 99      ESTAB, waiting to be accepted
 *     (nothing)             port 13      (nothing; its handler throws)
 *     SYN-SENT x 1          nowhere
 * </pre>
 */
public final class LivingEngines implements AutoCloseable
{
    /** Connections of each of the first three kinds, in each family. */
    public static final int EACH = 5;
    /** Waiting to be accepted. */
    public static final int WAITING = 2;

    private static final int TURNS = 2_000;
    private static final int MTU_BYTES = 1_500;
    private static final int RING_BYTES = 1 << 20;
    private static final long RECORDS = 1_024;
    private static final long AT_MOST_S = 300;
    /** Nothing is lost: a SYN that nobody answers stays as it is, and no thread is late for any other. */
    private static final int RTO_MS = 60_000;
    private static final int TIME_WAIT_S = 600;

    private final Engine server;
    private final Engine client;

    /** Takes what comes. */
    private static class Quiet implements ConnectionHandler
    {
        @Override
        public void onData(
            final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
        {
        }
    }

    /**
     * @param directory for the telemetry files.
     */
    public LivingEngines(final Path directory)
    {
        final RingLink[] ends = RingLink.pair(RING_BYTES, MTU_BYTES);
        final Settings settings = Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, RECORDS)
            .with(Setting.MAX_CONNECTIONS_IPV6, RECORDS)
            .with(Setting.TCP_MAX_TW_BUCKETS, RECORDS)
            .with(Setting.TCP_MAX_TW_BUCKETS_IPV6, RECORDS)
            .with(Setting.TIME_WAIT_SECONDS, TIME_WAIT_S)
            .with(Setting.TCP_RTO_INITIAL_MS, RTO_MS);
        server = new Engine(new EngineConfig(ends[0]).settings(settings).errorHandler(ignored -> { })
            .telemetry(Telemetry.create(directory, "http-server"))
            .localAddresses(new LocalAddresses().add("198.18.0.0/16").add("2001:db8::/48")));
        client = new Engine(new EngineConfig(ends[1]).settings(settings)
            .telemetry(Telemetry.create(directory, "http-client"))
            .localAddresses(new LocalAddresses().add("198.19.0.1").add("2001:db8:1::1")));
        listen();
        connect();
        for (int i = 0; i < TURNS; i++)
        {
            turn();
        }
    }

    private void listen()
    {
        server.tcp().listen(Endpoint.any(80), new Quiet());
        server.tcp().listen(Endpoint.any(7), new Quiet());
        server.tcp().listen(Endpoint.of("198.18.0.2", 9), stays());
        server.tcp().listen(Endpoint.of("2001:db8::2", 9), stays());
        server.tcp().listenQueued(Endpoint.any(99), EACH);
        server.tcp().listen(Endpoint.any(13), new Quiet()
        {
            @Override
            public void onEstablished(final Tcp tcp, final long connection)
            {
                throw new IllegalStateException("a mistake of the handler's own");
            }
        });
    }

    private static ConnectionHandler stays()
    {
        return new Quiet()
        {
            @Override
            public void onPeerClosed(final Tcp tcp, final long connection)
            {
            }
        };
    }

    private void connect()
    {
        for (final String address : new String[]{"198.18.0.2", "2001:db8::2"})
        {
            for (int i = 0; i < EACH; i++)
            {
                connect(address, 80, new Quiet());
                connect(address, 9, new Quiet()
                {
                    @Override
                    public void onEstablished(final Tcp tcp, final long connection)
                    {
                        tcp.shutdownOutput(connection);
                    }
                });
                connect(address, 7, new Quiet()
                {
                    @Override
                    public void onEstablished(final Tcp tcp, final long connection)
                    {
                        tcp.close(connection);
                    }
                });
            }
        }
        for (int i = 0; i < WAITING; i++)
        {
            connect("198.18.0.2", 99, new Quiet());
        }
        connect("198.18.0.2", 13, new Quiet());
        connect("198.51.100.1", 80, new Quiet());
    }

    private void connect(final String address, final int port, final ConnectionHandler handler)
    {
        if (client.tcp().connect(FourTuple.to(Endpoint.of(address, port)), handler, 0) < 0)
        {
            throw new IllegalStateException("cannot connect to " + address + " port " + port);
        }
    }

    /** One cycle of each engine. */
    public void turn()
    {
        client.doWork();
        server.doWork();
    }

    /** Cycles as long as this holds, with a little rest after each. */
    public void turnWhile(final BooleanSupplier condition)
    {
        while (condition.getAsBoolean())
        {
            turn();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Override
    public void close()
    {
        client.onClose();
        server.onClose();
    }

    /**
     * Holds them until the process is killed, five minutes at most.
     *
     * @param args the folder.
     */
    public static void main(final String[] args)
    {
        try (LivingEngines engines = new LivingEngines(Path.of(args[0])))
        {
            System.out.println("engines of " + ProcessHandle.current().pid());
            final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(AT_MOST_S);
            engines.turnWhile(() -> System.nanoTime() - endNs < 0);
        }
    }

    /** How to start {@link #main} in a process of its own. */
    public static List<String> commandLine(final Path directory)
    {
        return new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp", System.getProperty("java.class.path"),
            LivingEngines.class.getName(), directory.toString()));
    }
}
