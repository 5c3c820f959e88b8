package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.Setting;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.SentSegment;

/** Which ACKs wait for data to ride on, and for how long: RFC 9293 3.8.6.3, RFC 5681 4.2, and Linux's rules between them. */
class DelayedAckTest
{
    private static final int MSS = 1_000;
    private static final int QUICK = 16;
    private static final int DELAY_MS = 40;

    /** Each of the peer's first segments is acknowledged at once, so that its slow start need not wait. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcknowledgeTheFirst16AtOnceAndDelayTheNext(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6);
        final int next = useUpQuickAcks(fixture, 1);
        fixture.inject(".", next, 1).expectNothing();
        full(fixture, next).expectNothing();
        fixture.pass(DELAY_MS - 1).expectNothing();
        fixture.pass(1).expect(".", 1, next + MSS);
        assertEquals(1, fixture.counter(Counter.DELAYED_ACKS));
        fixture.pass(1_000).expectNothing();
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @CsvSource({"false, 1000", "true, 1000", "false, 1", "true, 1"})
    void shouldAcknowledgeMoreThanOneSegmentAtOnce(final boolean ipv6, final int second)
    {
        final EngineFixture fixture = opened(ipv6);
        final int next = useUpQuickAcks(fixture, 1);
        full(fixture, next).expectNothing();
        fixture.pass(5);
        fixture.inject(fixture.segment(".", next + MSS, 1).payload(second));
        fixture.expect(".", 1, next + MSS + second);
        fixture.pass(1_000).expectNothing();
        assertEquals(0, fixture.counter(Counter.DELAYED_ACKS));
    }

    /** The delay counts from the segment that it is for, whatever earlier delays have left in the queue. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDelayByAsMuchAfterADelayThatWasCutShort(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6);
        int next = useUpQuickAcks(fixture, 1);
        for (int gapMs = 1; gapMs < DELAY_MS; gapMs += 3)
        {
            full(fixture, next).expectNothing();
            full(fixture, next + MSS).expect(".", 1, next + 2 * MSS);
            fixture.pass(gapMs).expectNothing();
            full(fixture, next + 2 * MSS).expectNothing();
            fixture.pass(DELAY_MS - 1).expectNothing();
            fixture.pass(1).expect(".", 1, next + 3 * MSS);
            next += 3 * MSS;
        }
    }

    /** Linux's tcp_cleanup_rbuf: all that the peer's application wrote was taken, and no answer is to be expected. */
    @ParameterizedTest
    @CsvSource({"false, P., 1000", "true, P., 1000", "false, P., 10", "true, P., 10", "false, ., 10", "true, ., 10"})
    void shouldAcknowledgeTheEndOfAWriteAtOnce(final boolean ipv6, final String flags, final int length)
    {
        final EngineFixture fixture = opened(ipv6);
        final int next = useUpQuickAcks(fixture, 1);
        fixture.inject(fixture.segment(flags, next, 1).payload(length));
        fixture.expect(".", 1, next + length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetTheAckRideOnTheAnswer(final boolean ipv6)
    {
        final EngineFixture fixture = answered(ipv6);
        for (int i = 1; i <= 30; i++)
        {
            fixture.inject(fixture.segment("P.", 1 + 10 * i, 1 + 10 * i).payload(10)).expectNothing();
            fixture.pass(DELAY_MS - 10).expectNothing();
            fixture.send(10 * i, 10);
            fixture.expect("P.", 1 + 10 * i, 11 + 10 * i);
            fixture.pass(20).expectNothing();
        }
        assertEquals(0, fixture.counter(Counter.DELAYED_ACKS));
    }

    /** In the cycle of the request, there is one segment from the first request on. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendNoAckBesidesAnAnswerInTheSameCycle(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6);
        for (int i = 0; i < 30; i++)
        {
            fixture.link.put(fixture.segment("P.", 1 + 10 * i, 1 + 10 * i).payload(10).bytes());
            fixture.engine.commands().offer(tcp -> fixture.tcp.send(fixture.handler.connection,
                new UnsafeBuffer(new byte[10]), 0, 10));
            fixture.engine.doWork();
            fixture.expect("P.", 1 + 10 * i, 11 + 10 * i);
            fixture.pass(3).expectNothing();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcknowledgeAtOnceAgainWhenAnAnswerWasWaitedForInVain(final boolean ipv6)
    {
        final EngineFixture fixture = answered(ipv6);
        request(fixture, 11, 11).expectNothing();
        fixture.pass(DELAY_MS - 1).expectNothing();
        fixture.pass(1).expect(".", 11, 21);
        assertEquals(1, fixture.counter(Counter.DELAYED_ACKS));
        request(fixture, 21, 11).expect(".", 11, 31);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotWaitForAnApplicationThatAnswersLate(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6);
        request(fixture, 1, 1).expect(".", 1, 11);
        fixture.pass(DELAY_MS);
        fixture.send(0, 10);
        fixture.expect("P.", 1, 11);
        request(fixture, 11, 11).expect(".", 11, 21);
    }

    /** RFC 9293 3.8.6.3: the delay is that of the first segment that is not acknowledged. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotDelayFurtherForEachSmallSegment(final boolean ipv6)
    {
        final EngineFixture fixture = answered(ipv6);
        for (int i = 0; i < 3; i++)
        {
            request(fixture, 11 + 10 * i, 11).expectNothing();
            fixture.pass(9).expectNothing();
        }
        fixture.pass(DELAY_MS - 28).expectNothing();
        fixture.pass(1).expect(".", 11, 41);
    }

    /** As Linux: another segment so late would be waited for too short a time to be worth it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcknowledgeAtOnceWhatComesInTheLastQuarterOfADelay(final boolean ipv6)
    {
        final EngineFixture fixture = answered(ipv6);
        request(fixture, 11, 11).expectNothing();
        fixture.pass(DELAY_MS * 3 / 4);
        request(fixture, 21, 11).expect(".", 11, 31);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcknowledgeAtOnceWhenSomethingComesAgain(final boolean ipv6)
    {
        final EngineFixture fixture = answered(ipv6);
        request(fixture, 11, 11).expectNothing();
        request(fixture, 11, 11).expect(".", 11, 21);
        assertEquals(1, fixture.counter(Counter.DELAYED_ACK_LOST));
        request(fixture, 21, 11).expect(".", 11, 31);
        fixture.pass(100).expectNothing();
    }

    /** A part that is new is no repetition. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotCountAsLostWhatBringsMore(final boolean ipv6)
    {
        final EngineFixture fixture = answered(ipv6);
        fixture.inject(fixture.segment("P.", 6, 11).payload(10));
        assertEquals(0, fixture.counter(Counter.DELAYED_ACK_LOST));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcknowledgeAGapAndItsEndAtOnce(final boolean ipv6)
    {
        final EngineFixture fixture = answered(ipv6);
        request(fixture, 21, 11).expect(".", 11, 11);
        request(fixture, 11, 11).expect(".", 11, 31);
        fixture.pass(100).expectNothing();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcknowledgeAFinAtOnce(final boolean ipv6)
    {
        final EngineFixture fixture = answered(ipv6);
        request(fixture, 11, 11).expectNothing();
        fixture.inject("F.", 21, 11).expect(".", 11, 22);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcknowledgeAtOnceAgainAfterAnIdleRto(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6);
        final int next = useUpQuickAcks(fixture, 1);
        fixture.pass(190);
        full(fixture, next).expectNothing();
        fixture.pass(DELAY_MS).expect(".", 1, next + MSS);
        fixture.pass(500);
        full(fixture, next + MSS).expect(".", 1, next + 2 * MSS);
    }

    /** The peer sees less than half of the window: it may wait for more. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOfAWindowThatDoubles(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6);
        int next = useUpQuickAcks(fixture, 1);
        fixture.tcp.receiveWindow(fixture.handler.connection, 2 * MSS);
        while (rightEdge(fixture) - next > 2 * MSS)
        {
            full(fixture, next);
            next += MSS;
            fixture.pass(DELAY_MS).expect(".", 1, next);
        }
        full(fixture, next).expect(".", 1, next + MSS);
    }

    private static int rightEdge(final EngineFixture fixture)
    {
        final Tcb tcb = new Tcb();
        fixture.table().isOpen(tcb, fixture.handler.connection);
        return tcb.rcvAdv() - fixture.peerIss;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotDelayAWindowThatTheApplicationOpens(final boolean ipv6)
    {
        final EngineFixture fixture = answered(ipv6);
        request(fixture, 11, 11).expectNothing();
        fixture.tcp.receiveWindow(fixture.handler.connection, 0);
        fixture.work().expectNothing();
        fixture.pass(DELAY_MS).expect(".", 11, 21);
        final int left = rightEdge(fixture) - 21;
        for (int at = 0; at < left; at += MSS)
        {
            fixture.inject(fixture.segment(".", 21 + at, 11).payload(Math.min(MSS, left - at)));
        }
        fixture.pass(DELAY_MS);
        fixture.sentLast();
        fixture.tcp.receiveWindow(fixture.handler.connection, 30_000);
        fixture.work().expect(".", 11, 21 + left);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDoAsTheApplicationSays(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6);
        assertEquals(0, fixture.tcp.quickAck(fixture.handler.connection, false));
        request(fixture, 1, 1).expectNothing();
        assertEquals(0, fixture.tcp.quickAck(fixture.handler.connection, true));
        fixture.work().expect(".", 1, 11);
        request(fixture, 11, 1).expect(".", 1, 21);
        assertEquals(Tcp.NO_CONNECTION, fixture.tcp.quickAck(fixture.handler.connection + (1L << 32), true));
        fixture.pass(100).expectNothing();
    }

    /** What is known of how connections receive is kept for so many; the ACK of one that gives way does not wait. */
    @Test
    void shouldAcknowledgeAtOnceWhereAnotherConnectionTakesThePlace()
    {
        final EngineFixture fixture = answered(false);
        request(fixture, 11, 11).expectNothing();
        // The first record of the other family has the same place.
        final Endpoint local = Endpoint.of("2001:db8::1", fixture.local.port());
        final Endpoint peer = Endpoint.of("2001:db8::2", 1_234);
        fixture.inject(Frames.segment("S").from(peer).to(local).seq(100));
        final int iss = fixture.sent().seq();
        fixture.inject(Frames.segment(".").from(peer).to(local).seq(101).ack(iss + 1)).expectNothing();
        fixture.inject(Frames.segment("P.").from(peer).to(local).seq(101).ack(iss + 1).payload(10));
        final SentSegment one = fixture.sent();
        final SentSegment other = fixture.sent();
        assertEquals(fixture.peerIss + 21, one.ack());
        assertEquals(111, other.ack());
        fixture.pass(100).expectNothing();
        fixture.assertCountersAddUp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendNothingForAConnectionThatHasEnded(final boolean ipv6)
    {
        final EngineFixture fixture = answered(ipv6);
        request(fixture, 11, 11).expectNothing();
        fixture.tcp.abort(fixture.handler.connection);
        fixture.work().expect("R.", 11, 21);
        fixture.pass(100).expectNothing();
        assertEquals(0, fixture.counter(Counter.DELAYED_ACKS));
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "true, 0", "false, 1", "false, 5", "true, 200", "false, 500"})
    void shouldDelayByTheSetting(final boolean ipv6, final int delayMs)
    {
        final EngineFixture fixture = opened(EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with(Setting.TCP_DELACK_MS, delayMs).with(Setting.TCP_RTO_MIN_MS, 1_000)));
        final int next = useUpQuickAcks(fixture, 1);
        full(fixture, next);
        if (delayMs > 0)
        {
            fixture.expectNothing().pass(delayMs - 1).expectNothing().pass(1);
        }
        fixture.expect(".", 1, next + MSS);
        assertEquals(delayMs == 0 ? 0 : 1, fixture.counter(Counter.DELAYED_ACKS));
    }

    /** With the link full, an ACK that is due stays due. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendADueAckWhenTheLinkHasRoomAgain(final boolean ipv6)
    {
        final EngineFixture fixture = answered(ipv6);
        request(fixture, 11, 11).expectNothing();
        fixture.link.room(0);
        fixture.pass(DELAY_MS + 3).expectNothing();
        fixture.link.room(100);
        fixture.work().expect(".", 11, 21);
    }

    private static EngineFixture opened(final boolean ipv6)
    {
        return opened(EngineFixture.of(ipv6));
    }

    private static EngineFixture opened(final EngineFixture fixture)
    {
        fixture.listen().inject(fixture.segment("S", 0, 0).mss(MSS));
        fixture.iss = fixture.sent().seq();
        return fixture.inject(".", 1, 1).expectNothing();
    }

    /** Whose application has answered the first request within the delay. */
    private static EngineFixture answered(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6);
        request(fixture, 1, 1).expect(".", 1, 11);
        fixture.pass(DELAY_MS - 1);
        fixture.send(0, 10);
        fixture.expect("P.", 1, 11);
        return fixture;
    }

    private static EngineFixture request(final EngineFixture fixture, final int seq, final int ack)
    {
        return fixture.inject(fixture.segment("P.", seq, ack).payload(10));
    }

    private static EngineFixture full(final EngineFixture fixture, final int seq)
    {
        return fixture.inject(fixture.segment(".", seq, 1).payload(MSS));
    }

    /** Full segments, each acknowledged at once. */
    private static int useUpQuickAcks(final EngineFixture fixture, final int from)
    {
        int next = from;
        for (int i = 0; i < QUICK; i++)
        {
            full(fixture, next);
            next += MSS;
            fixture.expect(".", 1, next);
            fixture.expectNothing();
        }
        return next;
    }
}
