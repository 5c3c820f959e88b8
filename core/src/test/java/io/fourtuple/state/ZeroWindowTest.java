package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** Windows that are closed or silly: probed with patience, never waited for in silence (RFC 9293 3.8.6). */
class ZeroWindowTest
{
    private static final int DATA = 5_000;

    /** MUST-35: as long as the peer acknowledges the probes, the connection stays; with whatever limit. */
    @ParameterizedTest
    @CsvSource({"false, 15", "true, 15", "false, 6", "false, 3", "true, 1"})
    void shouldProbeForEverAPeerThatAnswers(final boolean ipv6, final int retries2)
    {
        final EngineFixture fixture = closedWindow(ipv6, retries2);
        long before = 0;
        for (int i = 0; i < 30; i++)
        {
            final long ms = fixture.msUntilSent();
            fixture.expect(".", 0, 1);
            fixture.inject(fixture.segment(".", 1, 1).window(0)).expectNothing();
            assertTrue(ms >= before - 2 && ms <= 28_000, "probe " + i + " after ms=" + ms + " before=" + before);
            before = ms;
        }
        fixture.inject(fixture.segment(".", 1, 1).window(DATA));
        assertEquals(ipv6 ? 1_440 : 1_460, fixture.expect(".", 1, 1).payload().length);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveUpAPeerThatDoesNot(final boolean ipv6)
    {
        final EngineFixture fixture = closedWindow(ipv6, 4);
        for (int i = 0; i < 4; i++)
        {
            final long ms = fixture.msUntilSent();
            assertTrue(ms >= 200L << i && ms <= (220L << i) + 2, "probe " + i + " after ms=" + ms);
            fixture.expect(".", 0, 1);
        }
        fixture.msUntilSent();
        assertEquals(CloseReason.TIMED_OUT, fixture.handler.reason);
        assertEquals(4, fixture.counter(Counter.PERSIST_PROBES));
    }

    /** RFC 9293 3.8.6.2.1: a silly window is not filled, until the timer says that it stays as it is. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotFillASillyWindowAtOnce(final boolean ipv6)
    {
        final EngineFixture fixture = closedWindow(ipv6, 15);
        fixture.inject(fixture.segment(".", 1, 1).window(100)).expectNothing();
        fixture.msUntilSent();
        assertEquals(100, fixture.expect(".", 1, 1).payload().length);
        fixture.inject(fixture.segment(".", 1, 101).window(1_460));
        assertEquals(ipv6 ? 1_440 : 1_460, fixture.expect(".", 101, 1).payload().length);
    }

    /** The third rule of RFC 9293 3.8.6.2.1: half of the largest window that the peer has offered is worth sending. */
    @ParameterizedTest
    @CsvSource({"false, 2000, 1000", "true, 2000, 1000", "false, 601, 300", "false, 1, 1"})
    void shouldSendHalfOfTheLargestWindow(final boolean ipv6, final int largest, final int worthwhile)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        fixture.inject(fixture.segment("S", 0, 0).mss(1_400).window(largest));
        fixture.iss = fixture.sent().seq();
        fixture.inject(fixture.segment(".", 1, 1).window(largest));
        // Smaller now than it was, and with more to send than it has room for.
        fixture.inject(fixture.segment(".", 1, 1).window(worthwhile - 1));
        assertEquals(DATA, fixture.send(0, DATA));
        fixture.expectNothing();
        fixture.inject(fixture.segment(".", 1, 1).window(worthwhile));
        assertEquals(worthwhile, fixture.expect(".", 1, 1).payload().length);
        fixture.expectNothing();
    }

    /** A window that closes with data in flight: what the peer throws away is sent again once it opens. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSurviveAWindowThatClosesUnderData(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6,
            EngineFixture.smallSettings().with(Setting.TCP_RETRIES2, 3)).established();
        fixture.send(0, 1_000);
        fixture.expect("P.", 1, 1);
        for (int i = 0; i < 20; i++)
        {
            fixture.inject(fixture.segment(".", 1, 1).window(0));
            fixture.msUntilSent();
            fixture.expect("P.", 1, 1);
        }
        fixture.inject(fixture.segment(".", 1, 1_001).window(60_000)).expectNothing();
        assertEquals(TcpState.ESTABLISHED, fixture.state());
    }

    /** A FIN takes no room at the peer. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendItsFinIntoAClosedWindow(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject(fixture.segment(".", 1, 1).window(0));
        fixture.tcp.shutdownOutput(fixture.handler.connection);
        fixture.work().expect("F.", 1, 1);
        fixture.inject(fixture.segment(".", 1, 2).window(0));
        assertEquals(TcpState.FIN_WAIT_2, fixture.state());
    }

    private static EngineFixture closedWindow(final boolean ipv6, final int retries2)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6,
            EngineFixture.smallSettings().with(Setting.TCP_RETRIES2, retries2)).established();
        fixture.inject(fixture.segment(".", 1, 1).window(0));
        assertEquals(DATA, fixture.send(0, DATA));
        return fixture.expectNothing();
    }
}
