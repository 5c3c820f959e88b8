package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.SentSegment;

/** The window of a SYN or SYN,ACK is never scaled (RFC 7323 2.2): it holds to the byte, until another one comes. */
class SynWindowTest
{
    @ParameterizedTest
    @CsvSource({
        "false, 14, 1000", "true, 14, 1000", "false, 10, 1500", "true, 10, 1500", "false, 7, 65535", "true, 7, 65535",
        "false, 0, 1001", "false, 1, 1", "false, 14, 0", "true, 3, 4095"})
    void shouldSendWhatASynAckOffersToTheByte(final boolean ipv6, final int scale, final int window)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synSent();
        fixture.inject(fixture.segment("S.", 0, 1).mss(500).windowScale(scale).window(window)).expect(".", 1, 1);
        assertUsable(fixture, window);
    }

    /** The same where both have sent a SYN: the SYN,ACK that completes the handshake has the window that counts. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendWhatTheSynAckOfASimultaneousOpenOffers(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synSent();
        fixture.inject(fixture.segment("S", 0, 0).mss(500).windowScale(9).window(700)).expect("S.", 0, 1);
        fixture.inject(fixture.segment("S.", 0, 1).mss(500).windowScale(9).window(1_300));
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        assertUsable(fixture, 1_300);
    }

    /** The next window is scaled, be it larger or smaller, or the same number. */
    @ParameterizedTest
    @CsvSource({"1000, 2, 2048", "1000, 60, 61440", "5000, 3, 3072", "65535, 20, 20480"})
    void shouldScaleTheWindowAfterIt(final int ofSyn, final int window, final int expected)
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final EngineFixture fixture = EngineFixture.of(ipv6).synSent();
            fixture.inject(fixture.segment("S.", 0, 1).mss(512).windowScale(10).window(ofSyn)).expect(".", 1, 1);
            fixture.inject(fixture.segment(".", 1, 1).window(window)).expectNothing();
            assertUsable(fixture, expected);
        }
    }

    /** A window in bytes and one in units of the scale are not the same because their fields are. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotTakeAnUpdateForADuplicateAck(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).synSent();
        fixture.inject(fixture.segment("S.", 0, 1).mss(500).windowScale(2).window(1_000)).expect(".", 1, 1);
        fixture.send(0, 1_000);
        fixture.expect(".", 1, 1);
        fixture.expect("P.", 501, 1);
        for (int i = 0; i < 3; i++)
        {
            fixture.inject(fixture.segment(".", 1, 1).window(1_000)).expectNothing();
        }
        assertEquals(0, fixture.counter(Counter.RETRANS_SEGS));
        fixture.inject(fixture.segment(".", 1, 1).window(1_000)).expect(".", 1, 1);
        assertEquals(1, fixture.counter(Counter.RETRANS_SEGS));
    }

    /** RFC 5961 5.2: the largest window is that of the SYN as long as none larger has come; in units, it is rounded up. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldKnowTheLargestWindow(final boolean ipv6, final boolean isUpdated)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6,
            EngineFixture.smallSettings().with(Setting.TCP_INVALID_RATELIMIT, 0)).synSent();
        fixture.inject(fixture.segment("S.", 0, 1).mss(500).windowScale(10).window(2_001)).expect(".", 1, 1);
        if (isUpdated)
        {
            fixture.inject(fixture.segment(".", 1, 1).window(1)).expectNothing();
        }
        final int largest = isUpdated ? 2_048 : 2_001;
        fixture.inject(fixture.segment(".", 1, 1 - largest)).expectNothing();
        fixture.inject(fixture.segment(".", 1, -largest)).expect(".", 1, 1);
        assertEquals(1, fixture.counter(Counter.ACK_UNACCEPTABLE));
    }

    /** All that the window has room for is sent, and not one byte more. */
    private static void assertUsable(final EngineFixture fixture, final int window)
    {
        if (window > 0)
        {
            assertEquals(window, fixture.send(0, window));
        }
        int bytes = 0;
        for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
        {
            bytes += SentSegment.of(frame).payload().length;
        }
        assertEquals(window, bytes);
        assertEquals(1, fixture.send(window, 1));
        fixture.expectNothing();
    }
}
