package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.*;

import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;
import io.fourtuple.bench.load.kernel.WireTap.Seen;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.tun.testing.InNamespace;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.RequiresTun;

/**
 * Real clients, the kernel's, beside spoofed SYNs that nobody will complete; over one device.
 * <pre>
 *   KernelSocket ── kernel ──┐
 *                            ├── TUN ── WireTap ── EngineInNs
 *   SpoofedPeers ────────────┘
 * </pre>
 */
@RequiresTun
class KernelBesideFloodTest
{
    private static final String IPV4 = EngineInNs.KERNEL_IPV4;
    private static final String IPV6 = EngineInNs.KERNEL_IPV6;
    private static final int MTU_BYTES = 1_500;
    private static final int PORT = 7;
    private static final int BACKLOG = 64;
    private static final String FEW_RECORDS = " tcp_max_syn_backlog=64 tcp_max_syn_backlog_ipv6=64";
    private static final int CLIENTS = 20;
    private static final int SYNS_A_CLIENT = 500;
    private static final String TEXT = "real";

    @InNamespace
    private static NetNs netNs;
    private static KernelSockets kernel;

    @BeforeAll
    static void prepareKernel()
    {
        kernel = new KernelSockets(netNs);
        kernel.patient();
    }

    private static EngineInNs open(final String settings, final EchoingEnd application)
    {
        final EngineInNs engine = new EngineInNs(netNs, MTU_BYTES, settings);
        engine.tcp().listen(Endpoint.any(PORT), BACKLOG, SynFilter.ACCEPT_ALL, application);
        return engine;
    }

    private static void assertServed(final EngineInNs engine, final KernelSocket client)
    {
        engine.runUntil("connected", client::isConnected);
        client.write(TEXT);
        engine.runUntil("the echo", () -> client.received().equals(TEXT));
    }

    private static Stream<Arguments> defencesThatStand()
    {
        return Stream.of("hybrid", "hybrid syn_cookie_encoding=freebsd", "cookies-linux", "cookies-freebsd", "cache")
            .flatMap(defence -> Stream.of(IPV4, IPV6).map(from -> Arguments.of("syn_defence=" + defence, from)));
    }

    /** The client's SYN lies among the strangers', and its ACK comes before they have filled all records again. */
    @ParameterizedTest(name = "{0}, from {1}")
    @MethodSource("defencesThatStand")
    void shouldServeEveryClientAtItsFirstSyn(final String settings, final String from)
    {
        final String to = ServerThatCloses.address(from, 2);
        final EchoingEnd application = new EchoingEnd();
        try (EngineInNs engine = open(settings + FEW_RECORDS, application);
            SpoofedPeers strangers = new SpoofedPeers(netNs, engine))
        {
            engine.wire().recording(false);
            for (int i = 0; i < CLIENTS; i++)
            {
                strangers.syns(SYNS_A_CLIENT, to, PORT);
                try (KernelSocket client = kernel.connect(from, 0, to, PORT))
                {
                    strangers.syns(BACKLOG / 2, to, PORT);
                    assertServed(engine, client);
                }
                assertTrue(engine.counter(Counter.CURR_SYN_RCVD) <= BACKLOG, engine::toString);
            }
            assertEquals(CLIENTS, application.opened(), engine::toString);
            assertEquals(CLIENTS * (SYNS_A_CLIENT + BACKLOG / 2 + 1L), engine.counter(Counter.LISTEN_SYNS),
                engine::toString);
            assertEquals(0, engine.counter(Counter.LISTEN_DROPS), engine::toString);
            assertEquals(0, engine.counter(Counter.OUT_RSTS), engine::toString);
            engine.runUntil("only half-open ones are left",
                () -> engine.counter(Counter.CURR_OPEN) == engine.counter(Counter.CURR_SYN_RCVD));
            engine.checkBooks();
        }
    }

    /** Nobody knows the client: it starves, until the strangers have expired. */
    @ParameterizedTest
    @ValueSource(strings = {IPV4, IPV6})
    void shouldStarveWithABacklogAloneUntilTheFloodIsOver(final String from)
    {
        final String to = ServerThatCloses.address(from, 2);
        final EchoingEnd application = new EchoingEnd();
        try (EngineInNs engine = open(
            "syn_defence=backlog tcp_rto_initial_ms=500 tcp_synack_retries=1", application);
            SpoofedPeers strangers = new SpoofedPeers(netNs, engine))
        {
            strangers.syns(SYNS_A_CLIENT, to, PORT);
            assertEquals(BACKLOG, engine.counter(Counter.SYN_QUEUED), engine::toString);
            try (KernelSocket client = kernel.connect(from, 0, to, PORT))
            {
                engine.runUntil("the client's SYN is dropped",
                    () -> engine.counter(Counter.REQ_Q_FULL_DROP) == SYNS_A_CLIENT - BACKLOG + 1);
                assertFalse(client.isConnected(), engine::toString);
                engine.runUntil("no stranger is left", () -> engine.counter(Counter.CURR_SYN_RCVD) == 0);
                assertEquals(0, application.opened(), engine::toString);
                // The kernel sends its SYN again each second.
                assertServed(engine, client);
            }
            assertEquals(1, application.opened(), engine::toString);
            assertEquals(BACKLOG, engine.counter(Counter.ATTEMPT_FAILS), engine::toString);
            engine.checkBooks();
        }
    }

    /** The last quarter of {@code tcp_max_syn_backlog} is for the address that has been here before. */
    @ParameterizedTest
    @ValueSource(strings = {IPV4, IPV6})
    void shouldServeAKnownClientWithABacklogAlone(final String from)
    {
        final String to = ServerThatCloses.address(from, 2);
        try (EngineInNs engine = open("syn_defence=backlog tcp_max_syn_backlog=32 tcp_max_syn_backlog_ipv6=32",
            new EchoingEnd()); SpoofedPeers strangers = new SpoofedPeers(netNs, engine))
        {
            try (KernelSocket client = kernel.connect(from, 0, to, PORT))
            {
                assertServed(engine, client);
            }
            strangers.syns(SYNS_A_CLIENT, to, PORT);
            assertEquals(25, engine.counter(Counter.CURR_SYN_RCVD), engine::toString);
            assertEquals(SYNS_A_CLIENT - 25, engine.counter(Counter.SYN_UNPROVEN), engine::toString);
            for (int i = 0; i < CLIENTS; i++)
            {
                try (KernelSocket client = kernel.connect(from, 0, to, PORT))
                {
                    assertServed(engine, client);
                }
            }
            // Nor did a SYN of the client's have to come twice.
            assertEquals(SYNS_A_CLIENT - 25, engine.counter(Counter.SYN_UNPROVEN), engine::toString);
            engine.checkBooks();
        }
    }

    /** Whoever is in TIME_WAIT is real: its new SYN is taken though no record is free, in the place of the oldest. */
    @ParameterizedTest
    @ValueSource(strings = {IPV4, IPV6})
    void shouldReopenFromTimeWaitThoughTheQueueIsFull(final String from)
    {
        final String to = ServerThatCloses.address(from, 2);
        try (ServerThatCloses server = new ServerThatCloses(netNs, kernel, MTU_BYTES,
            "syn_defence=backlog somaxconn=16 tcp_max_syn_backlog=1024 tcp_max_syn_backlog_ipv6=1024");
            SpoofedPeers strangers = new SpoofedPeers(netNs, server.engine()))
        {
            final EngineInNs engine = server.engine();
            final int port = server.connectAndClose(from, 0, to);
            strangers.syns(SYNS_A_CLIENT, to, PORT);
            assertEquals(16, engine.counter(Counter.CURR_SYN_RCVD), engine::toString);
            engine.runForMs(3);
            try (KernelSocket client = kernel.connect(from, port, to, PORT))
            {
                assertServed(engine, client);
            }
            assertEquals(1, engine.counter(Counter.TW_RECYCLED), engine::toString);
            engine.checkBooks();
        }
    }

    /** Peers that vanish cost their records for as long as {@code tcp_synack_retries} says; in real time. */
    @Test
    void shouldForgetAllThatVanished()
    {
        try (EngineInNs engine = new EngineInNs(netNs, MTU_BYTES, "tcp_rto_initial_ms=100 tcp_synack_retries=2");
            SpoofedPeers strangers = new SpoofedPeers(netNs, engine))
        {
            engine.tcp().listen(Endpoint.any(PORT), new EchoingEnd());
            strangers.syns(1_000, ServerThatCloses.address(IPV4, 2), PORT);
            strangers.syns(1_000, ServerThatCloses.address(IPV6, 2), PORT);
            engine.runUntil("nothing is half-open", () -> engine.counter(Counter.CURR_SYN_RCVD) == 0);
            assertEquals(2_000, engine.counter(Counter.ATTEMPT_FAILS), engine::toString);
            assertEquals(2_000, engine.counter(Counter.ABORT_ON_TIMEOUT), engine::toString);
            assertEquals(4_000, engine.counter(Counter.SYN_RETRANS), engine::toString);
            assertEquals(6_000, engine.wire().seen(true, Seen::isSynAck).size());
            assertEquals(0, engine.counter(Counter.CURR_OPEN), engine::toString);
            assertEquals(0, engine.tcp().openConnections());
            engine.checkBooks();
        }
    }
}
