package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** A link without room says nothing of the peer: what it does not take is no retransmission that was not answered. */
class LinkFullTimeOutTest
{
    private static final int MANY = Integer.MAX_VALUE;

    /** RFC 9293 3.8.3: R2 counts retransmissions; none has left. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotGiveUpAPeerThatNothingWasSentTo(final boolean ipv6)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.TCP_RETRIES2, 2)).established();
        fixture.send(0, 100);
        fixture.expect("P.", 1, 1);
        fixture.link.room(0);
        fixture.pass(60_000);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        assertEquals(0, fixture.counter(Counter.RETRANS_SEGS));
        fixture.link.room(MANY);
        assertTrue(fixture.msUntilSent() <= 220, "the RTO has not backed off");
        fixture.expect("P.", 1, 1);
        assertEquals(1, fixture.counter(Counter.RETRANS_SEGS));
        assertTrue(fixture.msUntilSent() > 400, "now it has");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotGiveUpAClosedWindowThatWasNotAskedAbout(final boolean ipv6)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.TCP_RETRIES2, 2)).established();
        fixture.inject(fixture.segment(".", 1, 1).window(0));
        fixture.send(0, 100);
        fixture.link.room(0);
        fixture.pass(60_000);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        assertEquals(0, fixture.counter(Counter.PERSIST_PROBES));
        fixture.link.room(MANY);
        assertTrue(fixture.msUntilSent() <= 220);
        fixture.expect(".", 0, 1);
        assertEquals(1, fixture.counter(Counter.PERSIST_PROBES));
    }

    /** A close that lingers ends in its time, though what it owes stands in the list of those that wait for room. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndALingeringCloseInTimeWhileTheLinkIsFull(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.link.room(0);
        fixture.send(0, 100);
        fixture.tcp.close(fixture.handler.connection, 3);
        fixture.pass(3_400);
        assertEquals("[established, closed LINGER_TIMED_OUT]", fixture.handler.events.toString());
    }

    /** However many wait for room, a cycle costs one look, and all are served in order once there is some. */
    @Test
    void shouldWaitForRoomAtTheCostOfOne()
    {
        final int count = 1_000;
        final Crowd peers = new Crowd(EngineFixture.of(false, EngineFixture.smallSettings()
            .with(Setting.MAX_CONNECTIONS_IPV4, count).with(Setting.MAX_TRANSFERS, count))).join(count);
        peers.fixture.link.room(0);
        for (int i = 0; i < count; i++)
        {
            peers.send(i, 10);
        }
        for (int i = 0; i < 10; i++)
        {
            final long waits = peers.counter(Counter.LINK_TX_WAITS);
            assertEquals(0, peers.fixture.engine.doWork());
            assertEquals(waits + 1, peers.counter(Counter.LINK_TX_WAITS));
        }
        peers.fixture.link.room(MANY);
        assertEquals(count, peers.fixture.engine.doWork());
        assertEquals(count, peers.discard());
    }

    /** Segments owed by a record that was freed since are never sent, also when the record is used again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendNothingForARecordThatWasFreed(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.link.room(0);
        fixture.inject(fixture.segment("P.", 1, 1).payload(10));
        fixture.inject("R", 11, 0);
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        fixture.link.room(MANY);
        fixture.work().expectNothing();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldOweNothingOfAnEarlierConnectionOfTheRecord(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        final long first = fixture.handler.connection;
        fixture.link.room(0);
        fixture.inject(fixture.segment("P.", 1, 1).payload(10));
        fixture.inject("R", 11, 0);
        fixture.link.room(1);
        fixture.inject(fixture.segment("S", 0, 0));
        fixture.iss = fixture.sent().seq();
        fixture.link.room(MANY);
        fixture.inject(".", 1, 1);
        assertEquals((int)first, (int)fixture.handler.connection, "the same record");
        fixture.work().expectNothing();
    }
}
