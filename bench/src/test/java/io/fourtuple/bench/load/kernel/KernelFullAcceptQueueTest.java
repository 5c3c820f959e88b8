package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.tun.testing.InNamespace;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.RequiresTun;

/**
 * Many more clients of the kernel's than may wait to be accepted, all at once; each writes as soon as it believes itself
 * connected. The application accepts late, and one at a time: none is reset, and all are served.
 */
@RequiresTun
class KernelFullAcceptQueueTest
{
    private static final int PORT = 7;
    private static final int BACKLOG = 8;
    private static final int CLIENTS = 40;
    private static final String TEXT = "sent before anybody accepted";
    private static final long FIRST_ACCEPT_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long BETWEEN_ACCEPTS_NS = TimeUnit.MILLISECONDS.toNanos(50);

    @InNamespace
    private static NetNs netNs;
    private static KernelSockets kernel;

    @BeforeAll
    static void prepareKernel()
    {
        kernel = new KernelSockets(netNs);
    }

    @ParameterizedTest(name = "tcp_syncookies={0}, from {1}")
    @CsvSource({"0, 198.18.0.1", "1, 198.18.0.1", "1, 2001:db8::1", "2, 198.18.0.1", "2, 2001:db8::1"})
    void shouldServeAllAndResetNone(final int syncookies, final String from)
    {
        try (EngineInNs engine = new EngineInNs(netNs, 1_500, "tcp_syncookies=" + syncookies))
        {
            final int listener = engine.tcp().listenQueued(Endpoint.any(PORT), BACKLOG, SynFilter.ACCEPT_ALL);
            final EchoingEnd application = new EchoingEnd();
            final List<KernelSocket> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++)
            {
                // The engine is given no time between them.
                clients.add(kernel.connect(from, 0, ServerThatCloses.address(from, 2), PORT));
            }
            final List<KernelSocket> silent = new ArrayList<>(clients);
            final List<KernelSocket> waiting = new ArrayList<>(clients);
            final long[] nextNs = {System.nanoTime() + FIRST_ACCEPT_NS};
            engine.runUntil("all are served", () ->
            {
                silent.removeIf(client -> client.isConnected() && write(client));
                waiting.removeIf(client -> !silent.contains(client) && client.received().equals(TEXT));
                if (System.nanoTime() - nextNs[0] >= 0)
                {
                    nextNs[0] += BETWEEN_ACCEPTS_NS;
                    engine.tcp().accept(listener, application, 1);
                }
                return waiting.isEmpty();
            });
            assertEquals(CLIENTS, engine.counter(Counter.PASSIVE_OPENS), engine::toString);
            assertEquals(0, engine.counter(Counter.OUT_RSTS), engine::toString);
            assertTrue(engine.counter(Counter.LISTEN_OVERFLOWS) > 0, "the queue was never full");
            engine.checkBooks();
            clients.forEach(KernelSocket::close);
        }
    }

    private static boolean write(final KernelSocket client)
    {
        assertEquals(null, client.failure());
        client.write(TEXT);
        return true;
    }
}
