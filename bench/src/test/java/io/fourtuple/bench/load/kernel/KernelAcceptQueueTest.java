package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.Tcp;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.tun.testing.InNamespace;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.RequiresTun;

/** The kernel's clients of an engine whose application takes connections when it likes. */
@RequiresTun
class KernelAcceptQueueTest
{
    private static final int PORT = 7;
    private static final int BACKLOG = 4;
    private static final String TEXT = "sent before anybody accepted";

    @InNamespace
    private static NetNs netNs;
    private static KernelSockets kernel;

    @BeforeAll
    static void prepareKernel()
    {
        kernel = new KernelSockets(netNs);
        kernel.patient();
    }

    private static List<KernelSocket> connect(final EngineInNs engine, final String from, final int count)
    {
        final List<KernelSocket> clients = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            final KernelSocket client = kernel.connect(from, 0, ServerThatCloses.address(from, 2), PORT);
            engine.runUntil("connected, as the client sees it", client::isConnected);
            client.write(TEXT);
            clients.add(client);
        }
        return clients;
    }

    private static void assertEchoed(final EngineInNs engine, final KernelSocket client)
    {
        engine.runUntil("the echo", () -> client.received().equals(TEXT));
    }

    /** The window is closed until then; what is written meanwhile comes as soon as it opens. */
    @ParameterizedTest(name = "from {0}, {1}")
    @CsvSource({
        "198.18.0.1,  hybrid", "198.18.0.1,  cookies-linux", "198.18.0.1,  cookies-freebsd",
        "2001:db8::1, hybrid", "2001:db8::1, cookies-linux", "2001:db8::1, cookies-freebsd"})
    void shouldLoseNothingThatIsSentBeforeTheAccept(final String from, final String defence)
    {
        try (EngineInNs engine = new EngineInNs(netNs, 1_500, "syn_defence=" + defence))
        {
            final int listener = engine.tcp().listenQueued(Endpoint.any(PORT), BACKLOG, SynFilter.ACCEPT_ALL);
            final EchoingEnd application = new EchoingEnd();
            final List<KernelSocket> clients = connect(engine, from, BACKLOG + 1);
            engine.runUntil("all wait", () -> engine.counter(Counter.PASSIVE_OPENS) == BACKLOG + 1);
            assertEquals(0, engine.counter(Counter.IN_BYTES), engine::toString);
            for (int i = 0; i <= BACKLOG; i++)
            {
                assertTrue(engine.tcp().accept(listener, application, i + 1) > 0, engine::toString);
            }
            assertEquals(Tcp.NONE_WAITING, engine.tcp().accept(listener, application, 0));
            clients.forEach(client -> assertEchoed(engine, client));
            assertEquals(0, engine.counter(Counter.LISTEN_OVERFLOWS), engine::toString);
            engine.checkBooks();
            clients.forEach(KernelSocket::close);
        }
    }

    /** One more than fits believes itself connected: its ACK is dropped. Its data brings it in once there is room. */
    @ParameterizedTest
    @ValueSource(strings = {"198.18.0.1", "2001:db8::1"})
    void shouldTakeInLaterWhoWasOneTooMany(final String from)
    {
        try (EngineInNs engine = new EngineInNs(netNs, 1_500, "tcp_rto_initial_ms=200"))
        {
            final int listener = engine.tcp().listenQueued(Endpoint.any(PORT), BACKLOG, SynFilter.ACCEPT_ALL);
            final EchoingEnd application = new EchoingEnd();
            final List<KernelSocket> clients = connectOneTooMany(engine, from);
            engine.runUntil("dropped ACK", () -> engine.counter(Counter.ACK_ACCEPT_QUEUE_FULL) >= 1);
            assertEquals(BACKLOG + 1, engine.counter(Counter.PASSIVE_OPENS), engine::toString);
            assertTrue(engine.tcp().accept(listener, application, 1) > 0, engine::toString);
            engine.runUntil("the last one too", () -> engine.counter(Counter.PASSIVE_OPENS) == BACKLOG + 2);
            while (engine.tcp().accept(listener, application, 1) != Tcp.NONE_WAITING)
            {
                engine.cycle();
            }
            clients.forEach(client -> assertEchoed(engine, client));
            assertEquals(0, engine.counter(Counter.OUT_RSTS), engine::toString);
            engine.checkBooks();
            clients.forEach(KernelSocket::close);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.18.0.1", "2001:db8::1"})
    void shouldResetWhoWasOneTooManyIfToldTo(final String from)
    {
        try (EngineInNs engine = new EngineInNs(netNs, 1_500, "tcp_abort_on_overflow=1"))
        {
            engine.tcp().listenQueued(Endpoint.any(PORT), BACKLOG, SynFilter.ACCEPT_ALL);
            final List<KernelSocket> clients = connectOneTooMany(engine, from);
            final KernelSocket last = clients.get(BACKLOG + 1);
            engine.runUntil("the last one is reset", () ->
            {
                last.discard();
                return last.failure() != null;
            });
            assertEquals(BACKLOG + 1, engine.counter(Counter.PASSIVE_OPENS), engine::toString);
            assertEquals(1, engine.wire().seen(true, WireTap.Seen::isRst).size(), engine::toString);
            engine.checkBooks();
            clients.forEach(KernelSocket::close);
        }
    }

    /**
     * All but two are there when the last two send their SYNs, so that neither SYN finds the queue full, and the second
     * one's ACK does.
     */
    private static List<KernelSocket> connectOneTooMany(final EngineInNs engine, final String from)
    {
        final List<KernelSocket> clients = connect(engine, from, BACKLOG);
        engine.runUntil("all wait", () -> engine.counter(Counter.PASSIVE_OPENS) == BACKLOG);
        for (int i = 0; i < 2; i++)
        {
            // The engine is given no time between the two.
            clients.add(kernel.connect(from, 0, ServerThatCloses.address(from, 2), PORT));
        }
        for (final KernelSocket client : clients.subList(BACKLOG, BACKLOG + 2))
        {
            engine.runUntil("connected, as the client sees it", client::isConnected);
            if (client.failure() == null)
            {
                client.write(TEXT);
            }
        }
        return clients;
    }
}
