package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.RecordingHandler;
import io.fourtuple.testing.States;

/** Applications are promised to be told of each end once, whatever they do in the call. */
class ApplicationTest
{
    /** The engine is closed in each state: one onClosed, and a RST where RFC 9293 3.10.5 has one. */
    @ParameterizedTest
    @EnumSource(TcpState.class)
    void shouldTellTheEndOnceWhenTheEngineCloses(final TcpState state)
    {
        for (final EngineFixture fixture : States.ofBothFamilies())
        {
            States.reach(fixture, state);
            fixture.engine.onClose();
            fixture.engine.onClose();
            final boolean isKnown = switch (state)
            {
                case CLOSED, LISTEN, SYN_RCVD -> false;
                default -> true;
            };
            assertEquals(isKnown ? 1 : 0, closes(fixture));
            final boolean hasReset = switch (state)
            {
                // RFC 9293 3.10.5: with both FINs sent there is nothing to reset. Half-open ones go in silence: most of them
                // may be a flood's.
                case CLOSED, LISTEN, SYN_SENT, SYN_RCVD, CLOSING, LAST_ACK, TIME_WAIT -> false;
                default -> true;
            };
            assertEquals(hasReset ? "R." : "nothing", hasReset ? fixture.sent().flags() : "nothing");
            fixture.expectNothing();
            assertEquals(0, fixture.counter(Counter.CURR_OPEN));
            assertEquals(0, fixture.counter(Counter.CURR_ESTAB));
            assertEquals(0, fixture.counter(Counter.CURR_SYN_RCVD));
            assertEquals(0, fixture.counter(Counter.CURR_TIME_WAIT));
        }
    }

    /** An application that connects again in onClosed must not keep a closing engine busy, nor be forgotten by it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseConnectionsWhileTheEngineCloses(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final long[] second = new long[1];
        final ConnectionHandler handler = new RecordingHandler()
        {
            @Override
            public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
            {
                second[0] = tcp.connect(fixture.tuple(), this, 0);
            }
        };
        fixture.tcp.connect(fixture.tuple(), handler, 0);
        fixture.engine.onClose();
        assertEquals(Tcp.DRAINING, second[0]);
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
    }

    /** The application of a connection aborts it in whatever it is told; nothing is told after that. */
    @ParameterizedTest
    @CsvSource({
        "false, established", "true, established", "false, data 10", "true, data 10",
        "false, peer closed", "true, peer closed", "false, writable", "true, writable"})
    void shouldSurviveAbortFromWithin(final boolean ipv6, final String when)
    {
        for (final boolean thrown : new boolean[]{false, true})
        {
            final EngineFixture fixture = EngineFixture.of(ipv6,
                EngineFixture.smallSettings().with(Setting.TCP_WMEM, 1_024));
            final Misbehaving handler = new Misbehaving(when, thrown);
            fixture.tcp.listen(Endpoint.any(80), handler);
            fixture.inject("S", 0, 0);
            fixture.iss = fixture.sent().seq();
            fixture.inject(".", 1, 1);
            fixture.tcp.send(handler.connection, new UnsafeBuffer(new byte[2_000]), 0, 2_000);
            fixture.work().inject(fixture.segment("FP.", 1, 1).payload(10)).inject(".", 12, 1_025);
            assertEquals(List.of(when, "closed " + (thrown ? "HANDLER_FAILED" : "ABORTED")),
                handler.events.subList(handler.events.indexOf(when), handler.events.size()));
            assertEquals(thrown ? 1 : 0, fixture.errors.size());
            assertEquals(thrown ? 1 : 0, fixture.counter(Counter.HANDLER_ERRORS));
            assertEquals(1, fixture.counter(Counter.CLOSED_ABORTED));
            assertEquals(0, fixture.counter(Counter.CURR_OPEN));
            assertEquals(Tcp.NO_CONNECTION, fixture.tcp.close(handler.connection));
            fixture.pass(2_000).assertCountersAddUp();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSurviveAHandlerThatThrowsInOnClosed(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final Misbehaving handler = new Misbehaving("closed REFUSED", true);
        fixture.tcp.connect(fixture.tuple(), handler, 0);
        fixture.work();
        fixture.iss = fixture.sent().seq();
        fixture.inject("R.", 0, 1);
        assertEquals(List.of("closed REFUSED"), handler.events);
        assertEquals(1, fixture.errors.size());
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
    }

    /** In onClosed the id still has its user data and addresses, and nothing else; the 4-tuple is free at once. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldConnectAgainFromOnClosed(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final long[] seen = new long[4];
        final ConnectionHandler handler = new RecordingHandler()
        {
            @Override
            public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
            {
                if (seen[3] == 0)
                {
                    seen[0] = tcp.userData(connection);
                    seen[1] = tcp.abort(connection);
                    seen[2] = tcp.tuple(connection, fixture.tuple()) ? 1 : 0;
                    seen[3] = tcp.connect(fixture.tuple(), this, 8);
                }
            }
        };
        final long first = fixture.tcp.connect(fixture.tuple(), handler, 7);
        fixture.work();
        fixture.iss = fixture.sent().seq();
        fixture.inject("R.", 0, 1);
        assertEquals(7, seen[0]);
        assertEquals(Tcp.NO_CONNECTION, seen[1]);
        assertEquals(1, seen[2]);
        assertTrue(seen[3] > 0 && seen[3] != first, "id=" + seen[3]);
        assertEquals("S", fixture.sent().flags());
        assertEquals(TcpState.SYN_SENT, fixture.tcp.state(seen[3]));
        assertEquals(8, fixture.tcp.userData(seen[3]));
        assertEquals(1, fixture.counter(Counter.CURR_OPEN));
    }

    /** The record is used again under another id; the old id stays stale. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRecogniseStaleIds(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synSent();
        final long stale = fixture.handler.connection;
        fixture.tcp.abort(stale);
        final long next = fixture.tcp.connect(fixture.tuple(), fixture.handler, 3);
        assertEquals((int)stale, (int)next, "the same record");
        assertTrue(stale != next);
        assertEquals(Tcp.NO_CONNECTION, fixture.tcp.abort(stale));
        assertEquals(TcpState.CLOSED, fixture.tcp.state(stale));
        for (final long id : new long[]{0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32 | 0x7FFF_FFFF})
        {
            assertEquals(Tcp.NO_CONNECTION, fixture.tcp.close(id));
        }
        assertEquals(TcpState.SYN_SENT, fixture.tcp.state(next));
        assertEquals(3, fixture.tcp.userData(next));
    }

    private static long closes(final EngineFixture fixture)
    {
        return fixture.handler.events.stream().filter(event -> event.startsWith("closed")).count();
    }

    /** Aborts the connection, or throws, when it is told of one event. */
    private static final class Misbehaving extends RecordingHandler
    {
        private final String when;
        private final boolean thrown;

        Misbehaving(final String when, final boolean thrown)
        {
            this.when = when;
            this.thrown = thrown;
        }

        @Override
        protected void onEvent(final Tcp tcp, final String event)
        {
            if (!event.equals(when))
            {
                return;
            }
            if (thrown)
            {
                throw new UnsupportedOperationException(event);
            }
            assertEquals(0, tcp.abort(connection));
            assertEquals(Tcp.NO_CONNECTION, tcp.abort(connection));
        }
    }
}
