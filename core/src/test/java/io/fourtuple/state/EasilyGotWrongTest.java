package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.States;

/**
 * What stacks get wrong over more than one segment. Single segments are in the tables of this package, odd addresses
 * and lengths in {@link SuspectSynTest}, options in {@link OptionNegotiationTest}, the wrap in {@link SequenceWrapTest}.
 */
class EasilyGotWrongTest
{
    /** RFC 9293 3.10.7.1: or two stacks would answer each other for ever. */
    @ParameterizedTest
    @EnumSource(TcpState.class)
    void shouldNeverAnswerRstWithRst(final TcpState state)
    {
        for (final EngineFixture fixture : States.ofBothFamilies())
        {
            States.reach(fixture, state);
            for (final int seq : new int[]{-70_000, 0, 2, 100, 70_000, 1})
            {
                for (final String flags : List.of("R", "R.", "SR", "FR", "SFR."))
                {
                    fixture.inject(flags, seq, 99);
                    for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
                    {
                        assertEquals(".", io.fourtuple.testing.SentSegment.of(frame).flags());
                    }
                }
            }
            assertEquals(0, fixture.counter(Counter.OUT_RSTS));
            fixture.assertCountersAddUp();
        }
    }

    /** The data of a SYN is not acknowledged, so it comes again behind the handshake, and is delivered once. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeDataOfASynOnlyWhenItIsSentAgain(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        fixture.inject(fixture.segment("S", 0, 0).payload(10));
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1).expectNothing();
        assertEquals(0, fixture.handler.received.size());
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expect(".", 1, 11);
        assertEquals(10, fixture.handler.received.size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeFinOnlyOnceTheMissingDataIsThere(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject("F.", 11, 1).expect(".", 1, 1);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expect(".", 1, 11);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        fixture.inject("F.", 11, 1).expect(".", 1, 12);
        assertEquals(List.of("established", "data 10", "peer closed"), fixture.handler.events);
    }

    /** After a passive open another SYN ends the half-open connection; the next is served (RFC 9293 3.10.7.4). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldServeThePeerThatStartedAnew(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synRcvd();
        fixture.inject("S", 500, 0).expectNothing();
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        fixture.peerIss += 500;
        fixture.inject("S", 0, 0);
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1).expectNothing();
        assertEquals(TcpState.ESTABLISHED, fixture.state());
    }

    /** RFC 9293 3.5.1: the engine, opened from the other side's view, answers a half-open peer so that it resets us. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRecoverFromAPeerThatLostTheConnection(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject("S", 5_000, 0).expect(".", 1, 1);
        fixture.inject("R", 1, 0).expectNothing();
        assertEquals("closed RESET_BY_PEER", fixture.handler.events.get(1));
        assertEquals(1, fixture.counter(Counter.ESTAB_RESETS));
    }

    /** The same from our side: we have restarted, and the peer still thinks it is connected. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldResetThePeerWhoseConnectionWeLost(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synSent();
        fixture.inject(".", 300, 777).expect("R", 777, 0);
        assertEquals(TcpState.SYN_SENT, fixture.state());
        fixture.inject("S.", 0, 1).expect(".", 1, 1);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcknowledgeAgainWhenItsLastAckWasLost(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).timeWait();
        fixture.pass(50_000);
        fixture.inject("F.", 1, 2).expect(".", 2, 2);
        // 2*MSL begins anew (RFC 9293 3.10.7.4).
        fixture.pass(59_000);
        assertTrue(fixture.isInTimeWait());
        fixture.pass(1_100);
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        assertEquals(1, fixture.handler.events.stream().filter(event -> event.startsWith("closed")).count());
    }

    /** The handshake's last ACK is lost: the peer's data brings it again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEstablishByTheFirstDataWhenTheHandshakesAckWasLost(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synRcvd();
        fixture.pass(1_200).expect("S.", 0, 1);
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expect(".", 1, 11);
        assertEquals(List.of("established", "data 10"), fixture.handler.events);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAnswerSynAckAgainWhenItsAckWasLost(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synSent();
        fixture.inject("S.", 0, 1).expect(".", 1, 1);
        fixture.inject("S.", 0, 1).expect(".", 1, 1);
        assertEquals(List.of("established"), fixture.handler.events);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAskForTheWindowWhoseUpdateWasLost(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject(fixture.segment(".", 1, 1).window(0));
        fixture.tcp.send(fixture.handler.connection, new UnsafeBuffer(new byte[100]), 0, 100);
        fixture.work().expectNothing();
        // The update that the peer sends now never arrives. One before SND.UNA must be answered by an ACK.
        fixture.pass(300);
        fixture.expect(".", 0, 1);
        assertEquals(1, fixture.counter(Counter.PERSIST_PROBES));
        fixture.inject(fixture.segment(".", 1, 1).window(1_000));
        assertEquals(100, fixture.expect("P.", 1, 1).payload().length);
    }

    /** RFC 2525 2.17, as Linux: or the peer would go on sending to nobody. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldResetThePeerThatSendsToAClosedApplication(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.tcp.close(fixture.handler.connection);
        fixture.work().expect("F.", 1, 1);
        fixture.inject(".", 1, 2);
        fixture.inject(fixture.segment("P.", 1, 2).payload(10)).expect("R.", 2, 1);
        assertEquals(List.of("established", "closed DATA_AFTER_CLOSE"), fixture.handler.events);
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        assertEquals(1, fixture.counter(Counter.CLOSED_ABORTED));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDeliverDataAfterItsOutputWasShut(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).finWait1();
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expect(".", 2, 11);
        fixture.inject(fixture.segment("P.", 11, 2).payload(10)).expect(".", 2, 21);
        fixture.jump(86_400_000).expectNothing();
        fixture.inject(fixture.segment("P.", 21, 2).payload(10)).expect(".", 2, 31);
        fixture.inject("F.", 31, 2).expect(".", 2, 32);
        assertEquals(List.of("established", "data 10", "data 10", "data 10", "peer closed", "closed FINISHED"),
            fixture.handler.events);
    }

    /** RFC 5961 7, as Linux limits it: 500 ms for each connection. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLimitChallengeAcks(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.inject("S", 5, 0).expect(".", 1, 1);
        fixture.pass(400).inject("S", 5, 0).inject("R", 5, 0).inject(".", 1, 9).expectNothing();
        assertEquals(3, fixture.counter(Counter.CHALLENGE_SKIPPED));
        fixture.pass(120).inject("R", 5, 0).expect(".", 1, 1);
        assertEquals(2, fixture.counter(Counter.CHALLENGE_ACK));
    }

    /** Times are kept in units of 8 ms: wherever in its unit the first answer was, the next one is never early. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNeverChallengeEarlyWhereverInItsUnitTheLastOneWas(final boolean ipv6)
    {
        for (int firstMs = 0; firstMs < 16; firstMs++)
        {
            final EngineFixture fixture = EngineFixture.of(ipv6).established();
            fixture.pass(firstMs).inject("S", 5, 0).expect(".", 1, 1);
            fixture.jump(499).inject("S", 5, 0).expectNothing();
            fixture.jump(17).inject("S", 5, 0).expect(".", 1, 1);
            assertEquals(1, fixture.counter(Counter.CHALLENGE_SKIPPED));
        }
    }

    /** RFC 6191 2 and spec: the numbers of the new connection lie beyond those of the old one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldReopenFromTimeWaitBeyondTheOldNumbers(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).timeWait();
        fixture.inject("S", 100, 0);
        final int iss = io.fourtuple.testing.SentSegment.of(fixture.link.take()).seq();
        assertTrue(iss - (fixture.iss + 2) >= 65_537, "iss=" + iss);
        assertEquals(1, fixture.counter(Counter.TW_RECYCLED));
        fixture.iss = iss;
        fixture.inject(".", 101, 1);
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        assertEquals(List.of("established", "peer closed", "closed FINISHED", "established"), fixture.handler.events);
    }
}
