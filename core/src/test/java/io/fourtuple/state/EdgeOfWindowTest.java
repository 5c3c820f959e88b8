package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** Segments at the edges of the window, which RFC 9293 3.4 refuses and Linux and FreeBSD both take. */
class EdgeOfWindowTest
{
    private static final int RMEM = 1_000;

    /** A peer that has filled our window, and whose data was lost, acknowledges ours from the window's right edge. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeTheAckOfAPeerThatHasFilledTheWindow(final boolean ipv6)
    {
        final EngineFixture fixture = small(ipv6).established();
        fixture.send(0, 100);
        fixture.expect("P.", 1, 1);
        fixture.inject(".", 1 + RMEM, 101).expectNothing();
        fixture.pass(3_000).expectNothing();
        assertEquals(0, fixture.counter(Counter.RETRANS_SEGS));
    }

    /** The same for the ACK of our SYN-ACK. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeTheHandshakesAckFromTheRightEdge(final boolean ipv6)
    {
        final EngineFixture beyond = small(ipv6).synRcvd();
        beyond.inject(".", 2 + RMEM, 1).expect(".", 1, 1);
        assertEquals(1, beyond.counter(Counter.OUT_OF_WINDOW));
        final EngineFixture fixture = small(ipv6).synRcvd();
        fixture.inject(".", 1 + RMEM, 1).expectNothing();
        assertEquals(TcpState.ESTABLISHED, fixture.state());
    }

    /** A FIN takes no room: alone, or behind data that has been received. */
    @ParameterizedTest
    @CsvSource({"false, 0", "true, 0", "false, 1", "true, 300"})
    void shouldTakeAFinWhileItsWindowIsClosed(final boolean ipv6, final int oldBytes)
    {
        final EngineFixture fixture = closedWindow(ipv6);
        fixture.send(0, 100);
        fixture.expect("P.", 1, 1 + RMEM);
        fixture.inject(fixture.segment("F.", 1 + RMEM - oldBytes, 101).payload(oldBytes));
        assertEquals(0, fixture.expect(".", 101, 2 + RMEM).window());
        assertEquals(TcpState.CLOSE_WAIT, fixture.state());
        assertEquals("peer closed", fixture.handler.events.get(fixture.handler.events.size() - 1));
        assertEquals(RMEM, fixture.handler.received.size());
        fixture.pass(3_000).expectNothing();
        fixture.assertCountersAddUp();
    }

    /** Data before it has no room, so the FIN has to wait for it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotTakeAFinBehindDataThatHasNoRoom(final boolean ipv6)
    {
        final EngineFixture fixture = closedWindow(ipv6);
        fixture.inject(fixture.segment("FP.", 1 + RMEM, 1).payload(1)).expect(".", 1, 1 + RMEM);
        fixture.inject(fixture.segment("F.", 2 + RMEM, 1)).expect(".", 1, 1 + RMEM);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        assertEquals(2, fixture.counter(Counter.OUT_OF_WINDOW));
    }

    /** Nobody would tell an application that accepts a connection of a FIN that was taken before. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeTheFinOfAWaitingConnectionOnlyOnceItIsAccepted(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final int listener = fixture.tcp.listenQueued(Endpoint.any(80), 8);
        fixture.inject("S", 0, 0);
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1).expectNothing();
        fixture.inject("F.", 1, 1).expect(".", 1, 1);
        fixture.handler.connection = fixture.tcp.accept(listener, fixture.handler, 0);
        assertTrue(fixture.handler.connection >= 0);
        fixture.work().expect(".", 1, 1);
        fixture.inject("F.", 1, 1).expect(".", 1, 2);
        assertEquals(List.of("peer closed"), fixture.handler.events);
    }

    /** FreeBSD acknowledges a FIN that has crossed its own by its FIN again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeTheAckOfARepeatedFin(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).closing();
        fixture.inject("F.", 1, 2).expectNothing();
        assertTrue(fixture.isInTimeWait());
        fixture.inject("F.", 1, 2).expect(".", 2, 2);
    }

    /** The last segment sent again is as new as any: its ACK of our data counts, and that of an older one does not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeTheAckOfTheLastSegmentSentAgain(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expect(".", 1, 11);
        fixture.inject(fixture.segment("P.", 11, 1).payload(10)).expect(".", 1, 21);
        fixture.send(0, 100);
        fixture.expect("P.", 1, 21);
        fixture.inject(fixture.segment("P.", 1, 101).payload(10)).expect(".", 101, 21);
        fixture.msUntilSent();
        fixture.expect("P.", 1, 21);
        fixture.inject(fixture.segment("P.", 11, 101).payload(10)).expect(".", 101, 21);
        fixture.pass(10_000).expectNothing();
        fixture.inject(fixture.segment("P.", 11, 500).payload(10)).expect(".", 101, 21);
        assertEquals(1, fixture.counter(Counter.RETRANS_SEGS));
    }

    private static EngineFixture small(final boolean ipv6)
    {
        return EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.TCP_RMEM, RMEM));
    }

    private static EngineFixture closedWindow(final boolean ipv6)
    {
        final EngineFixture fixture = small(ipv6).established();
        fixture.tcp.receiveWindow(fixture.handler.connection, 0);
        fixture.inject(fixture.segment("P.", 1, 1).payload(RMEM));
        assertEquals(0, fixture.expect(".", 1, 1 + RMEM).window());
        return fixture;
    }
}
