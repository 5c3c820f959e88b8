package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.States;

/** Each user call in each state (RFC 9293 3.10.1 to 3.10.6): its result, the segment, the next state, what was told. */
class UserCallTableTest
{
    private static final String NAME = "{0} in {1}";
    private static final long STALE = 1L << 32 | 63;

    @ParameterizedTest(name = NAME)
    @CsvSource(delimiter = '|', textBlock = """
        send           | CLOSED      | NO_CONNECTION | -      | none        | -
        shutdownOutput | CLOSED      | NO_CONNECTION | -      | none        | -
        close          | CLOSED      | NO_CONNECTION | -      | none        | -
        abort          | CLOSED      | NO_CONNECTION | -      | none        | -
        send           | LISTEN      | NO_CONNECTION | -      | none        | -
        shutdownOutput | LISTEN      | NO_CONNECTION | -      | none        | -
        close          | LISTEN      | NO_CONNECTION | -      | none        | -
        abort          | LISTEN      | NO_CONNECTION | -      | none        | -
        send           | SYN_SENT    | 0             | -      | SYN_SENT    | -
        shutdownOutput | SYN_SENT    | NO_CONNECTION | -      | SYN_SENT    | -
        close          | SYN_SENT    | 0             | -      | none        | ABORTED
        abort          | SYN_SENT    | 0             | -      | none        | ABORTED
        send           | SYN_RCVD    | NO_CONNECTION | -      | SYN_RCVD    | -
        shutdownOutput | SYN_RCVD    | NO_CONNECTION | -      | SYN_RCVD    | -
        close          | SYN_RCVD    | NO_CONNECTION | -      | SYN_RCVD    | -
        abort          | SYN_RCVD    | NO_CONNECTION | -      | SYN_RCVD    | -
        shutdownOutput | ESTABLISHED | 0             | F. 1 1 | FIN_WAIT_1  | -
        close          | ESTABLISHED | 0             | F. 1 1 | FIN_WAIT_1  | -
        abort          | ESTABLISHED | 0             | R. 1 1 | none        | ABORTED
        send           | FIN_WAIT_1  | CLOSING       | -      | FIN_WAIT_1  | -
        shutdownOutput | FIN_WAIT_1  | 0             | -      | FIN_WAIT_1  | -
        close          | FIN_WAIT_1  | 0             | -      | FIN_WAIT_1  | -
        abort          | FIN_WAIT_1  | 0             | R. 2 1 | none        | ABORTED
        send           | FIN_WAIT_2  | CLOSING       | -      | FIN_WAIT_2  | -
        shutdownOutput | FIN_WAIT_2  | 0             | -      | FIN_WAIT_2  | -
        close          | FIN_WAIT_2  | 0             | -      | FIN_WAIT_2  | -
        abort          | FIN_WAIT_2  | 0             | R. 2 1 | none        | ABORTED
        shutdownOutput | CLOSE_WAIT  | 0             | F. 1 2 | LAST_ACK    | -
        close          | CLOSE_WAIT  | 0             | F. 1 2 | LAST_ACK    | -
        abort          | CLOSE_WAIT  | 0             | R. 1 2 | none        | ABORTED
        send           | CLOSING     | CLOSING       | -      | CLOSING     | -
        shutdownOutput | CLOSING     | 0             | -      | CLOSING     | -
        close          | CLOSING     | 0             | -      | CLOSING     | -
        abort          | CLOSING     | 0             | -      | none        | ABORTED
        send           | LAST_ACK    | CLOSING       | -      | LAST_ACK    | -
        shutdownOutput | LAST_ACK    | 0             | -      | LAST_ACK    | -
        close          | LAST_ACK    | 0             | -      | LAST_ACK    | -
        abort          | LAST_ACK    | 0             | -      | none        | ABORTED
        send           | TIME_WAIT   | NO_CONNECTION | -      | TIME_WAIT   | -
        shutdownOutput | TIME_WAIT   | NO_CONNECTION | -      | TIME_WAIT   | -
        close          | TIME_WAIT   | NO_CONNECTION | -      | TIME_WAIT   | -
        abort          | TIME_WAIT   | NO_CONNECTION | -      | TIME_WAIT   | -
        """)
    void shouldAnswerCall(
        final String call,
        final TcpState state,
        final String result,
        final String segment,
        final String next,
        final String told)
    {
        for (final EngineFixture fixture : States.ofBothFamilies())
        {
            shouldAnswerCall(fixture, call, state, result, segment, next, told);
        }
    }

    private static void shouldAnswerCall(
        final EngineFixture fixture,
        final String call,
        final TcpState state,
        final String result,
        final String segment,
        final String next,
        final String told)
    {
        final int toldBefore = States.reach(fixture, state).handler.events.size();
        assertEquals(value(result), call(fixture, call, idOf(fixture, state)), "result");
        fixture.work();
        Cell.checkReply(fixture, segment);
        assertEquals(next, fixture.recordState(), "next state");
        assertEquals(told, fixture.handler.told(toldBefore), "told");
        fixture.assertCountersAddUp();
    }

    /** An application has no id in these states: a guess of the first record's must not do. */
    private static long idOf(final EngineFixture fixture, final TcpState state)
    {
        return switch (state)
        {
            case CLOSED, LISTEN -> STALE;
            case SYN_RCVD -> 1L << 32 | (fixture.ipv6 ? 1 << 28 : 0);
            default -> fixture.handler.connection;
        };
    }

    private static int call(final EngineFixture fixture, final String call, final long id)
    {
        return switch (call)
        {
            case "send" -> fixture.tcp.send(id, new UnsafeBuffer(new byte[10]), 0, 10);
            case "shutdownOutput" -> fixture.tcp.shutdownOutput(id);
            case "close" -> fixture.tcp.close(id);
            case "abort" -> fixture.tcp.abort(id);
            default -> throw new IllegalArgumentException(call);
        };
    }

    private static int value(final String result)
    {
        return switch (result)
        {
            case "NO_CONNECTION" -> Tcp.NO_CONNECTION;
            case "CLOSING" -> Tcp.CLOSING;
            default -> Integer.parseInt(result);
        };
    }

    @ParameterizedTest
    @EnumSource(value = TcpState.class, names = {"ESTABLISHED", "CLOSE_WAIT"})
    void shouldSendWhereThePeerListens(final TcpState state)
    {
        for (final EngineFixture fixture : States.ofBothFamilies())
        {
            States.reach(fixture, state);
            assertEquals(10, call(fixture, "send", fixture.handler.connection));
            fixture.work();
            assertEquals(10, fixture.expect("P.", 1, state == TcpState.ESTABLISHED ? 1 : 2).payload().length);
            fixture.expectNothing();
            assertEquals(state, fixture.state());
        }
    }

    @ParameterizedTest
    @EnumSource(TcpState.class)
    void shouldConnectOnlyOnAFreeTuple(final TcpState state)
    {
        for (final EngineFixture fixture : States.ofBothFamilies())
        {
            States.reach(fixture, state);
            final long records = fixture.counter(Counter.CURR_OPEN);
            final long result = fixture.tcp.connect(fixture.tuple(), fixture.handler, 0);
            if (state == TcpState.CLOSED || state == TcpState.LISTEN)
            {
                assertTrue(result > 0, "result=" + result);
                assertEquals(TcpState.SYN_SENT, fixture.tcp.state(result));
                assertEquals("S", fixture.sent().flags());
            }
            else
            {
                assertEquals(Tcp.TUPLE_IN_USE, result);
                assertEquals(records, fixture.counter(Counter.CURR_OPEN));
                assertEquals(1, fixture.counter(Counter.CONNECT_FAILS));
            }
            fixture.work().expectNothing();
        }
    }

    @ParameterizedTest
    @EnumSource(TcpState.class)
    void shouldListenUnlessSomebodyDoes(final TcpState state)
    {
        for (final EngineFixture fixture : States.ofBothFamilies())
        {
            States.reach(fixture, state);
            final Endpoint any = Endpoint.any(fixture.local.port());
            if (state == TcpState.CLOSED || state == TcpState.SYN_SENT)
            {
                assertTrue(fixture.tcp.listen(any, fixture.handler) > 0);
            }
            else
            {
                assertThrows(IllegalStateException.class, () -> fixture.tcp.listen(any, fixture.handler));
            }
            fixture.work().expectNothing();
            if (state != TcpState.CLOSED && state != TcpState.LISTEN)
            {
                assertEquals(state.name(), fixture.recordState());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TcpState.class)
    void shouldTellTheStateOnlyToWhomItBelongs(final TcpState state)
    {
        for (final EngineFixture fixture : States.ofBothFamilies())
        {
            States.reach(fixture, state);
            final boolean isKnown = switch (state)
            {
                case CLOSED, LISTEN, SYN_RCVD, TIME_WAIT -> false;
                default -> true;
            };
            final long id = idOf(fixture, state);
            assertEquals(isKnown ? state : TcpState.CLOSED, fixture.tcp.state(id));
            assertEquals(isKnown, fixture.tcp.userData(id, 77));
            assertEquals(isKnown ? 77 : 0, fixture.tcp.userData(id));
            assertEquals(isKnown, fixture.tcp.tuple(id, fixture.tuple()));
            assertEquals(isKnown ? 0 : Tcp.NO_CONNECTION, fixture.tcp.receiveWindow(id, 1_000));
        }
    }

    @Test
    void shouldResetAnOpeningConnectionThePeerKnowsOf()
    {
        for (final EngineFixture fixture : States.ofBothFamilies())
        {
            fixture.synSent().inject("S", 0, 0).expect("S.", 0, 1);
            assertEquals(0, call(fixture, "abort", fixture.handler.connection));
            fixture.work();
            Cell.checkReply(fixture, "R. 1 1");
            assertEquals("none", fixture.recordState());
            assertEquals("ABORTED", fixture.handler.told(0));
        }
    }
}
