package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;

/** A link without room delays what is to be sent; it loses nothing for ever. */
class LinkFullTest
{
    private static final int MANY = Integer.MAX_VALUE;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendSynOnceThereIsRoom(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        fixture.link.room(0);
        fixture.handler.connection = fixture.tcp.connect(fixture.tuple(), fixture.handler, 0);
        fixture.pass(100).expectNothing();
        fixture.link.room(MANY);
        fixture.msUntilSent();
        assertEquals("S", fixture.sent().flags());
        assertTrue(fixture.counter(Counter.LINK_TX_WAITS) > 0);
        assertEquals(0, fixture.counter(Counter.LINK_TX_FULL), "nothing is lost");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendSynAckOnceThereIsRoom(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        fixture.link.room(0);
        fixture.inject("S", 0, 0).pass(100).expectNothing();
        fixture.link.room(MANY);
        fixture.msUntilSent();
        assertEquals("S.", fixture.sent().flags());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcknowledgeOnceThereIsRoom(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.link.room(0);
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).work().expectNothing();
        fixture.link.room(MANY);
        fixture.work().expect(".", 1, 11);
        fixture.work().expectNothing();
    }

    /** The peer's FIN too is acknowledged, though the connection has gone on to TIME_WAIT. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcknowledgeFinOnceThereIsRoom(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).finWait2();
        fixture.link.room(0);
        fixture.inject("F.", 1, 2).work().expectNothing();
        fixture.link.room(MANY);
        fixture.work().expect(".", 2, 2);
        assertTrue(fixture.isInTimeWait());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void shouldSendDataAndFinOnceThereIsRoom(final int frames)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = EngineFixture.of(ipv6).listen();
            fixture.inject(fixture.segment("S", 0, 0).mss(1_000));
            fixture.iss = fixture.sent().seq();
            fixture.inject(".", 1, 1);
            fixture.link.room(frames);
            assertEquals(5_000, fixture.send(0, 5_000));
            fixture.tcp.close(fixture.handler.connection);
            fixture.work();
            fixture.link.room(MANY);
            fixture.pass(10);
            for (int i = 0; i < 5; i++)
            {
                assertEquals(1_000, fixture.expect(i < 4 ? "." : "FP.", 1 + i * 1_000, 1).payload().length);
            }
            fixture.expectNothing();
            assertEquals(0, fixture.counter(Counter.RETRANS_SEGS));
            fixture.inject("F.", 1, 5_002).expect(".", 5_002, 2);
            assertTrue(fixture.isInTimeWait());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnRetransmittingAfterTheLinkWasFull(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.send(0, 100);
        fixture.expect("P.", 1, 1);
        fixture.link.room(0);
        fixture.pass(1_000).expectNothing();
        fixture.link.room(MANY);
        fixture.msUntilSent();
        fixture.expect("P.", 1, 1);
        fixture.inject(".", 1, 101).pass(10_000).expectNothing();
        assertEquals(TcpState.ESTABLISHED, fixture.state());
    }

    /** The timer's wait has doubled six times by then: another one would be two minutes, for want of a slot. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRetransmitAsSoonAsThereIsRoom(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.send(0, 100);
        for (int i = 0; i < 7; i++)
        {
            fixture.expect("P.", 1, 1);
            fixture.msUntilSent();
        }
        fixture.expect("P.", 1, 1);
        fixture.link.room(0);
        fixture.pass(600_000).expectNothing();
        assertEquals(TcpState.ESTABLISHED, fixture.state(), "what was not sent is not counted");
        fixture.link.room(MANY);
        fixture.pass(5).expect("P.", 1, 1);
        assertEquals(8, fixture.counter(Counter.RETRANS_SEGS));
        fixture.inject(".", 1, 101).pass(10_000).expectNothing();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldProbeAsSoonAsThereIsRoom(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject(fixture.segment(".", 1, 1).window(0));
        fixture.send(0, 100);
        for (int i = 0; i < 7; i++)
        {
            fixture.msUntilSent();
            fixture.expect(".", 0, 1);
        }
        fixture.link.room(0);
        fixture.pass(600_000).expectNothing();
        assertEquals(TcpState.ESTABLISHED, fixture.state(), "what was not sent is not counted");
        fixture.link.room(MANY);
        fixture.pass(5).expect(".", 0, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOfItsWindowOnceThereIsRoom(final boolean ipv6)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.TCP_RMEM, 1_000)).established();
        fixture.tcp.receiveWindow(fixture.handler.connection, 0);
        fixture.inject(fixture.segment("P.", 1, 1).payload(1_000)).expect(".", 1, 1_001);
        fixture.link.room(0);
        fixture.tcp.receiveWindow(fixture.handler.connection, 1_000);
        fixture.pass(10_000).expectNothing();
        fixture.link.room(MANY);
        assertEquals(1_000, fixture.work().expect(".", 1, 1_001).window());
    }

    /** More connections with something to send than one cycle's list holds, and a link that takes none of it. */
    @OneJdk
    @Test
    void shouldBearMoreConnectionsThanItLists()
    {
        final int connections = 70_000;
        final EngineFixture fixture = EngineFixture.of(false, EngineFixture.smallSettings()
            .with(Setting.MAX_CONNECTIONS_IPV4, connections));
        final io.fourtuple.testing.RecordingHandler handler = new io.fourtuple.testing.RecordingHandler();
        fixture.tcp.listen(Endpoint.any(80), handler);
        final int[] iss = new int[connections];
        for (int i = 0; i < connections; i++)
        {
            fixture.inject(fixture.segment("S", 0, 0).from(peer(fixture, i)));
            iss[i] = fixture.sent().seq();
            fixture.inject(fixture.segment(".", 1, 0).ack(iss[i] + 1).from(peer(fixture, i)));
        }
        assertEquals(connections, fixture.counter(Counter.CURR_ESTAB));
        fixture.link.room(0);
        for (int i = 0; i < connections; i++)
        {
            fixture.link.put(fixture.segment("P.", 1, 0).ack(iss[i] + 1).payload(10).from(peer(fixture, i)).bytes());
        }
        while (fixture.counter(Counter.IN_BYTES) < connections * 10L)
        {
            fixture.work();
        }
        fixture.expectNothing();
        fixture.link.room(MANY);
        final int listed = 1 << 16;
        assertEquals(listed, sentIn(fixture.pass(10)));
        // The few that were not listed have not been acknowledged: their peers send again.
        for (int i = listed; i < connections; i++)
        {
            fixture.link.put(fixture.segment("P.", 1, 0).ack(iss[i] + 1).payload(10).from(peer(fixture, i)).bytes());
        }
        assertEquals(connections - listed, sentIn(fixture.pass(100)));
        fixture.assertCountersAddUp();
    }

    private static int sentIn(final EngineFixture fixture)
    {
        int sent = 0;
        while (fixture.link.take() != null)
        {
            sent++;
        }
        return sent;
    }

    private static Endpoint peer(final EngineFixture fixture, final int i)
    {
        return new Endpoint(4, 0, fixture.peer.lo() + (i >> 15), 20_000 + (i & 0x7FFF));
    }
}
