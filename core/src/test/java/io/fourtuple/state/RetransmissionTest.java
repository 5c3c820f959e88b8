package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.SentSegment;

/** Segments that are not acknowledged are sent again, ever later, and not for ever (RFC 6298, RFC 9293 3.8.3). */
class RetransmissionTest
{
    private static final int INITIAL_MS = 1_000;
    private static final int MIN_MS = 200;
    /** The handshake in these tests takes no time: its RTO is {@code tcp_rto_min_ms}. */
    private static final int RTO_MS = MIN_MS;

    @ParameterizedTest
    @CsvSource({"false, 6", "true, 6", "false, 2", "false, 0"})
    void shouldRepeatSynAndGiveUp(final boolean ipv6, final int retries)
    {
        final EngineFixture fixture = fixture(ipv6, Setting.TCP_SYN_RETRIES, retries).synSent();
        for (int i = 0; i < retries; i++)
        {
            assertBackedOff(fixture, INITIAL_MS, i);
            fixture.expect("S", 0, 0);
        }
        assertBackedOff(fixture, INITIAL_MS, retries);
        assertGivenUp(fixture, retries);
        assertEquals(List.of("closed TIMED_OUT"), fixture.handler.events);
        assertEquals(1, fixture.counter(Counter.ATTEMPT_FAILS));
    }

    @ParameterizedTest
    @CsvSource({"false, 5", "true, 5", "false, 1", "false, 0"})
    void shouldRepeatSynAckAndGiveUp(final boolean ipv6, final int retries)
    {
        final EngineFixture fixture = fixture(ipv6, Setting.TCP_SYNACK_RETRIES, retries).synRcvd();
        for (int i = 0; i < retries; i++)
        {
            assertBackedOff(fixture, INITIAL_MS, i);
            fixture.expect("S.", 0, 1);
        }
        assertBackedOff(fixture, INITIAL_MS, retries);
        assertGivenUp(fixture, retries);
        assertEquals(List.of(), fixture.handler.events);
        assertEquals(0, fixture.counter(Counter.CURR_SYN_RCVD));
    }

    /** A simultaneous open is one of ours: tcp_syn_retries holds, and the SYN,ACK is repeated. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRepeatSynAckOfASimultaneousOpen(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6, Setting.TCP_SYN_RETRIES, 1).simultaneousOpen();
        assertBackedOff(fixture, INITIAL_MS, 0);
        fixture.expect("S.", 0, 1);
        assertBackedOff(fixture, INITIAL_MS, 1);
        assertGivenUp(fixture, 1);
        assertEquals(List.of("closed TIMED_OUT"), fixture.handler.events);
    }

    @ParameterizedTest
    @CsvSource({"false, 5", "true, 5", "false, 15"})
    void shouldRepeatDataAndGiveUp(final boolean ipv6, final int retries)
    {
        final EngineFixture fixture = fixture(ipv6, Setting.TCP_RETRIES2, retries).established();
        fixture.send(0, 100);
        fixture.expect("P.", 1, 1);
        for (int i = 0; i < retries; i++)
        {
            assertBackedOff(fixture, RTO_MS, i);
            assertEquals(100, fixture.expect("P.", 1, 1).payload().length);
        }
        assertBackedOff(fixture, RTO_MS, retries);
        assertGivenUp(fixture, retries);
        assertEquals(CloseReason.TIMED_OUT, fixture.handler.reason);
        assertEquals(1, fixture.counter(Counter.ESTAB_RESETS));
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldRepeatFinAndGiveUp(final boolean ipv6, final boolean closed)
    {
        // With the application gone tcp_orphan_retries holds.
        final int retries = closed ? 2 : 4;
        final EngineFixture fixture = EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with(Setting.TCP_ORPHAN_RETRIES, 2).with(Setting.TCP_RETRIES2, 4)).finWait1();
        if (closed)
        {
            fixture.close();
        }
        for (int i = 0; i < retries; i++)
        {
            assertBackedOff(fixture, RTO_MS, i);
            fixture.expect("F.", 1, 1);
        }
        assertBackedOff(fixture, RTO_MS, retries);
        assertGivenUp(fixture, retries);
        assertEquals(CloseReason.TIMED_OUT, fixture.handler.reason);
        assertEquals(1, fixture.counter(Counter.CLOSED_ABORTED));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRepeatFinOfLastAckAndClosing(final boolean ipv6)
    {
        final EngineFixture lastAck = EngineFixture.of(ipv6).lastAck();
        assertBackedOff(lastAck, RTO_MS, 0);
        lastAck.expect("F.", 1, 2);
        assertEquals("none", lastAck.inject(".", 2, 2).recordState());
        final EngineFixture closing = EngineFixture.of(ipv6).closing();
        assertBackedOff(closing, RTO_MS, 0);
        closing.expect("F.", 1, 2);
        assertEquals("TIME_WAIT", closing.inject(".", 2, 2).recordState());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotBackOffBeyondTheLargestRto(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6, Setting.TCP_RTO_MAX_MS, 1_000).established();
        fixture.send(0, 100);
        fixture.expect("P.", 1, 1);
        for (int i = 0; i < 15; i++)
        {
            assertTrue(fixture.msUntilSent() <= 1_010);
            fixture.expect("P.", 1, 1);
        }
    }

    /** RFC 6298 5.7: what the SYN took is not known, so 3 s. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBeginWithThreeSecondsAfterALostSyn(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synSent();
        fixture.msUntilSent();
        fixture.expect("S", 0, 0);
        fixture.inject("S.", 0, 1).expect(".", 1, 1);
        fixture.send(0, 10);
        fixture.expect("P.", 1, 1);
        assertBackedOff(fixture, 3_000, 0);
    }

    /** RFC 6298 2.2: SRTT = R, RTTVAR = R/2, RTO = SRTT + 4 * RTTVAR = 3 * R. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeTheHandshakeAsFirstMeasurement(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synSent();
        fixture.pass(300).inject("S.", 0, 1).expect(".", 1, 1);
        fixture.send(0, 10);
        fixture.expect("P.", 1, 1);
        assertBackedOff(fixture, 900, 0);
    }

    /** Karn: an ACK of what was sent twice measures nothing (RFC 6298 3). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotMeasureWhatWasSentTwice(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.send(0, 10);
        fixture.expect("P.", 1, 1);
        assertBackedOff(fixture, RTO_MS, 0);
        fixture.expect("P.", 1, 1);
        assertBackedOff(fixture, RTO_MS, 1);
        fixture.expect("P.", 1, 1);
        fixture.pass(500).inject(".", 1, 11);
        // RFC 6298 5: until then the RTO stays as far backed off as it is.
        fixture.send(10, 10);
        fixture.expect("P.", 11, 1);
        assertBackedOff(fixture, RTO_MS, 2);
        fixture.expect("P.", 11, 1);
        fixture.inject(".", 1, 21);
        // And one sent once does: R = 150 ms.
        fixture.send(20, 10);
        fixture.expect("P.", 21, 1);
        fixture.pass(150).inject(".", 1, 31);
        fixture.send(30, 10);
        fixture.expect("P.", 31, 1);
        assertBackedOff(fixture, 450, 0);
    }

    /** RFC 6298 5.3: an ACK of new data starts the timer again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRestartTheTimerOnProgress(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.send(0, 10);
        fixture.expect("P.", 1, 1);
        fixture.send(10, 10);
        fixture.expect("P.", 11, 1);
        fixture.pass(150).inject(".", 1, 11);
        fixture.pass(150).expectNothing();
        // The measurement of 150 ms has made it 450.
        final long ms = fixture.msUntilSent();
        assertTrue(ms >= 300 && ms <= 345, "ms=" + ms);
        fixture.expect("P.", 11, 1);
    }

    /** RFC 5681 3.2, RFC 6582 3.2. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRepeatOnTheThirdDuplicateAck(final boolean ipv6)
    {
        final EngineFixture fixture = sentFive(ipv6);
        fixture.inject(".", 1, 1).inject(".", 1, 1).expectNothing();
        fixture.inject(".", 1, 1).expect(".", 1, 1);
        fixture.inject(".", 1, 1).inject(".", 1, 1).inject(".", 1, 1).expectNothing();
        // A partial ACK: the next hole is sent at once.
        fixture.inject(".", 1, 2_001).expect(".", 2_001, 1);
        fixture.inject(".", 1, 5_001).expectNothing();
        assertEquals(2, fixture.counter(Counter.RETRANS_SEGS));
        assertEquals(0, fixture.pass(5_000).expectNothing().counter(Counter.TIMEOUTS));
    }

    /** RFC 5681 2: data, another window, or an ACK of new data make it no duplicate. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotTakeEveryRepeatedAckForADuplicate(final boolean ipv6)
    {
        final EngineFixture fixture = sentFive(ipv6);
        for (int i = 0; i < 4; i++)
        {
            fixture.inject(fixture.segment(".", 1 + i * 10, 1).payload(10)).expect(".", 5_001, 11 + i * 10);
            fixture.inject(fixture.segment(".", 11 + i * 10, 1).window(50_000 + i)).expectNothing();
        }
        assertEquals(0, fixture.counter(Counter.RETRANS_SEGS));
    }

    /** After a time-out the rest is sent again as the ACKs come in, not one a time-out. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnWithEachAckAfterATimeOut(final boolean ipv6)
    {
        final EngineFixture fixture = sentFive(ipv6);
        assertBackedOff(fixture, RTO_MS, 0);
        for (int i = 0; i < 5; i++)
        {
            final SentSegment again = fixture.sent();
            assertEquals(1 + i * 1_000, again.seq() - fixture.iss);
            assertEquals((byte)(i * 1_000 * 31 >> 3), again.payload()[0]);
            fixture.inject(".", 1, 1_001 + i * 1_000);
        }
        assertEquals(5, fixture.counter(Counter.RETRANS_SEGS));
        assertEquals(0, fixture.pass(5_000).expectNothing().counter(Counter.ABORT_ON_TIMEOUT));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndFinWait2OnlyOnceTheApplicationHasClosed(final boolean ipv6)
    {
        final EngineFixture fixture = fixture(ipv6, Setting.TCP_FIN_TIMEOUT, 5).finWait2();
        fixture.pass(60_000).expectNothing();
        assertEquals(TcpState.FIN_WAIT_2, fixture.state());
        fixture.tcp.close(fixture.handler.connection);
        fixture.pass(4_990);
        assertEquals(TcpState.FIN_WAIT_2, fixture.state());
        fixture.pass(20).expectNothing();
        assertEquals("none", fixture.recordState());
        assertEquals(CloseReason.FIN_WAIT_2_TIMED_OUT, fixture.handler.reason);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLeaveIdleConnectionsAlone(final boolean ipv6)
    {
        final EngineFixture established = EngineFixture.of(ipv6).established();
        assertEquals(TcpState.ESTABLISHED, established.jump(86_400_000L * 20).expectNothing().state());
        final EngineFixture closeWait = EngineFixture.of(ipv6).closeWait();
        assertEquals(TcpState.CLOSE_WAIT, closeWait.jump(86_400_000L * 20).expectNothing().state());
    }

    private static EngineFixture fixture(final boolean ipv6, final Setting setting, final long value)
    {
        return EngineFixture.of(ipv6, EngineFixture.smallSettings().with(setting, value));
    }

    /** Five segments of 1,000 bytes are under way. */
    private static EngineFixture sentFive(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        fixture.inject(fixture.segment("S", 0, 0).mss(1_000));
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1);
        fixture.send(0, 5_000);
        for (int i = 0; i < 5; i++)
        {
            fixture.expect(i < 4 ? "." : "P.", 1 + i * 1_000, 1);
        }
        return fixture.expectNothing();
    }

    /** The RTO is stored in steps of 9 %, rounded up, and doubled for each retransmission before; 120 s at most. */
    private static void assertBackedOff(final EngineFixture fixture, final int rtoMs, final int before)
    {
        final long ms = fixture.msUntilSent();
        final long least = Math.min(120_000, (long)rtoMs << before);
        final long most = Math.min(120_000, (long)(rtoMs * 1.0906 + 1) << before) + 2;
        assertTrue(ms >= least && ms <= most, "retransmission " + before + " after ms=" + ms + " least=" + least);
    }

    private static void assertGivenUp(final EngineFixture fixture, final int retries)
    {
        fixture.expectNothing();
        assertEquals("none", fixture.recordState());
        assertEquals(1, fixture.counter(Counter.ABORT_ON_TIMEOUT));
        assertEquals(retries, fixture.counter(Counter.RETRANS_SEGS));
        assertEquals(retries + 1, fixture.counter(Counter.TIMEOUTS));
        fixture.assertCountersAddUp();
    }
}
