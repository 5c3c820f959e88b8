package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.link.Link;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.Packets;
import io.fourtuple.tun.testing.RequiresTun;

/** An engine that is run by an embedder's AgentRunner, on a device that goes away. */
@RequiresTun
class EngineOnTunTest
{
    private static final int CLIENTS = 4;
    private static final DirectBuffer BYTE = new UnsafeBuffer(new byte[1]);

    private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger closed = new AtomicInteger();
    private volatile long quiet;

    /** The clients read all the time; the engine always has data for them that finds no room in the link any more. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndWhenTheDeviceIsRemovedUnderLoad(final boolean pumped) throws Exception
    {
        try (NetNs netNs = NetNs.create())
        {
            final TunDevice device = netNs.open(TunConfig.named("ft0").address("198.18.0.1/24"));
            final Counters counters = new Counters();
            final Link link = pumped ? TunLinks.pumped(device, counters, new PumpConfig()
                .idleStrategy(() -> YieldingIdleStrategy.INSTANCE).errorHandler(errors::add)) :
                TunLinks.polled(device, 0, counters, 64);
            final Engine engine = new Engine(
                new EngineConfig(link).counters(counters).errorHandler(errors::add).localAddresses(LocalAddresses.all()));
            engine.tcp().listen(Endpoint.any(80), new Chargen());
            final AgentRunner runner =
                new AgentRunner(YieldingIdleStrategy.INSTANCE, errors::add, null, engine);
            final Thread loop = AgentRunner.startOnThread(runner);
            final List<Thread> clients = new ArrayList<>();
            final AtomicInteger reading = new AtomicInteger();
            for (int i = 0; i < CLIENTS; i++)
            {
                final Socket socket = netNs.call(EngineOnTunTest::connect);
                clients.add(new Thread(() -> read(socket, reading)));
                clients.get(i).setDaemon(true);
                clients.get(i).start();
            }
            LinkDriver.await("the load", () -> reading.get() >= CLIENTS);
            // Bytes that the peer has room for, and the link not when it is gone: they stay owed.
            final Thread sender = new Thread(() ->
            {
                while (loop.isAlive())
                {
                    engine.commands().offer(tcp -> tcp.send(quiet, BYTE, 0, 1));
                    Thread.yield();
                }
            });
            sender.setDaemon(true);
            sender.start();
            netNs.run("ip", "link", "del", "ft0");
            LinkDriver.await("the end of the loop", () -> !loop.isAlive());
            assertEquals(CLIENTS, closed.get());
            assertEquals("[org.agrona.concurrent.AgentTerminationException: link is gone: fourtuple]", errors.toString());
        }
    }

    private static Socket connect() throws IOException
    {
        final Socket socket = new Socket();
        socket.connect(new InetSocketAddress(Packets.inetAddress("198.18.0.2"), 80), 30_000);
        return socket;
    }

    private static void read(final Socket socket, final AtomicInteger reading)
    {
        try (socket)
        {
            final byte[] buffer = new byte[65_536];
            boolean isFirst = true;
            while (socket.getInputStream().read(buffer) > 0)
            {
                if (isFirst)
                {
                    isFirst = false;
                    reading.incrementAndGet();
                }
            }
        }
        catch (final IOException ex)
        {
            // The device is gone, and the connection with it.
            reading.incrementAndGet();
        }
    }

    /** Sends for ever, but to the last client one byte. */
    private final class Chargen implements ConnectionHandler
    {
        private int established;
        private final DirectBuffer bytes = new UnsafeBuffer(new byte[1 << 20]);

        @Override
        public void onEstablished(final Tcp tcp, final long connection)
        {
            quiet = connection;
            established++;
            tcp.send(connection, bytes, 0, established == CLIENTS ? 1 : bytes.capacity());
        }

        @Override
        public void onData(final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
        {
        }

        @Override
        public void onWritable(final Tcp tcp, final long connection)
        {
            tcp.send(connection, bytes, 0, bytes.capacity());
        }

        @Override
        public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
        {
            closed.incrementAndGet();
        }
    }
}
