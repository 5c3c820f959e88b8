package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SocketOptions;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;

/** A silent peer is asked whether it is there: RFC 9293 3.8.4, by Linux's times and numbers. */
class KeepAliveTest
{
    private static final int IDLE_S = 20;
    private static final int IDLE_MS = IDLE_S * 1_000;
    private static final int INTERVAL_S = 3;
    private static final int INTERVAL_MS = INTERVAL_S * 1_000;
    private static final int PROBES = 4;

    /** MUST-25: off unless it is asked for. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotAskUnlessToldTo(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.jump(8_000_000).expectNothing();
        fixture.jump(8_000_000).expectNothing();
        assertEquals(0, fixture.counter(Counter.KEEP_ALIVE));
    }

    /** MUST-26, with Linux's defaults: two hours. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAskAfterTwoHoursByDefault(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with(Setting.TCP_KEEPALIVE, 1)).established();
        fixture.jump(7_199_990).expectNothing();
        fixture.pass(9).expectNothing();
        fixture.pass(1).expect(".", 0, 1);
        for (int i = 2; i <= 9; i++)
        {
            fixture.jump(74_990).expectNothing();
            fixture.pass(10).expect(".", 0, 1);
        }
        fixture.jump(75_000).expect("R.", 1, 1);
        assertEquals(CloseReason.TIMED_OUT, fixture.handler.reason);
        assertEquals(9, fixture.counter(Counter.KEEP_ALIVE));
        assertEquals(1, fixture.counter(Counter.ABORT_ON_TIMEOUT));
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveUpAfterSoManyProbesWithoutAnswer(final boolean ipv6)
    {
        final EngineFixture fixture = kept(ipv6);
        expectProbesAndEnd(fixture, 1, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBeginAnewWithEachAnswer(final boolean ipv6)
    {
        final EngineFixture fixture = kept(ipv6);
        for (int i = 0; i < 3 * PROBES; i++)
        {
            fixture.pass(IDLE_MS - 1).expectNothing();
            fixture.pass(1).expect(".", 0, 1);
            fixture.pass(INTERVAL_MS).expect(".", 0, 1);
            fixture.inject(".", 1, 1).expectNothing();
        }
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        expectProbesAndEnd(fixture, 1, 1);
    }

    /** SHLD-12, and any segment shows that the peer is there. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCountSilenceFromTheLatestSegment(final boolean ipv6)
    {
        final EngineFixture fixture = kept(ipv6);
        fixture.pass(IDLE_MS - 10);
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expect(".", 1, 11);
        fixture.pass(IDLE_MS - 10).expectNothing();
        fixture.send(0, 10);
        fixture.expect("P.", 1, 11);
        fixture.pass(100);
        fixture.inject(".", 11, 11);
        fixture.pass(IDLE_MS - 1).expectNothing();
        fixture.pass(1).expect(".", 10, 11);
    }

    /** What is in flight or waits for a window has timers of its own. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotAskWhileDataIsOutstanding(final boolean ipv6)
    {
        final EngineFixture fixture = kept(ipv6);
        fixture.inject(fixture.segment(".", 1, 1).window(0));
        fixture.send(0, 10);
        for (int i = 0; i < 200; i++)
        {
            fixture.pass(1_000);
            if (fixture.link.hasSent())
            {
                fixture.sent();
                fixture.inject(fixture.segment(".", 1, 1).window(0));
            }
        }
        assertEquals(0, fixture.counter(Counter.KEEP_ALIVE));
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.inject(fixture.segment(".", 1, 1).window(1_000)).expect("P.", 1, 1);
        fixture.inject(".", 1, 11);
        fixture.pass(IDLE_MS).expect(".", 10, 1);
        assertEquals(1, fixture.counter(Counter.KEEP_ALIVE));
    }

    /** The back-off of what was sent before says nothing of probes, nor the other way round. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRetransmitAsEverAfterProbes(final boolean ipv6)
    {
        final EngineFixture fixture = kept(ipv6);
        final long rtoMs = rtoMs(EngineFixture.of(ipv6).established());
        fixture.pass(IDLE_MS).expect(".", 0, 1);
        fixture.pass(INTERVAL_MS).expect(".", 0, 1);
        assertEquals(rtoMs, rtoMs(fixture));
    }

    private static long rtoMs(final EngineFixture fixture)
    {
        fixture.send(0, 10);
        fixture.expect("P.", 1, 1);
        final long ms = fixture.msUntilSent();
        fixture.expect("P.", 1, 1);
        return ms;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAskInEachStateInWhichTheApplicationWaits(final boolean ipv6)
    {
        final EngineFixture closeWait = EngineFixture.of(ipv6, settings()).closeWait();
        expectProbesAndEnd(closeWait, 1, 2);
        final EngineFixture finWait2 = EngineFixture.of(ipv6, settings()).finWait2();
        expectProbesAndEnd(finWait2, 2, 1);
    }

    /** After close, tcp_fin_timeout ends it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotAskForAnApplicationThatHasClosed(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, settings()).finWait2().close();
        fixture.pass(61_000).expectNothing();
        assertEquals(CloseReason.FIN_WAIT_2_TIMED_OUT, fixture.handler.reason);
        assertEquals(0, fixture.counter(Counter.KEEP_ALIVE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDoAsEachConnectionSays(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        final long id = fixture.handler.connection;
        final SocketOptions options = fixture.tcp.usualOptions().withKeepAlive(true).withKeepAliveTimes(5, 1, 1);
        fixture.pass(3_000);
        assertEquals(0, fixture.tcp.options(id, options));
        assertEquals(options, fixture.tcp.options(id));
        fixture.pass(4_999).expectNothing();
        fixture.pass(1).expect(".", 0, 1);
        // Off while the answer is waited for.
        assertEquals(0, fixture.tcp.options(id, options.withKeepAlive(false)));
        fixture.pass(60_000).expectNothing();
        assertEquals(0, fixture.tcp.options(id, options.withKeepAliveTimes(7, 1, 1)));
        fixture.pass(6_999).expectNothing();
        fixture.pass(1).expect(".", 0, 1);
        fixture.pass(1_000).expect("R.", 1, 1);
        assertEquals(CloseReason.TIMED_OUT, fixture.handler.reason);
        assertNull(fixture.tcp.options(id));
        assertEquals(Tcp.NO_CONNECTION, fixture.tcp.options(id, options));
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDoAsAListenerSays(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        final int listener = fixture.tcp.listen(Endpoint.any(fixture.local.port()), fixture.handler);
        final SocketOptions options = fixture.tcp.usualOptions().withKeepAlive(true)
            .withKeepAliveTimes(IDLE_S, INTERVAL_S, PROBES);
        assertEquals(0, fixture.tcp.listenerOptions(listener, options));
        assertEquals(Tcp.NO_CONNECTION, fixture.tcp.listenerOptions(listener + 1, options));
        fixture.inject(fixture.segment("S", 0, 0).mss(1_460));
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1);
        expectProbesAndEnd(fixture, 1, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDoAsAConnectSays(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        fixture.handler.connection = fixture.tcp.connect(fixture.tuple(), fixture.handler, 7,
            fixture.tcp.usualOptions().withKeepAlive(true).withKeepAliveTimes(IDLE_S, INTERVAL_S, PROBES));
        fixture.engine.doWork();
        fixture.iss = fixture.sent().seq();
        fixture.inject("S.", 0, 1).expect(".", 1, 1);
        expectProbesAndEnd(fixture, 1, 1);
    }

    /** As Linux: one probe at least, and then it is the user time-out that counts. */
    @ParameterizedTest
    @CsvSource({"false, 1, 1", "true, 1, 1", "false, 20001, 1", "false, 25999, 2", "true, 26001, 3", "false, 60000, 14"})
    void shouldGiveUpByTheUserTimeout(final boolean ipv6, final int timeoutMs, final int probes)
    {
        final EngineFixture fixture = kept(ipv6);
        fixture.tcp.userTimeout(fixture.handler.connection, timeoutMs);
        fixture.pass(IDLE_MS).expect(".", 0, 1);
        for (int i = 1; i < probes; i++)
        {
            fixture.pass(INTERVAL_MS).expect(".", 0, 1);
        }
        fixture.pass(INTERVAL_MS).expect("R.", 1, 1);
        assertEquals(CloseReason.TIMED_OUT, fixture.handler.reason);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotCountAProbeThatTheLinkHadNoRoomFor(final boolean ipv6)
    {
        final EngineFixture fixture = kept(ipv6);
        fixture.link.room(0);
        fixture.pass(IDLE_MS + 50).expectNothing();
        assertEquals(0, fixture.counter(Counter.KEEP_ALIVE));
        fixture.link.room(100);
        fixture.pass(5).expect(".", 0, 1);
        for (int i = 1; i < PROBES; i++)
        {
            fixture.pass(INTERVAL_MS).expect(".", 0, 1);
        }
        fixture.pass(INTERVAL_MS).expect("R.", 1, 1);
    }

    /** A connection that an application is still to accept is kept alive too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAskForAConnectionInAnAcceptQueue(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, settings());
        final int listener = fixture.tcp.listenQueued(Endpoint.any(fixture.local.port()), 3);
        fixture.inject(fixture.segment("S", 0, 0).mss(1_460));
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1).expectNothing();
        fixture.pass(IDLE_MS).expect(".", 0, 1);
        fixture.handler.connection = fixture.tcp.accept(listener, fixture.handler, 0);
        fixture.inject(".", 1, 1);
        fixture.work();
        while (fixture.link.hasSent())
        {
            fixture.sent();
        }
        expectProbesAndEnd(fixture, 1, 1);
    }

    @Test
    void shouldRefuseOptionsOutOfRange()
    {
        final SocketOptions usual = EngineFixture.ipv4().tcp.usualOptions();
        assertThrows(IllegalArgumentException.class, () -> usual.withKeepAliveTimes(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> usual.withKeepAliveTimes(1, 32_768, 1));
        assertThrows(IllegalArgumentException.class, () -> usual.withKeepAliveTimes(1, 1, 16));
        assertThrows(IllegalArgumentException.class, () -> usual.withUserTimeoutMs(-1));
    }

    private static Settings settings()
    {
        return EngineFixture.smallSettings().with(Setting.TCP_KEEPALIVE, 1).with(Setting.TCP_KEEPALIVE_TIME, IDLE_S)
            .with(Setting.TCP_KEEPALIVE_INTVL, INTERVAL_S).with(Setting.TCP_KEEPALIVE_PROBES, PROBES);
    }

    private static EngineFixture kept(final boolean ipv6)
    {
        return EngineFixture.of(ipv6, settings()).established();
    }

    private static void expectProbesAndEnd(final EngineFixture fixture, final int seq, final int ack)
    {
        fixture.pass(IDLE_MS - 1).expectNothing();
        fixture.pass(1).expect(".", seq - 1, ack);
        for (int i = 1; i < PROBES; i++)
        {
            fixture.pass(INTERVAL_MS - 1).expectNothing();
            fixture.pass(1).expect(".", seq - 1, ack);
        }
        fixture.pass(INTERVAL_MS - 1).expectNothing();
        fixture.pass(1).expect("R.", seq, ack);
        assertEquals(CloseReason.TIMED_OUT, fixture.handler.reason);
        assertEquals(1, fixture.counter(Counter.ABORT_ON_TIMEOUT));
        fixture.assertCountersAddUp();
    }
}
