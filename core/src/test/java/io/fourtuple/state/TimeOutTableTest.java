package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.States;

/** Effects of time alone in each state (RFC 9293 3.10.8); the waits themselves are in {@link RetransmissionTest}. */
class TimeOutTableTest
{
    @ParameterizedTest(name = "{0}, application gone: {1}")
    @CsvSource(delimiter = '|', textBlock = """
        CLOSED      | false | -      | none        | -
        LISTEN      | false | -      | none        | -
        SYN_SENT    | false | S 0    | SYN_SENT    | -
        SYN_RCVD    | false | S. 0 1 | SYN_RCVD    | -
        ESTABLISHED | false | -      | ESTABLISHED | -
        FIN_WAIT_1  | false | F. 1 1 | FIN_WAIT_1  | -
        FIN_WAIT_1  | true  | F. 1 1 | FIN_WAIT_1  | -
        FIN_WAIT_2  | false | -      | FIN_WAIT_2  | -
        FIN_WAIT_2  | true  | -      | none        | FIN_WAIT_2_TIMED_OUT
        CLOSE_WAIT  | false | -      | CLOSE_WAIT  | -
        CLOSING     | false | F. 1 2 | CLOSING     | -
        CLOSING     | true  | F. 1 2 | CLOSING     | -
        LAST_ACK    | false | F. 1 2 | LAST_ACK    | -
        LAST_ACK    | true  | F. 1 2 | LAST_ACK    | -
        TIME_WAIT   | false | -      | none        | -
        """)
    void shouldDoWhenTimePasses(
        final TcpState state,
        final boolean isOrphan,
        final String segment,
        final String next,
        final String told)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            // Ten seconds, with whatever is waited for shorter: one reaction, before the next one.
            final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
                .with(Setting.TCP_RTO_INITIAL_MS, 6_000).with(Setting.TCP_RTO_MIN_MS, 6_000)
                .with(Setting.TCP_FIN_TIMEOUT, 6).with(Setting.TIME_WAIT_SECONDS, 6));
            States.reach(fixture, state);
            if (isOrphan)
            {
                fixture.close();
            }
            final int toldBefore = fixture.handler.events.size();
            fixture.pass(5_990).expectNothing();
            assertEquals(0, fixture.counter(Counter.TIMEOUTS) + fixture.counter(Counter.TW));
            fixture.pass(4_000);
            Cell.checkReply(fixture, segment);
            assertEquals(next, fixture.recordState());
            assertEquals(told, fixture.handler.told(toldBefore));
            assertEquals(segment.equals("-") ? 0 : 1, fixture.counter(Counter.RETRANS_SEGS));
            fixture.assertCountersAddUp();
        }
    }
}
