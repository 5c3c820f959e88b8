package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.Client;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.testing.SentSegment;

/** Connections that wait until the application accepts them: how many, in which order, and what happens meanwhile. */
class AcceptQueueTest
{
    private static final int BACKLOG = 3;

    private int listener;

    private EngineFixture listen(final boolean ipv6, final Settings settings)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, settings);
        listener = fixture.tcp.listenQueued(Endpoint.any(80), BACKLOG, SynFilter.ACCEPT_ALL);
        return fixture;
    }

    private EngineFixture listen(final boolean ipv6)
    {
        return listen(ipv6, EngineFixture.smallSettings());
    }

    /** Backlog and one more wait, as in Linux. */
    private static List<Client> fill(final EngineFixture fixture)
    {
        final List<Client> clients = new ArrayList<>();
        for (int i = 0; i <= BACKLOG; i++)
        {
            final Client client = new Client(fixture, i).mss(1_460);
            assertEquals(0, client.connect().window(), "nothing is offered before it is accepted");
            client.ack();
            clients.add(client);
        }
        assertEquals(BACKLOG + 1, fixture.counter(Counter.ESTABLISHED));
        return clients;
    }

    private long accept(final EngineFixture fixture)
    {
        final long id = fixture.tcp.accept(listener, fixture.handler, 7);
        fixture.handler.connection = id;
        fixture.work();
        return id;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcceptInTheOrderOfTheAcks(final boolean ipv6)
    {
        final EngineFixture fixture = listen(ipv6);
        final Client[] clients = new Client[BACKLOG];
        for (int i = 0; i < BACKLOG; i++)
        {
            clients[i] = new Client(fixture, i).mss(1_460);
            clients[i].connect();
        }
        for (int i = BACKLOG - 1; i >= 0; i--)
        {
            clients[i].ack();
        }
        for (int i = BACKLOG - 1; i >= 0; i--)
        {
            final long id = accept(fixture);
            final FourTuple tuple = new FourTuple();
            assertTrue(fixture.tcp.tuple(id, tuple));
            assertEquals(clients[i].tuple().toString(), tuple.toString());
            assertEquals(7, fixture.tcp.userData(id));
            assertEquals(TcpState.ESTABLISHED, fixture.tcp.state(id));
        }
        assertEquals(Tcp.NONE_WAITING, accept(fixture));
        assertEquals(List.of(), fixture.handler.events, "onEstablished is not called");
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDropSynsWhenTooManyWait(final boolean ipv6)
    {
        final EngineFixture fixture = listen(ipv6);
        fill(fixture);
        final Client late = new Client(fixture, 20);
        fixture.inject(late.syn()).expectNothing();
        assertEquals(1, fixture.counter(Counter.SYN_ACCEPT_QUEUE_FULL));
        assertEquals(1, fixture.counter(Counter.LISTEN_OVERFLOWS));
        assertEquals(1, fixture.counter(Counter.LISTEN_DROPS));
        assertTrue(accept(fixture) > 0);
        fixture.sent();
        late.establish();
        assertEquals(BACKLOG + 2, fixture.counter(Counter.ESTABLISHED));
        fixture.assertCountersAddUp();
    }

    /** The client believes in its connection; the SYN-ACK sent again has it say so once more, when there is room. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCompleteLaterWhatFoundTheQueueFull(final boolean ipv6)
    {
        final EngineFixture fixture = listen(ipv6);
        final Client late = new Client(fixture, 20).mss(1_460);
        late.connect();
        fill(fixture);
        late.ack();
        fixture.expectNothing();
        assertEquals(1, fixture.counter(Counter.ACK_ACCEPT_QUEUE_FULL));
        assertEquals(1, fixture.table().halfOpenSize());
        fixture.pass(1_100);
        late.synAck();
        late.ack();
        assertEquals(2, fixture.counter(Counter.ACK_ACCEPT_QUEUE_FULL));
        assertTrue(accept(fixture) > 0);
        fixture.sent();
        fixture.pass(2_100);
        late.synAck();
        late.ack();
        assertEquals(0, fixture.table().halfOpenSize());
        assertEquals(BACKLOG + 2, fixture.counter(Counter.ESTABLISHED));
        assertEquals(2, fixture.counter(Counter.LISTEN_OVERFLOWS));
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @CsvSource({"false, backlog", "true, backlog", "false, cookies-always", "true, cookies-always"})
    void shouldResetAtOverflowIfToldTo(final boolean ipv6, final String defence)
    {
        final EngineFixture fixture = listen(ipv6, EngineFixture.smallSettings()
            .with("syn_defence=" + defence).with(Setting.TCP_ABORT_ON_OVERFLOW, 1));
        final Client late = new Client(fixture, 20);
        late.connect();
        fill(fixture);
        late.ack();
        final SentSegment reset = fixture.sent();
        assertEquals("R", reset.flags());
        assertEquals(late.iss + 1, reset.seq());
        assertEquals(0, fixture.table().halfOpenSize());
        assertEquals(1, fixture.counter(Counter.ACK_ACCEPT_QUEUE_FULL));
        assertEquals(1, fixture.counter(Counter.LISTEN_OVERFLOWS));
        fixture.assertCountersAddUp();
    }

    /** Where nothing is kept of a client, it is its data that asks again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCompleteACookieLater(final boolean ipv6)
    {
        final EngineFixture fixture = listen(ipv6, EngineFixture.smallSettings().with("syn_defence=cookies-always"));
        final Client late = new Client(fixture, 20).mss(1_460);
        late.connect();
        fill(fixture);
        late.ack();
        fixture.expectNothing();
        assertTrue(accept(fixture) > 0);
        fixture.sent();
        late.ack();
        assertEquals(BACKLOG + 2, fixture.counter(Counter.SYNCOOKIES_RECV));
        fixture.assertCountersAddUp();
    }

    /** No data is taken before, none is lost: the peer probes the closed window and is told when it opens. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldOpenTheWindowWhenAccepted(final boolean ipv6)
    {
        final EngineFixture fixture = listen(ipv6);
        final Client client = new Client(fixture, 1).mss(1_460);
        client.establish();
        fixture.inject(client.segment("P.", 1, 1).payload(1));
        final SentSegment probeAck = fixture.sent();
        assertEquals(client.peerIss + 1, probeAck.ack());
        assertEquals(0, probeAck.window());
        final long id = accept(fixture);
        final SentSegment update = fixture.sent();
        assertEquals(".", update.flags());
        assertEquals(client.peerIss + 1, update.ack());
        assertEquals(65_535, update.window());
        fixture.expectNothing();
        fixture.inject(client.segment("P.", 1, 1).payload(1_000));
        assertEquals(client.peerIss + 1_001, fixture.sent().ack());
        fixture.inject(client.segment("F.", 1_001, 1));
        assertEquals(client.peerIss + 1_002, fixture.sent().ack());
        assertEquals(List.of("data 1000", "peer closed"), fixture.handler.events);
        assertEquals(TcpState.CLOSE_WAIT, fixture.tcp.state(id));
        fixture.assertCountersAddUp();
    }

    /** Data and FIN that complete the handshake are beyond the window: they come again once it is open. */
    @ParameterizedTest
    @CsvSource({"false, backlog", "true, backlog", "false, cookies-always", "true, cookies-always"})
    void shouldTakeDataAndFinAfterAcceptOnly(final boolean ipv6, final String defence)
    {
        final EngineFixture fixture = listen(ipv6, EngineFixture.smallSettings().with("syn_defence=" + defence));
        final Client client = new Client(fixture, 1).mss(1_460);
        client.connect();
        fixture.inject(client.segment("FP.", 1, 1).payload(10));
        assertEquals(1, fixture.counter(Counter.ESTABLISHED));
        while (fixture.link.hasSent())
        {
            final SentSegment ack = fixture.sent();
            assertEquals(client.peerIss + 1, ack.ack(), "neither data nor FIN");
        }
        fixture.inject(client.segment("F.", 1, 1));
        assertEquals(client.peerIss + 1, fixture.sent().ack());
        assertTrue(accept(fixture) > 0);
        assertEquals(65_535, fixture.sent().window());
        fixture.inject(client.segment("FP.", 1, 1).payload(10));
        assertEquals(client.peerIss + 12, fixture.sent().ack());
        assertEquals(List.of("data 10", "peer closed"), fixture.handler.events);
        fixture.assertCountersAddUp();
    }

    /**
     * The ACK was lost, and a peer whose window is closed sends no data that would carry it again: probes are all that
     * comes (RFC 9293 3.8.6.1), and complete the handshake, as any valid ACK does where no window is open (3.10.7.4).
     */
    @ParameterizedTest
    @CsvSource({"false, backlog", "true, backlog", "false, cookies-always", "true, cookies-always"})
    void shouldTakeAProbeForTheAckThatWasLost(final boolean ipv6, final String defence)
    {
        final EngineFixture fixture = listen(ipv6, EngineFixture.smallSettings().with("syn_defence=" + defence));
        final Client client = new Client(fixture, 1).mss(1_460);
        client.connect();
        fixture.inject(client.segment(".", -1_000, 1)).inject(client.segment(".", 0, 1_000_000));
        assertEquals(0, fixture.counter(Counter.ESTABLISHED), "neither the number nor the ACK of a probe");
        while (fixture.link.hasSent())
        {
            fixture.link.take();
        }
        fixture.inject(client.segment(".", 0, 1));
        assertEquals(0, fixture.sent().window(), "a probe is answered (RFC 9293 3.8.6.1)");
        assertEquals(1, fixture.counter(Counter.ESTABLISHED));
        assertTrue(accept(fixture) > 0);
        final SentSegment update = fixture.sent();
        assertEquals(client.peerIss + 1, update.ack());
        assertEquals(65_535, update.window());
        fixture.inject(client.segment("P.", 1, 1).payload(100));
        assertEquals(List.of("data 100"), fixture.handler.events);
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLeaveOutWhatHasEndedMeanwhile(final boolean ipv6)
    {
        final EngineFixture fixture = listen(ipv6);
        final List<Client> clients = fill(fixture);
        fixture.inject(clients.get(0).segment("R", 1, 0)).inject(clients.get(2).segment("R", 1, 0));
        assertEquals(BACKLOG - 1, fixture.counter(Counter.CURR_ESTAB));
        final FourTuple tuple = new FourTuple();
        for (final int expected : new int[]{1, 3})
        {
            assertTrue(fixture.tcp.tuple(accept(fixture), tuple));
            assertEquals(clients.get(expected).tuple().toString(), tuple.toString());
        }
        assertEquals(Tcp.NONE_WAITING, accept(fixture));
        assertEquals(List.of(), fixture.handler.events, "nobody is told of the end of what nobody had");
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldResetWhatNobodyHasAcceptedWhenItsListenerEnds(final boolean ipv6)
    {
        final EngineFixture fixture = listen(ipv6);
        final List<Client> clients = fill(fixture);
        final long accepted = accept(fixture);
        fixture.sent();
        assertTrue(fixture.tcp.unlisten(listener));
        for (int i = 1; i <= BACKLOG; i++)
        {
            final SentSegment reset = fixture.sent();
            assertEquals("R.", reset.flags());
            assertEquals(clients.get(i).iss + 1, reset.seq());
        }
        fixture.expectNothing();
        assertEquals(1, fixture.counter(Counter.CURR_OPEN));
        assertEquals(TcpState.ESTABLISHED, fixture.tcp.state(accepted));
        assertEquals(Tcp.NO_CONNECTION, accept(fixture));
        fixture.inject(clients.get(0).segment("P.", 1, 1).payload(10));
        assertEquals(List.of("data 10"), fixture.handler.events);
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseToAcceptWhereNothingWaits(final boolean ipv6)
    {
        final EngineFixture fixture = listen(ipv6);
        final int called = fixture.tcp.listen(Endpoint.any(81), fixture.handler);
        assertEquals(Tcp.NONE_WAITING, fixture.tcp.accept(listener, fixture.handler, 0));
        assertEquals(Tcp.NO_CONNECTION, fixture.tcp.accept(called, fixture.handler, 0));
        assertEquals(Tcp.NO_CONNECTION, fixture.tcp.accept(99, fixture.handler, 0));
        assertThrows(NullPointerException.class, () -> fixture.tcp.accept(listener, null, 0));
        assertThrows(IllegalArgumentException.class,
            () -> fixture.tcp.listenQueued(Endpoint.any(82), 0, SynFilter.ACCEPT_ALL));
        assertThrows(IllegalStateException.class,
            () -> fixture.tcp.listenQueued(Endpoint.any(80), 5, SynFilter.ACCEPT_ALL));
    }

    /** Each connection has a handler of its own, of which there can be 65,536 at a time: each number must come back. */
    @OneJdk
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotRunOutOfHandlers(final boolean ipv6)
    {
        final EngineFixture fixture = listen(ipv6);
        for (int i = 0; i < 66_000; i++)
        {
            final Client client = new Client(fixture, i);
            client.establish();
            final ConnectionHandler handler = (tcp, connection, buffer, offset, length) ->
            {
            };
            final long id = fixture.tcp.accept(listener, handler, i);
            assertTrue(id > 0, () -> "accept gave " + id);
            fixture.inject(client.segment("R", 1, 0));
            while (fixture.link.hasSent())
            {
                fixture.link.take();
            }
        }
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        fixture.assertCountersAddUp();
    }

    /** The engine ends those that wait like all others. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndThoseThatWaitWithTheEngine(final boolean ipv6)
    {
        final EngineFixture fixture = listen(ipv6);
        new Client(fixture, 30).connect();
        fill(fixture);
        fixture.engine.onClose();
        for (int i = 0; i <= BACKLOG; i++)
        {
            assertEquals("R.", fixture.sent().flags());
        }
        fixture.expectNothing();
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        assertEquals(0, fixture.counter(Counter.CURR_SYN_RCVD));
        assertEquals(List.of(), fixture.handler.events);
        fixture.assertCountersAddUp();
    }
}
