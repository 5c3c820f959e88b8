package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** How long a peer may acknowledge nothing: RFC 5482's local half, and what Linux makes of TCP_USER_TIMEOUT. */
class UserTimeoutTest
{
    /** Longer than tcp_retries2 allows, or shorter, and not a multiple of any RTO. */
    @ParameterizedTest
    @CsvSource({"2345, 15, false", "2345, 15, true", "30000, 1, false", "30000, 1, true"})
    void shouldGiveUpWhenNothingIsAcknowledgedForThatLong(final int timeoutMs, final int retries2, final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with(Setting.TCP_RETRIES2, retries2).with(Setting.TCP_USER_TIMEOUT, timeoutMs)).established();
        fixture.pass(10_000);
        fixture.send(0, 100);
        fixture.pass(timeoutMs - 10);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.pass(20);
        assertEquals(CloseReason.TIMED_OUT, fixture.handler.reason);
        assertEquals(1, fixture.counter(Counter.ABORT_ON_TIMEOUT));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveUpAClosedWindowThoughThePeerAnswersProbes(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        assertEquals(0, fixture.tcp.userTimeout(fixture.handler.connection, 5_000));
        fixture.inject(fixture.segment(".", 1, 1).window(0));
        fixture.send(0, 100);
        for (int i = 0; i < 490; i++)
        {
            fixture.pass(10);
            while (fixture.link.hasSent())
            {
                fixture.sent();
                fixture.inject(fixture.segment(".", 1, 1).window(0));
            }
        }
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.pass(120);
        assertEquals(CloseReason.TIMED_OUT, fixture.handler.reason);
    }

    @Test
    void shouldBeginAnewWithEachProgress()
    {
        final EngineFixture fixture = EngineFixture.ipv4().established();
        fixture.tcp.userTimeout(fixture.handler.connection, 1_000);
        fixture.send(0, 100);
        for (int i = 1; i <= 10; i++)
        {
            fixture.pass(900).inject(".", 1, 1 + i * 10 - 1);
            assertEquals(TcpState.ESTABLISHED, fixture.state());
        }
        fixture.pass(1_050);
        assertEquals(CloseReason.TIMED_OUT, fixture.handler.reason);
    }

    @Test
    void shouldConcernTheConnectionAlone()
    {
        final Crowd peers = new Crowd(EngineFixture.ipv4()).join(4);
        assertEquals(0, peers.fixture.tcp.userTimeout(peers.ids.get(1), 2_000));
        assertEquals(0, peers.fixture.tcp.userTimeout(peers.ids.get(2), 4_000));
        assertEquals(0, peers.fixture.tcp.userTimeout(peers.ids.get(3), 2_000));
        assertEquals(0, peers.fixture.tcp.userTimeout(peers.ids.get(3), 0));
        for (int i = 0; i < 4; i++)
        {
            peers.send(i, 10);
        }
        peers.fixture.pass(2_100);
        assertEquals(List.of(1), peers.closed);
        peers.fixture.pass(2_100);
        assertEquals(List.of(1, 2), peers.closed);
        peers.fixture.pass(20_000);
        assertEquals(List.of(1, 2), peers.closed);
        peers.fixture.tcp.abort(peers.ids.get(0));
        peers.fixture.tcp.abort(peers.ids.get(3));
        assertEquals(List.of(1, 2, 0, 3), peers.closed, "each has its handler still");
    }

    @Test
    void shouldGiveUpAFinThatIsNotAcknowledged()
    {
        final EngineFixture fixture = EngineFixture.ipv4().established();
        fixture.tcp.userTimeout(fixture.handler.connection, 3_000);
        fixture.tcp.shutdownOutput(fixture.handler.connection);
        fixture.pass(2_900);
        assertEquals(TcpState.FIN_WAIT_1, fixture.state());
        fixture.pass(700);
        assertEquals(CloseReason.TIMED_OUT, fixture.handler.reason);
    }

    /** Nobody is there who could wait for longer than orphans are kept. */
    @Test
    void shouldNotKeepAnOrphanForLonger()
    {
        final EngineFixture fixture = EngineFixture.of(false,
            EngineFixture.smallSettings().with(Setting.TCP_ORPHAN_RETRIES, 1)).established();
        fixture.tcp.userTimeout(fixture.handler.connection, 1_000_000);
        fixture.send(0, 10);
        fixture.tcp.close(fixture.handler.connection);
        fixture.pass(1_000);
        assertEquals(CloseReason.TIMED_OUT, fixture.handler.reason);
    }

    @Test
    void shouldBeSetAnyNumberOfTimes()
    {
        final EngineFixture fixture = EngineFixture.ipv4().established();
        for (int ms = 1; ms <= 70_000; ms++)
        {
            assertEquals(0, fixture.tcp.userTimeout(fixture.handler.connection, ms));
        }
    }

    @Test
    void shouldSayWhatItDoesNotTake()
    {
        final EngineFixture fixture = EngineFixture.ipv4().established();
        final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class,
            () -> fixture.tcp.userTimeout(fixture.handler.connection, -1));
        assertTrue(ex.getMessage().endsWith("userTimeoutMs=-1"), ex.getMessage());
        fixture.tcp.abort(fixture.handler.connection);
        assertEquals(Tcp.NO_CONNECTION, fixture.tcp.userTimeout(fixture.handler.connection, 1));
    }
}
