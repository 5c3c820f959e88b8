package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** An ACK, or the window update in it, is lost: what comes next brings it again. */
class LostAckTest
{
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcknowledgeAgainWhenItsLastAckWasLost(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).timeWait();
        fixture.pass(50_000);
        fixture.inject("F.", 1, 2).expect(".", 2, 2);
        // 2*MSL begins anew (RFC 9293 3.10.7.4).
        fixture.pass(59_000);
        assertTrue(fixture.isInTimeWait());
        fixture.pass(1_100);
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        assertEquals(1, fixture.handler.events.stream().filter(event -> event.startsWith("closed")).count());
    }

    /** The handshake's last ACK is lost: the peer's data brings it again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEstablishByTheFirstDataWhenTheHandshakesAckWasLost(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synRcvd();
        fixture.pass(1_200).expect("S.", 0, 1);
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expect(".", 1, 11);
        assertEquals(List.of("established", "data 10"), fixture.handler.events);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAnswerSynAckAgainWhenItsAckWasLost(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synSent();
        fixture.inject("S.", 0, 1).expect(".", 1, 1);
        fixture.inject("S.", 0, 1).expect(".", 1, 1);
        assertEquals(List.of("established"), fixture.handler.events);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAskForTheWindowWhoseUpdateWasLost(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject(fixture.segment(".", 1, 1).window(0));
        fixture.tcp.send(fixture.handler.connection, new UnsafeBuffer(new byte[100]), 0, 100);
        fixture.work().expectNothing();
        // The update that the peer sends now never arrives. One before SND.UNA must be answered by an ACK.
        fixture.pass(300);
        fixture.expect(".", 0, 1);
        assertEquals(1, fixture.counter(Counter.PERSIST_PROBES));
        fixture.inject(fixture.segment(".", 1, 1).window(1_000));
        assertEquals(100, fixture.expect("P.", 1, 1).payload().length);
    }
}
