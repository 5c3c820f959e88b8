package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;
import io.fourtuple.testing.SentSegment;

/** MSS, window scale and timestamps: what both sides have is used, and what is absurd does no harm. */
class OptionNegotiationTest
{
    private static final int DATA = 4_000;

    /** RFC 9293 3.7.1: 536 and 1220 by default, never more than the link carries. MSS 1 makes no 1-byte segments. */
    @ParameterizedTest
    @CsvSource({
        "false, -1, 536", "true, -1, 1220", "false, 0, 536", "true, 0, 1220", "false, 1, 48", "true, 1, 48",
        "false, 1000, 1000", "true, 1000, 1000", "false, 65535, 1460", "true, 65535, 1440"})
    void shouldSendSegmentsOfThePeersMss(final boolean ipv6, final int mss, final int expected)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        final Frames syn = fixture.segment("S", 0, 0);
        open(fixture, mss < 0 ? syn : syn.mss(mss));
        fixture.inject(".", 1, 1);
        assertEquals(DATA, send(fixture, DATA));
        assertEquals(expected, fixture.sent().payload().length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeTheTimestampsOffTheMss(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        open(fixture, fixture.segment("S", 0, 0).mss(1_000).timestamps(5, 0));
        fixture.inject(fixture.segment(".", 1, 1).timestamps(6, 0));
        send(fixture, DATA);
        assertEquals(1_000 - 12, fixture.sent().payload().length);
    }

    /** RFC 7323 2.3: a shift count above 14 is taken as 14. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldReadScaleAboveFourteenAsFourteen(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        open(fixture, fixture.segment("S", 0, 0).mss(1_024).windowScale(200));
        fixture.inject(fixture.segment(".", 1, 1).window(1));
        assertEquals(60_000, send(fixture, 60_000));
        assertEquals(1 << 14, drain(fixture));
    }

    /** RFC 7323 2.2: the window of a SYN is not scaled, ours and the peer's. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotScaleTheWindowOfItsSyn(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6,
            EngineFixture.smallSettings().with(Setting.TCP_RMEM, 1 << 20)).listen();
        fixture.inject(fixture.segment("S", 0, 0).mss(1_460).windowScale(7));
        final SentSegment synAck = fixture.sent();
        assertEquals(65_535, synAck.window());
        assertEquals(5, synAck.windowScale(), "1 MiB >> 5 is the first that 16 bits hold");
        fixture.iss = synAck.seq();
        fixture.inject(fixture.segment("P.", 1, 1).payload(10));
        assertEquals(1 << 20, fixture.expect(".", 1, 11).window() << 5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotScaleTheWindowOfThePeersSynAck(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synSent();
        fixture.inject(fixture.segment("S.", 0, 1).mss(1_024).windowScale(7).window(2_048));
        fixture.expect(".", 1, 1);
        assertEquals(DATA, send(fixture, DATA));
        assertEquals(2_048, drain(fixture));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotScaleWhenThePeerDoesNot(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6,
            EngineFixture.smallSettings().with(Setting.TCP_RMEM, 1 << 20)).listen();
        final SentSegment synAck = open(fixture, fixture.segment("S", 0, 0).mss(1_460));
        assertEquals(-1, synAck.windowScale());
        fixture.inject(fixture.segment("P.", 1, 1).payload(1_460));
        assertEquals(65_535, fixture.expect(".", 1, 1_461).window());
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "true, 1", "false, 0", "true, 0"})
    void shouldAnswerOnlyTheOptionsOfThePeersSyn(final boolean ipv6, final int offered)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        final Frames syn = fixture.segment("S", 0, 0);
        final SentSegment synAck = open(fixture,
            offered == 0 ? syn : syn.mss(1_460).windowScale(3).sackPermitted().timestamps(99, 0));
        assertEquals(ipv6 ? 1_440 : 1_460, synAck.mss());
        assertEquals(offered == 1, synAck.hasTimestamps());
        assertEquals(offered == 1, synAck.sackPermitted());
        assertEquals(offered == 1, synAck.windowScale() >= 0);
        assertEquals(offered == 1 ? 99 : 0, synAck.tsEcr());
    }

    /** RFC 7323 3.2: once agreed on, every segment but a RST has them; one without is dropped. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDropSegmentWhoseTimestampsVanished(final boolean ipv6)
    {
        final EngineFixture fixture = withTimestamps(ipv6, 1_000);
        fixture.inject(fixture.segment("P.", 1, 1).payload(10)).expectNothing();
        assertEquals(1, fixture.counter(Counter.TS_MISSING));
        fixture.inject(fixture.segment("P.", 1, 1).payload(10).timestamps(1_001, 0));
        final SentSegment ack = fixture.expect(".", 1, 11);
        assertTrue(ack.hasTimestamps());
        assertEquals(1_001, ack.tsEcr());
        fixture.inject("R", 11, 0).expectNothing();
        assertEquals("closed RESET_BY_PEER", fixture.handler.events.get(2));
        fixture.assertCountersAddUp();
    }

    /** A TSecr of zero, or any other, is no reason to drop: only TSval is looked at. */
    @ParameterizedTest
    @CsvSource({"false, 0", "true, 0", "false, 12345", "true, -1"})
    void shouldAcceptAnyTsEcr(final boolean ipv6, final int tsEcr)
    {
        final EngineFixture fixture = withTimestamps(ipv6, 0);
        fixture.inject(fixture.segment("P.", 1, 1).payload(10).timestamps(0, tsEcr));
        assertEquals(0, fixture.expect(".", 1, 11).tsEcr());
        assertEquals(10, fixture.handler.received.size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAnswerOldTimestampWithAnAck(final boolean ipv6)
    {
        final EngineFixture fixture = withTimestamps(ipv6, 1_000);
        fixture.inject(fixture.segment("P.", 1, 1).payload(10).timestamps(999, 0)).expect(".", 1, 1);
        assertEquals(1, fixture.counter(Counter.PAWS_ESTAB));
        assertEquals(0, fixture.handler.received.size());
        fixture.assertCountersAddUp();
    }

    /** RFC 7323 5.5: TS.Recent is not believed any more after 24 days of silence. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcceptOldTimestampAfterTwentyFourIdleDays(final boolean ipv6)
    {
        final long day = 86_400_000;
        final EngineFixture fixture = withTimestamps(ipv6, 1_000);
        fixture.jump(23 * day).expectNothing();
        fixture.inject(fixture.segment("P.", 1, 1).payload(10).timestamps(999, 0)).expect(".", 1, 1);
        assertEquals(1, fixture.counter(Counter.PAWS_ESTAB));
        fixture.jump(day + day / 10);
        fixture.inject(fixture.segment("P.", 1, 1).payload(10).timestamps(999, 0));
        assertEquals(999, fixture.expect(".", 1, 11).tsEcr());
        fixture.inject(fixture.segment("P.", 11, 1).payload(10).timestamps(998, 0)).expect(".", 1, 11);
        assertEquals(2, fixture.counter(Counter.PAWS_ESTAB));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldOfferNothingThatIsSwitchedOff(final boolean ipv6)
    {
        final Settings off = EngineFixture.smallSettings().with(Setting.TCP_TIMESTAMPS, 0)
            .with(Setting.TCP_WINDOW_SCALING, 0).with(Setting.TCP_SACK, 0);
        final EngineFixture fixture = EngineFixture.of(ipv6, off);
        fixture.tcp.connect(fixture.tuple(), fixture.handler, 0);
        final SentSegment syn = fixture.work().sent();
        assertFalse(syn.hasTimestamps() || syn.sackPermitted() || syn.windowScale() >= 0, syn.toString());
        assertEquals(ipv6 ? 1_440 : 1_460, syn.mss());
    }

    private static EngineFixture withTimestamps(final boolean ipv6, final int tsVal)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        open(fixture, fixture.segment("S", 0, 0).mss(1_460).timestamps(tsVal, 0));
        return fixture.inject(fixture.segment(".", 1, 1).timestamps(tsVal, 0));
    }

    private static SentSegment open(final EngineFixture fixture, final Frames syn)
    {
        final SentSegment synAck = fixture.inject(syn).sent();
        assertEquals("S.", synAck.flags());
        fixture.iss = synAck.seq();
        return synAck;
    }

    private static int send(final EngineFixture fixture, final int length)
    {
        final int taken = fixture.tcp.send(fixture.handler.connection, new UnsafeBuffer(new byte[length]), 0, length);
        fixture.work();
        return taken;
    }

    /** Bytes in flight: all that was sent. */
    private static int drain(final EngineFixture fixture)
    {
        int bytes = 0;
        for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
        {
            bytes += SentSegment.of(frame).payload().length;
        }
        return bytes;
    }
}
