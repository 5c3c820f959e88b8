package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;
import io.fourtuple.testing.SentSegment;
import io.fourtuple.testing.States;

/**
 * Sequence numbers that pass 2<sup>32</sup> while the connection is in each of its states: the peer's, and the
 * engine's, whose ISN the secrets and the clock decide.
 */
@OneJdk
class SequenceWrapTest
{
    private static final int DATA = 20_000;

    @ParameterizedTest
    @CsvSource({
        "false, -1", "false, -2", "false, -3", "false, -4", "true, -1", "true, -2", "true, -3", "true, -4",
        "false, 2147483646", "true, 2147483646"})
    void shouldPassEachStateWhileThePeersNumbersWrap(final boolean ipv6, final int peerIss)
    {
        for (final TcpState state : TcpState.values())
        {
            final EngineFixture fixture = EngineFixture.of(ipv6);
            fixture.peerIss = peerIss;
            States.reach(fixture, state);
            finish(fixture, state);
        }
    }

    /** RCV.NXT is 2<sup>32</sup> - 1 behind the peer's SYN: a number as any other, also where a SYN has crossed another. */
    @ParameterizedTest
    @CsvSource({"false, -1", "false, -2", "false, -3", "true, -1", "true, -2", "true, -3"})
    void shouldAnswerACrossingSynBesideTheWrap(final boolean ipv6, final int peerIss)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        fixture.peerIss = peerIss;
        fixture.synSent();
        fixture.inject(fixture.segment("S", 0, 0)).expect("S.", 0, 1);
        fixture.inject(fixture.segment(".", 1, 1));
        assertEquals(TcpState.ESTABLISHED, fixture.state());
    }

    /** The engine's ISN moves with the clock, one every 4 us: the test waits until it is near the wrap. */
    @ParameterizedTest
    @CsvSource({"false, -1", "false, -2", "false, -3", "true, -1", "true, -2", "true, -3"})
    void shouldPassEachStateWhileItsOwnNumbersWrap(final boolean ipv6, final int iss)
    {
        for (final TcpState state : TcpState.values())
        {
            final EngineFixture fixture = withIss(ipv6, iss);
            States.reach(fixture, state);
            if (state != TcpState.CLOSED && state != TcpState.LISTEN)
            {
                assertEquals(iss, fixture.iss);
            }
            finish(fixture, state);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, -5000", "true, -5000", "false, 2147478647", "true, 2147478647"})
    void shouldSendDataAcrossTheWrap(final boolean ipv6, final int iss)
    {
        final EngineFixture fixture = withIss(ipv6, iss).established();
        assertEquals(iss, fixture.iss);
        final byte[] data = new byte[DATA];
        new java.util.SplittableRandom(1).nextBytes(data);
        assertEquals(DATA, fixture.tcp.send(fixture.handler.connection, new UnsafeBuffer(data), 0, DATA));
        fixture.work();
        int next = 1;
        for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
        {
            final SentSegment segment = SentSegment.of(frame);
            assertEquals(next, segment.seq() - fixture.iss);
            final int from = next - 1;
            assertTrue(Arrays.equals(segment.payload(), 0, segment.payload().length, data, from,
                from + segment.payload().length), segment.toString());
            next += segment.payload().length;
        }
        assertEquals(DATA + 1, next);
        fixture.inject(".", 1, 5_001).inject(".", 1, DATA + 1).expectNothing();
        assertEquals(0, fixture.pass(5_000).expectNothing().counter(Counter.RETRANS_SEGS));
    }

    @ParameterizedTest
    @CsvSource({"false, -5000", "true, -5000"})
    void shouldReceiveDataAcrossTheWrap(final boolean ipv6, final int peerIss)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6);
        fixture.peerIss = peerIss;
        fixture.established();
        for (int i = 0; i < 10; i++)
        {
            fixture.inject(fixture.segment("P.", 1 + i * 1_000, 1).payload(1_000)).expect(".", 1, 1_001 + i * 1_000);
        }
        // Seen, on the other side of the wrap.
        fixture.inject(fixture.segment("P.", 4_001, 1).payload(1_000)).expect(".", 1, 10_001);
        assertEquals(10_000, fixture.handler.received.size());
        assertEquals(1, fixture.counter(Counter.OUT_OF_WINDOW));
    }

    /** From wherever the connection is to its regular end. */
    private static void finish(final EngineFixture fixture, final TcpState state)
    {
        switch (state)
        {
            case CLOSED, LISTEN ->
            {
                fixture.synSent();
                finish(fixture, TcpState.SYN_SENT);
                return;
            }
            case SYN_SENT ->
            {
                fixture.inject("S.", 0, 1).expect(".", 1, 1);
                finishEstablished(fixture);
            }
            case SYN_RCVD ->
            {
                fixture.inject(".", 1, 1);
                finishEstablished(fixture);
            }
            case ESTABLISHED -> finishEstablished(fixture);
            case FIN_WAIT_1 -> fixture.inject("F.", 1, 2).expect(".", 2, 2);
            case FIN_WAIT_2 -> fixture.inject("F.", 1, 2).expect(".", 2, 2);
            case CLOSE_WAIT ->
            {
                fixture.tcp.close(fixture.handler.connection);
                fixture.work().expect("F.", 1, 2);
                fixture.inject(".", 2, 2);
            }
            case CLOSING, LAST_ACK -> fixture.inject(".", 2, 2);
            case TIME_WAIT -> fixture.inject("F.", 1, 2).expect(".", 2, 2);
        }
        fixture.expectNothing();
        assertEquals("closed FINISHED", fixture.handler.events.get(fixture.handler.events.size() - 1));
        assertEquals(0, fixture.jump(60_008).counter(Counter.CURR_OPEN), state.name());
        assertEquals(0, fixture.counter(Counter.RETRANS_SEGS));
        fixture.expectNothing().assertCountersAddUp();
    }

    private static void finishEstablished(final EngineFixture fixture)
    {
        fixture.inject(fixture.segment("P.", 1, 1).payload(5)).expect(".", 1, 6);
        assertEquals(5, fixture.tcp.send(fixture.handler.connection, new UnsafeBuffer(new byte[5]), 0, 5));
        fixture.work().expect("P.", 1, 6);
        fixture.inject(".", 6, 6);
        fixture.tcp.close(fixture.handler.connection);
        fixture.work().expect("F.", 6, 6);
        fixture.inject("F.", 6, 7).expect(".", 7, 7);
    }

    private static EngineFixture withIss(final boolean ipv6, final int iss)
    {
        final EngineFixture probe = EngineFixture.of(ipv6).synRcvd();
        final long ticks = Integer.toUnsignedLong(iss - probe.iss);
        return EngineFixture.of(ipv6).jumpNs(ticks * 4_000);
    }
}
