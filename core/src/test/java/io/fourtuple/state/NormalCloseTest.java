package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.*;

import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** Connections that one side closes and then the other (RFC 9293 3.6), from the first SYN to the freed record. */
class NormalCloseTest
{
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldServeAConnectionThatThePeerCloses(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject(fixture.segment("P.", 1, 1).payload(100));
        fixture.expect(".", 1, 101);
        fixture.tcp.send(fixture.handler.connection, new UnsafeBuffer(new byte[50]), 0, 50);
        fixture.work();
        assertEquals(50, fixture.expect("P.", 1, 101).payload().length);
        fixture.inject("F.", 101, 51);
        fixture.expect(".", 51, 102);
        fixture.tcp.close(fixture.handler.connection);
        fixture.work().expect("F.", 51, 102);
        fixture.inject(".", 102, 52).expectNothing();
        assertEquals(List.of("established", "data 100", "peer closed", "closed FINISHED"), fixture.handler.events);
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldWaitInTimeWaitWhenItClosedFirst(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).timeWait();
        assertEquals(List.of("established", "peer closed", "closed FINISHED"), fixture.handler.events);
        fixture.pass(59_990);
        assertEquals(1, fixture.counter(Counter.CURR_TIME_WAIT));
        fixture.pass(20);
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        assertEquals(1, fixture.counter(Counter.TW));
        fixture.expectNothing().assertCountersAddUp();
    }
}
