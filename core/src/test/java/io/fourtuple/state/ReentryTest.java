package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.RecordingHandler;
import io.fourtuple.testing.SentSegment;

/** Applications that call back about other connections from within each of their own calls. */
class ReentryTest
{
    private static final int OTHER_PORT = 5_555;

    /** Events of the other connection must not be mistaken for events of this one. */
    @ParameterizedTest
    @CsvSource({
        "established, abort", "established, close", "established, connect", "established, send",
        "data, abort", "data, close", "data, connect", "data, send",
        "writable, abort", "writable, close", "writable, connect", "writable, send",
        "peer closed, abort", "peer closed, close", "peer closed, connect", "peer closed, send",
        "closed, abort", "closed, close", "closed, connect", "closed, send"})
    void shouldServeThisConnectionWhileItsApplicationTreatsAnother(final String when, final String call)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = EngineFixture.of(ipv6,
                EngineFixture.smallSettings().with(Setting.TCP_WMEM, 1_024));
            final RecordingHandler other = new RecordingHandler();
            openOther(fixture, other);
            final Meddling handler = new Meddling(fixture, when, call, other);
            fixture.tcp.listen(Endpoint.any(80), handler);
            fixture.inject("S", 0, 0);
            fixture.iss = fixture.sent().seq();

            fixture.inject(".", 1, 1);
            assertEquals(1_024, fixture.tcp.send(handler.connection, new UnsafeBuffer(new byte[2_000]), 0, 2_000));
            fixture.work();
            fixture.inject(fixture.segment("P.", 1, 1).payload(10));
            fixture.inject(".", 11, 1_025);
            fixture.inject("F.", 11, 1_025);
            assertEquals(TcpState.CLOSE_WAIT, fixture.tcp.state(handler.connection));
            fixture.tcp.close(handler.connection);
            fixture.work().inject(".", 12, 1_026);

            assertEquals(List.of("established", "data 10", "writable", "peer closed", "closed FINISHED"), handler.events);
            assertEquals(1, handler.meddled);
            assertOther(fixture, other, call);
            assertTrue(fixture.errors.isEmpty(), fixture.errors::toString);
            fixture.assertCountersAddUp();
        }
    }

    private static void assertOther(final EngineFixture fixture, final RecordingHandler other, final String call)
    {
        final List<String> sent = new ArrayList<>();
        for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
        {
            final SentSegment segment = SentSegment.of(frame);
            final int port = frame[fixture.ipv6 ? 40 : 20] << 8 & 0xFF00 | frame[fixture.ipv6 ? 41 : 21] & 0xFF;
            if (port != 80)
            {
                sent.add(segment.flags() + " " + segment.payload().length);
            }
        }
        switch (call)
        {
            case "abort" -> assertEquals(List.of("R. 0"), sent);
            case "close" -> assertEquals(List.of("F. 0"), sent);
            case "connect" -> assertEquals(List.of("S 0"), sent);
            default -> assertEquals(List.of("P. 7"), sent);
        }
        assertEquals(call.equals("abort") ? List.of("established", "closed ABORTED") : List.of("established"),
            other.events);
        final TcpState expected = switch (call)
        {
            case "abort" -> TcpState.CLOSED;
            case "close" -> TcpState.FIN_WAIT_1;
            default -> TcpState.ESTABLISHED;
        };
        assertEquals(expected, fixture.tcp.state(other.connection));
    }

    private static void openOther(final EngineFixture fixture, final RecordingHandler other)
    {
        other.connection = fixture.tcp.connect(fixture.tuple().localPort(OTHER_PORT), other, 0);
        fixture.work();
        final Endpoint local = fixture.local;
        final int iss = fixture.sent().seq();
        fixture.inject(fixture.segment("S.", 0, 0).ack(iss + 1)
            .to(new Endpoint(local.family(), local.hi(), local.lo(), OTHER_PORT)));
        assertEquals(".", fixture.sent().flags());
    }

    /** RFC 9293 figure 8. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldOpenSimultaneously(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).simultaneousOpen();
        fixture.inject("S.", 0, 1);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expect(".", 1, 11);
        assertEquals(10, fixture.send(0, 10));
        fixture.expect("P.", 1, 11);
        fixture.pass(100).inject(".", 11, 11).pass(5_000).expectNothing();
        assertEquals(List.of("established", "data 10"), fixture.handler.events);
        assertEquals(1, fixture.counter(Counter.ESTABLISHED));
        fixture.assertCountersAddUp();
    }

    /** RFC 9293 figure 13. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCloseSimultaneously(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.tcp.close(fixture.handler.connection);
        fixture.work().expect("F.", 1, 1);
        fixture.inject("F.", 1, 1).expect(".", 2, 2);
        fixture.inject(".", 2, 2).expectNothing();
        assertTrue(fixture.isInTimeWait());
        assertEquals(List.of("established", "closed FINISHED"), fixture.handler.events);
        assertEquals(0, fixture.pass(60_010).counter(Counter.CURR_OPEN));
        assertEquals(1, fixture.counter(Counter.CLOSED_FINISHED));
        fixture.expectNothing().assertCountersAddUp();
    }

    /** Does something to another connection when it is told of one event of its own. */
    private static final class Meddling extends RecordingHandler
    {
        private final EngineFixture fixture;
        private final String when;
        private final String call;
        private final RecordingHandler other;
        private int meddled;

        Meddling(final EngineFixture fixture, final String when, final String call, final RecordingHandler other)
        {
            this.fixture = fixture;
            this.when = when;
            this.call = call;
            this.other = other;
        }

        @Override
        protected void onEvent(final Tcp tcp, final String event)
        {
            if (!event.startsWith(when))
            {
                return;
            }
            meddled++;
            switch (call)
            {
                case "abort" -> assertEquals(0, tcp.abort(other.connection));
                case "close" -> assertEquals(0, tcp.close(other.connection));
                case "send" -> assertEquals(7, tcp.send(other.connection, new UnsafeBuffer(new byte[7]), 0, 7));
                default -> assertTrue(tcp.connect(fixture.tuple().localPort(OTHER_PORT + 1), other, 0) > 0);
            }
        }
    }
}
