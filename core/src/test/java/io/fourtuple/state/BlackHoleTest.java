package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.SentSegment;

/** A path that drops large packets without a word: Linux's tcp_mtu_probing of 1, in the spirit of RFC 8899 4.3. */
class BlackHoleTest
{
    private static final int MSS = 1_460;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLowerTheMssFromTheThirdTimeOutOnByHalves(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, probing()).established();
        final int mss = ipv6 ? 1_440 : MSS;
        fixture.send(0, 5_000);
        while (fixture.link.hasSent())
        {
            fixture.sent();
        }
        for (final int expected : List.of(mss, mss, 1_024, 512, 256, 128, 64, 48, 48))
        {
            fixture.msUntilSent();
            assertEquals(expected, fixture.expect(".", 1, 1).payload().length);
        }
        assertEquals(6, fixture.counter(Counter.PMTU_BLACK_HOLES));
        fixture.assertCountersAddUp();
    }

    /** The small ones pass: the rest follows in that size. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnInTheSizeThatPasses(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, probing()).established();
        fixture.send(0, 40_000);
        int acked = 1;
        for (int i = 0; i < 200_000 && acked < 40_001; i++)
        {
            fixture.pass(1);
            while (fixture.link.hasSent())
            {
                final SentSegment segment = fixture.sent();
                final int length = segment.payload().length;
                if (length <= 600 && segment.seq() - fixture.iss == acked)
                {
                    acked += length;
                    fixture.inject(".", 1, acked);
                }
            }
        }
        assertEquals(40_001, acked);
        assertEquals(2, fixture.counter(Counter.PMTU_BLACK_HOLES));
    }

    /** A segment that is small already was not lost for its size. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotLowerForSmallSegments(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, probing()).established();
        fixture.send(0, 1_000);
        fixture.pass(30_000);
        assertEquals(0, fixture.counter(Counter.PMTU_BLACK_HOLES));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotLowerUnlessToldTo(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        fixture.send(0, 5_000);
        fixture.pass(30_000);
        assertEquals(ipv6 ? 1_440 : MSS, fixture.sentLast().payload().length);
        assertEquals(0, fixture.counter(Counter.PMTU_BLACK_HOLES));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLowerNoFurtherThanTheFloor(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, probing().with(Setting.TCP_BASE_MSS, 800)
            .with(Setting.TCP_MTU_PROBE_FLOOR, 300)).established();
        fixture.send(0, 5_000);
        fixture.pass(60_000);
        assertEquals(300, fixture.sentLast().payload().length);
        assertEquals(3, fixture.counter(Counter.PMTU_BLACK_HOLES));
    }

    private static Settings probing()
    {
        return EngineFixture.smallSettings().with(Setting.TCP_MTU_PROBING, 1);
    }
}
