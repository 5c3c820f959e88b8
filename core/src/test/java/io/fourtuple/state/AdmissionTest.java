package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.agrona.concurrent.AgentTerminationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.States;

/** Which connections are let in: limits that hold, decisions that count, listeners that go, the drain. */
class AdmissionTest
{
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDrain(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.tcp.drain();
        fixture.inject(fixture.segment("S", 0, 0).from(peer(fixture, 41_000)));
        assertEquals("R.", fixture.sent().flags());
        assertEquals(1, fixture.counter(Counter.LISTEN_DRAINING));
        assertEquals(Tcp.DRAINING, fixture.tcp.connect(fixture.tuple().localPort(9), fixture.handler, 0));
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expect(".", 1, 11);
        assertEquals(List.of(), fixture.work().errors);
        fixture.tcp.close(fixture.handler.connection);
        fixture.work().expect("F.", 1, 11);
        fixture.inject("F.", 11, 2).expect(".", 2, 12);
        assertEquals(0, fixture.tcp.openConnections());
        fixture.work();
        assertTrue(fixture.errors.get(0) instanceof AgentTerminationException, fixture.errors.toString());
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldResetHalfOpenConnectionsOfAListenerThatIsGone(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final int listener = fixture.tcp.listen(Endpoint.any(80), fixture.handler);
        fixture.inject("S", 0, 0);
        fixture.iss = fixture.sent().seq();
        assertTrue(fixture.tcp.unlisten(listener));
        assertEquals(false, fixture.tcp.unlisten(listener));
        fixture.inject(".", 1, 1).expect("R", 1, 0);
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        assertEquals(List.of(), fixture.handler.events);
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepEveryOldConnectionWhenTheTableIsFull(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with(Setting.MAX_CONNECTIONS_IPV4, 3).with(Setting.MAX_CONNECTIONS_IPV6, 3)).established();
        for (int i = 0; i < 10; i++)
        {
            final Endpoint from = peer(fixture, 41_000 + i);
            fixture.inject(fixture.segment("S", 0, 0).from(from));
            if (fixture.link.hasSent())
            {
                final int ack = fixture.sent().seq() + 1;
                fixture.inject(fixture.segment(".", 1, 0).from(from).ack(ack));
            }
        }
        assertEquals(3, fixture.counter(Counter.PASSIVE_OPENS));
        assertEquals(8, fixture.counter(Counter.TABLE_FULL));
        assertEquals(Tcp.TABLE_FULL, fixture.tcp.connect(fixture.tuple().localPort(9), fixture.handler, 0));
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLimitHalfOpenConnections(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6,
            EngineFixture.smallSettings()
                .with(Setting.TCP_SYNCOOKIES, 0)
                .with(Setting.TCP_MAX_SYN_BACKLOG, 2)
                .with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, 2)).synRcvd();
        for (int i = 0; i < 3; i++)
        {
            fixture.inject(fixture.segment("S", 0, 0).from(peer(fixture, 41_000 + i)));
        }
        assertEquals("S.", fixture.sent().flags());
        fixture.expectNothing();
        assertEquals(2, fixture.counter(Counter.REQ_Q_FULL_DROP));
        // One that completes makes room for another.
        fixture.inject(".", 1, 1);
        fixture.inject(fixture.segment("S", 0, 0).from(peer(fixture, 42_000)));
        assertEquals("S.", fixture.sent().flags());
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @CsvSource({
        "ACCEPT, S., SYN_QUEUED", "REFUSE, R., LISTEN_REFUSED", "DROP, -, LISTEN_FILTERED",
        "THROW, -, LISTEN_FILTERED"})
    void shouldDoWhatTheFilterDecides(final String decision, final String reply, final Counter outcome)
    {
        for (final EngineFixture fixture : States.ofBothFamilies())
        {
            final SynFilter filter = tuple ->
            {
                assertEquals(40_000, tuple.remotePort());
                return SynFilter.Decision.valueOf(decision);
            };
            fixture.tcp.listen(Endpoint.any(80), filter, fixture.handler);
            fixture.inject("S", 0, 0);
            if (!reply.equals("-"))
            {
                assertEquals(reply, fixture.sent().flags());
            }
            fixture.expectNothing();
            assertEquals(1, fixture.counter(outcome));
            assertEquals(decision.equals("THROW") ? 1 : 0, fixture.errors.size());
            fixture.assertCountersAddUp();
        }
    }

    private static Endpoint peer(final EngineFixture fixture, final int port)
    {
        return new Endpoint(fixture.peer.family(), fixture.peer.hi(), fixture.peer.lo(), port);
    }
}
