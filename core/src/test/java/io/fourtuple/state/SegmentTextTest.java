package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** The text of segments: data and FIN are taken once, in order, and only for an application that is there. */
class SegmentTextTest
{
    /** The data of a SYN is not acknowledged, so it comes again behind the handshake, and is delivered once. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeDataOfASynOnlyWhenItIsSentAgain(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        fixture.inject(fixture.segment("S", 0, 0).payload(10));
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1).expectNothing();
        assertEquals(0, fixture.handler.received.size());
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expect(".", 1, 11);
        assertEquals(10, fixture.handler.received.size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeFinOnlyOnceTheMissingDataIsThere(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject("F.", 11, 1).expect(".", 1, 1);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expect(".", 1, 12);
        assertEquals(TcpState.CLOSE_WAIT, fixture.state());
        fixture.inject("F.", 11, 1).expect(".", 1, 12);
        assertEquals(List.of("established", "data 10", "peer closed"), fixture.handler.events);
    }

    /** RFC 2525 2.17, as Linux: or the peer would go on sending to nobody. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldResetThePeerThatSendsToAClosedApplication(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.tcp.close(fixture.handler.connection);
        fixture.work().expect("F.", 1, 1);
        fixture.inject(".", 1, 2);
        fixture.inject(fixture.segment("P.", 1, 2).payload(10)).expect("R.", 2, 1);
        assertEquals(List.of("established", "closed DATA_AFTER_CLOSE"), fixture.handler.events);
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        assertEquals(1, fixture.counter(Counter.CLOSED_ABORTED));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDeliverDataAfterItsOutputWasShut(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).finWait1();
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expect(".", 2, 11);
        fixture.inject(fixture.segment("P.", 11, 2).payload(10)).expect(".", 2, 21);
        fixture.jump(86_400_000).expectNothing();
        fixture.inject(fixture.segment("P.", 21, 2).payload(10)).expect(".", 2, 31);
        fixture.inject("F.", 31, 2).expect(".", 2, 32);
        assertEquals(List.of("established", "data 10", "data 10", "data 10", "peer closed", "closed FINISHED"),
            fixture.handler.events);
    }
}
