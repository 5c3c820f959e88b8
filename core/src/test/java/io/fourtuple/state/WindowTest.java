package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.SentSegment;

/** Both windows: what the peer may send, and what it lets us. */
class WindowTest
{
    private static final int WHOLE = 65_535;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendNoMoreThanThePeersWindow(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6, EngineFixture.smallSettings(), 1_000);
        fixture.inject(fixture.segment(".", 1, 1).window(2_000));
        assertEquals(5_000, fixture.send(0, 5_000));
        fixture.expect(".", 1, 1);
        fixture.expect(".", 1_001, 1);
        fixture.expectNothing();
        fixture.inject(fixture.segment(".", 1, 1_001).window(1_000)).expectNothing();
        fixture.inject(fixture.segment(".", 1, 2_001).window(3_000)).expect(".", 2_001, 1);
        fixture.expect(".", 3_001, 1);
        assertEquals(1_000, fixture.expect("P.", 4_001, 1).payload().length);
        fixture.inject(fixture.segment(".", 1, 5_001).window(3_000)).expectNothing();
    }

    /** RFC 9293 3.8.6: a window that shrinks is survived, nothing is sent beyond it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSurviveAShrinkingWindow(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6, EngineFixture.smallSettings(), 1_000);
        fixture.inject(fixture.segment(".", 1, 1).window(3_000));
        fixture.send(0, 6_000);
        drain(fixture, 3_000);
        fixture.inject(fixture.segment(".", 1, 1_001).window(500)).expectNothing();
        fixture.inject(fixture.segment(".", 1, 3_001).window(3_000));
        drain(fixture, 3_000);
        fixture.inject(fixture.segment(".", 1, 6_001).window(3_000)).expectNothing();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendAllDataBeforeItsFin(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6, EngineFixture.smallSettings(), 1_000);
        fixture.inject(fixture.segment("F.", 1, 1).window(2_000)).expect(".", 1, 2);
        assertEquals(5_500, fixture.send(0, 5_500));
        fixture.tcp.close(fixture.handler.connection);
        fixture.work();
        drain(fixture, 2_000);
        fixture.inject(fixture.segment(".", 2, 2_001).window(2_000));
        drain(fixture, 2_000);
        assertEquals(TcpState.LAST_ACK, fixture.state());
        fixture.inject(fixture.segment(".", 2, 4_001).window(2_000)).expect(".", 4_001, 2);
        assertEquals(500, fixture.expect("FP.", 5_001, 2).payload().length);
        fixture.inject(".", 2, 5_501).expectNothing();
        assertEquals(TcpState.LAST_ACK, fixture.state());
        fixture.inject(".", 2, 5_502).expectNothing();
        assertEquals("none", fixture.recordState());
    }

    /** An offered window is not taken back: after 0 the old window is still filled, and the edge stands still. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepWhatItOfferedWhenTheApplicationWantsNoMore(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6, EngineFixture.smallSettings().with(Setting.TCP_DELACK_MS, 0), 1_000);
        assertEquals(0, fixture.tcp.receiveWindow(fixture.handler.connection, 0));
        fixture.work().expectNothing();
        fixture.inject(fixture.segment("P.", 1, 1).payload(1_000));
        assertEquals(WHOLE - 1_000, fixture.expect(".", 1, 1_001).window());
        for (int seq = 1_001; seq < 1 + 65_000; seq += 1_000)
        {
            fixture.inject(fixture.segment(".", seq, 1).payload(1_000)).sent();
        }
        fixture.inject(fixture.segment(".", 65_001, 1).payload(1_000));
        assertEquals(0, fixture.expect(".", 1, WHOLE + 1).window());
        assertEquals(WHOLE, fixture.handler.received.size());
        // A probe is answered, its byte not taken.
        fixture.inject(fixture.segment(".", WHOLE + 1, 1).payload(1));
        assertEquals(0, fixture.expect(".", 1, WHOLE + 1).window());
        assertEquals(WHOLE, fixture.handler.received.size());
        assertEquals(1, fixture.counter(Counter.OUT_OF_WINDOW));
        assertEquals(0, fixture.tcp.receiveWindow(fixture.handler.connection, 10_000));
        fixture.work();
        assertEquals(10_000, fixture.expect(".", 1, WHOLE + 1).window());
        fixture.inject(fixture.segment("P.", WHOLE + 1, 1).payload(1_000));
        assertEquals(WHOLE + 1_000, fixture.handler.received.size());
    }

    /** The ACK of a probe counts, also while our window is closed (RFC 9293 3.10.7.4). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeAcksWhileItsWindowIsClosed(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6, EngineFixture.smallSettings().with(Setting.TCP_RMEM, 1_000), 1_000);
        fixture.tcp.receiveWindow(fixture.handler.connection, 0);
        fixture.inject(fixture.segment("P.", 1, 1).payload(1_000));
        assertEquals(0, fixture.expect(".", 1, 1_001).window());
        fixture.send(0, 100);
        fixture.expect("P.", 1, 1_001);
        fixture.inject(fixture.segment("P.", 1_001, 101).payload(1)).expect(".", 101, 1_001);
        fixture.pass(3_000).expectNothing();
        assertEquals(0, fixture.counter(Counter.RETRANS_SEGS));
    }

    /** RFC 9293 3.8.6.2.2: a window that opens byte by byte is told in steps worth a segment. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotTellOfASillyWindow(final boolean ipv6)
    {
        final EngineFixture fixture =
            opened(ipv6, EngineFixture.smallSettings().with(Setting.TCP_RMEM, 10_000), 1_000);
        fixture.tcp.receiveWindow(fixture.handler.connection, 0);
        for (int i = 0; i < 10; i++)
        {
            fixture.inject(fixture.segment("P.", 1 + i * 1_000, 1).payload(1_000)).sent();
        }
        fixture.tcp.receiveWindow(fixture.handler.connection, 5_000);
        assertEquals(5_000, fixture.work().expect(".", 1, 10_001).window());
        fixture.tcp.receiveWindow(fixture.handler.connection, 5_999);
        fixture.work().expectNothing();
        fixture.tcp.receiveWindow(fixture.handler.connection, 6_000);
        assertEquals(6_000, fixture.work().expect(".", 1, 10_001).window());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCutTheWindowWantedToItsLimit(final boolean ipv6)
    {
        final EngineFixture fixture =
            opened(ipv6, EngineFixture.smallSettings().with(Setting.TCP_RMEM, 10_000), 1_000);
        fixture.tcp.receiveWindow(fixture.handler.connection, Integer.MAX_VALUE);
        fixture.inject(fixture.segment("P.", 1, 1).payload(2_000));
        assertEquals(10_000, fixture.expect(".", 1, 2_001).window());
        fixture.tcp.receiveWindow(fixture.handler.connection, -1);
        fixture.inject(fixture.segment("P.", 2_001, 1).payload(2_000));
        assertEquals(8_000, fixture.expect(".", 1, 4_001).window());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldOfferMoreThanSixteenBitsByScaling(final boolean ipv6)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.TCP_RMEM, 400_000)).listen();
        fixture.inject(fixture.segment("S", 0, 0).mss(1_000).windowScale(0));
        final SentSegment synAck = fixture.sent();
        assertEquals(3, synAck.windowScale());
        fixture.iss = synAck.seq();
        fixture.inject(".", 1, 1);
        assertEquals(0, fixture.tcp.receiveWindow(fixture.handler.connection, 400_000));
        assertEquals(400_000, fixture.work().expect(".", 1, 1).window() << 3);
        // The last byte of the window is in, the one behind it out.
        fixture.inject(fixture.segment("P.", 400_000, 1).payload(1)).expect(".", 1, 1);
        assertEquals(1, fixture.counter(Counter.OFO_QUEUE));
        fixture.inject(fixture.segment("P.", 400_001, 1).payload(1)).expect(".", 1, 1);
        assertEquals(1, fixture.counter(Counter.OUT_OF_WINDOW));
    }

    /** Segments that reach over the window's edge are cut, and a FIN behind it is not taken. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCutASegmentToTheWindow(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6, EngineFixture.smallSettings().with(Setting.TCP_RMEM, 1_000), 1_000);
        fixture.tcp.receiveWindow(fixture.handler.connection, 0);
        fixture.inject(fixture.segment("FP.", 1, 1).payload(1_400)).expect(".", 1, 1_001);
        assertEquals(1_000, fixture.handler.received.size());
        assertEquals(TcpState.ESTABLISHED, fixture.state());
    }

    private static EngineFixture opened(final boolean ipv6, final io.fourtuple.config.Settings settings, final int mss)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, settings).listen();
        fixture.inject(fixture.segment("S", 0, 0).mss(mss));
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1).expectNothing();
        return fixture;
    }

    private static void drain(final EngineFixture fixture, final int bytes)
    {
        int sum = 0;
        for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
        {
            final SentSegment segment = SentSegment.of(frame);
            assertTrue(!segment.flags().contains("F"), segment.toString());
            sum += segment.payload().length;
        }
        assertEquals(bytes, sum);
    }
}
