package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Tcp;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.RecordingHandler;

/** An application that sends more than there is room for is told by the result, and later by onWritable. */
class BackPressureTest
{
    private static final DirectBuffer MEGABYTE = new UnsafeBuffer(new byte[1 << 20]);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeWhatTheSendBufferHoldsAndTellWhenThereIsRoom(final boolean ipv6)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.TCP_WMEM, 4_096)).established();
        final long id = fixture.handler.connection;
        assertEquals(4_096, fixture.tcp.sendSpace(id));
        assertEquals(4_096, fixture.send(0, 10_000));
        assertEquals(0, fixture.tcp.sendSpace(id));
        assertEquals(0, fixture.tcp.send(id, MEGABYTE, 0, 10));
        fixture.inject(".", 1, 1_001);
        assertEquals(List.of("established"), fixture.handler.events, "not for every byte");
        fixture.inject(".", 1, 3_001);
        assertEquals(List.of("established", "writable"), fixture.handler.events);
        assertEquals(3_000, fixture.tcp.sendSpace(id));
        fixture.inject(".", 1, 4_097);
        assertEquals(List.of("established", "writable"), fixture.handler.events, "told once");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotTellWhoWasNotRefused(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        assertEquals(1_000, fixture.send(0, 1_000));
        fixture.inject(".", 1, 1_001).pass(1_000);
        assertEquals(List.of("established"), fixture.handler.events);
        assertEquals(0, fixture.tcp.send(fixture.handler.connection, MEGABYTE, 0, 0));
        assertEquals(0, fixture.counter(Counter.SEND_MEMORY_FULL));
    }

    /** Nothing is short before the handshake: it is not counted, and onEstablished says when. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeNothingBeforeTheHandshake(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synSent();
        assertEquals(0, fixture.tcp.sendSpace(fixture.handler.connection));
        assertEquals(0, fixture.tcp.send(fixture.handler.connection, MEGABYTE, 0, 10));
        assertEquals(0, fixture.counter(Counter.SEND_MEMORY_FULL));
        fixture.inject("S.", 0, 1).expect(".", 1, 1);
        assertEquals(10, fixture.send(0, 10));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellWhenTransfersOfOthersAreFreeAgain(final boolean ipv6)
    {
        assertWaits(ipv6, EngineFixture.smallSettings().with(Setting.MAX_TRANSFERS, 1));
    }

    /** One connection holds all there is; another one waits, without anything of its own under way. */
    private static void assertWaits(final boolean ipv6, final Settings settings)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, settings).established();
        final RecordingHandler other = new RecordingHandler();
        other.connection = fixture.tcp.connect(fixture.tuple().localPort(5_555), other, 0);
        fixture.work();
        final int otherIss = fixture.sent().seq();
        final io.fourtuple.app.Endpoint otherLocal = new io.fourtuple.app.Endpoint(
            fixture.local.family(), fixture.local.hi(), fixture.local.lo(), 5_555);
        fixture.inject(fixture.segment("S.", 0, 0).to(otherLocal).ack(otherIss + 1));
        fixture.sent();

        assertEquals(65_536, fixture.send(0, 1 << 20));
        assertEquals(0, fixture.tcp.send(other.connection, MEGABYTE, 0, 100));
        assertTrue(fixture.counter(Counter.SEND_MEMORY_FULL) > 0);
        fixture.pass(100);
        assertEquals(List.of("established"), other.events);
        fixture.tcp.abort(fixture.handler.connection);
        fixture.pass(20);
        assertEquals(List.of("established", "writable"), other.events);
        assertEquals(100, fixture.tcp.send(other.connection, MEGABYTE, 0, 100));
        fixture.pass(1_000);
        assertEquals(List.of("established", "writable"), other.events);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCloseWhileItWaitsForMemory(final boolean ipv6)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.TCP_WMEM, 2_000)).established();
        assertEquals(2_000, fixture.send(0, 5_000));
        fixture.tcp.shutdownOutput(fixture.handler.connection);
        fixture.work();
        assertEquals(Tcp.CLOSING, fixture.tcp.send(fixture.handler.connection, MEGABYTE, 0, 10));
        fixture.inject(".", 1, 2_002);
        assertEquals("FIN_WAIT_2", fixture.recordState());
        assertEquals(List.of("established"), fixture.handler.events, "there is no room: the output is shut");
    }
}
