package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.testing.EngineFixture;

/** When a segment that is not full goes: Nagle's algorithm (RFC 9293 3.7.4) in Minshall's variant, and the cork. */
class SmallSegmentsTest
{
    private static final int MSS = 1_000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendEachWriteAtOnceByDefault(final boolean ipv6)
    {
        final EngineFixture fixture = opened(EngineFixture.of(ipv6));
        for (int i = 0; i < 5; i++)
        {
            fixture.send(10 * i, 10);
            fixture.expect("P.", 1 + 10 * i, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHoldASmallSegmentWhileOneIsUnacknowledged(final boolean ipv6)
    {
        final EngineFixture fixture = nagle(ipv6);
        fixture.send(0, 10);
        fixture.expect("P.", 1, 1);
        fixture.send(10, 10);
        fixture.send(20, 10);
        fixture.expectNothing().pass(100).expectNothing();
        fixture.inject(".", 1, 11);
        assertEquals(20, fixture.expect("P.", 11, 1).payload().length);
        fixture.inject(".", 1, 31).expectNothing();
    }

    /** Full segments never wait. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendFullSegmentsThoughASmallOneIsUnacknowledged(final boolean ipv6)
    {
        final EngineFixture fixture = nagle(ipv6);
        fixture.send(0, 10);
        fixture.expect("P.", 1, 1);
        fixture.send(10, 2 * MSS + 5);
        fixture.expect(".", 11, 1);
        fixture.expect(".", 11 + MSS, 1);
        fixture.expectNothing();
        // The small one is acknowledged, the others are not.
        fixture.inject(".", 1, 11).expect("P.", 11 + 2 * MSS, 1);
    }

    /** Minshall: the small end of a large write waits for no full segment; RFC 896 would have it wait. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendTheSmallEndOfALargeWriteAtOnce(final boolean ipv6)
    {
        final EngineFixture fixture = nagle(ipv6);
        fixture.send(0, 3 * MSS + 1);
        for (int i = 0; i < 3; i++)
        {
            fixture.expect(".", 1 + i * MSS, 1);
        }
        fixture.expect("P.", 1 + 3 * MSS, 1);
        fixture.send(3 * MSS + 1, 10);
        fixture.inject(".", 1, 1 + 3 * MSS).expectNothing();
        fixture.inject(".", 1, 2 + 3 * MSS).expect("P.", 2 + 3 * MSS, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotHoldBackWhatAFinFollows(final boolean ipv6)
    {
        final EngineFixture fixture = nagle(ipv6);
        fixture.send(0, 10);
        fixture.expect("P.", 1, 1);
        fixture.send(10, 10);
        fixture.expectNothing();
        fixture.tcp.shutdownOutput(fixture.handler.connection);
        fixture.work().expect("FP.", 11, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendWhatIsHeldWhenNoDelayIsSet(final boolean ipv6)
    {
        final EngineFixture fixture = nagle(ipv6);
        fixture.send(0, 10);
        fixture.expect("P.", 1, 1);
        fixture.send(10, 10);
        fixture.expectNothing();
        final long id = fixture.handler.connection;
        assertEquals(0, fixture.tcp.options(id, fixture.tcp.options(id).withNoDelay(true)));
        fixture.work().expect("P.", 11, 1);
        fixture.send(20, 10);
        fixture.expect("P.", 21, 1);
    }

    /** What is held when its predecessor is lost goes with the acknowledgment of what was sent again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnAfterALoss(final boolean ipv6)
    {
        final EngineFixture fixture = nagle(ipv6);
        fixture.send(0, 10);
        fixture.expect("P.", 1, 1);
        fixture.send(10, 10);
        fixture.msUntilSent();
        fixture.expect(".", 1, 1);
        fixture.expectNothing();
        fixture.inject(".", 1, 11).expect("P.", 11, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHoldSmallSegmentsWhileCorked(final boolean ipv6)
    {
        final EngineFixture fixture = opened(EngineFixture.of(ipv6));
        final long id = fixture.handler.connection;
        assertEquals(0, fixture.tcp.cork(id, true));
        fixture.send(0, 600);
        fixture.expectNothing();
        fixture.send(600, 600);
        assertEquals(MSS, fixture.expect(".", 1, 1).payload().length);
        fixture.expectNothing();
        assertEquals(0, fixture.tcp.cork(id, false));
        assertEquals(200, fixture.work().expect("P.", 1 + MSS, 1).payload().length);
        fixture.send(1_200, 10);
        fixture.expect("P.", 1_201, 1);
    }

    /** tcp(7): a ceiling of 200 ms. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHoldWhatIsCorkedFor200Ms(final boolean ipv6)
    {
        final EngineFixture fixture = opened(EngineFixture.of(ipv6));
        fixture.tcp.cork(fixture.handler.connection, true);
        fixture.send(0, 10);
        fixture.pass(199).expectNothing();
        fixture.pass(1).expect("P.", 1, 1);
        fixture.send(10, 10);
        fixture.pass(50).expectNothing();
        // From the acknowledgment on, as nothing was in flight no longer.
        fixture.inject(".", 1, 11).expectNothing();
        fixture.pass(199).expectNothing();
        fixture.pass(1).expect("P.", 11, 1);
    }

    /** A cork says more than Nagle's algorithm: the end of a large write waits too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldApplyNaglesAlgorithmAgainWithoutTheCork(final boolean ipv6)
    {
        final EngineFixture fixture = nagle(ipv6);
        final long id = fixture.handler.connection;
        fixture.tcp.cork(id, true);
        fixture.send(0, MSS + 10);
        fixture.expect(".", 1, 1);
        fixture.expectNothing();
        fixture.tcp.cork(id, false);
        fixture.work().expect("P.", 1 + MSS, 1);
        fixture.send(MSS + 10, 10);
        fixture.expectNothing();
        fixture.tcp.cork(id, false);
        fixture.work().expectNothing();
        fixture.inject(".", 1, 11 + MSS).expect("P.", 11 + MSS, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotHoldAFinBackForACork(final boolean ipv6)
    {
        final EngineFixture fixture = opened(EngineFixture.of(ipv6));
        fixture.tcp.cork(fixture.handler.connection, true);
        fixture.send(0, 10);
        fixture.expectNothing();
        fixture.tcp.close(fixture.handler.connection);
        fixture.work().expect("FP.", 1, 1);
    }

    /** More than a byte can count: held for longer than need be, and not for ever. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnAfterAnyNumberOfFullSegments(final boolean ipv6)
    {
        final EngineFixture fixture = opened(EngineFixture.of(ipv6, EngineFixture.smallSettings()
            .with(Setting.TCP_NODELAY, 0).with(Setting.TCP_WMEM, 1 << 19)), 100);
        fixture.send(0, 10);
        fixture.expect("P.", 1, 1);
        fixture.send(10, 40_000 + 1);
        int next = 11;
        while (fixture.link.hasSent())
        {
            assertEquals(100, fixture.expect(".", next, 1).payload().length);
            next += 100;
        }
        assertEquals(40_011, next);
        fixture.inject(".", 1, 11).expectNothing();
        for (int acked = 111; !fixture.link.hasSent(); acked += 100)
        {
            assertEquals(true, acked <= 40_011);
            fixture.inject(".", 1, acked);
        }
        fixture.expect("P.", 40_011, 1);
    }

    private static EngineFixture nagle(final boolean ipv6)
    {
        return opened(EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.TCP_NODELAY, 0)));
    }

    private static EngineFixture opened(final EngineFixture fixture)
    {
        return opened(fixture, MSS);
    }

    private static EngineFixture opened(final EngineFixture fixture, final int mss)
    {
        fixture.listen().inject(fixture.segment("S", 0, 0).mss(mss));
        fixture.iss = fixture.sent().seq();
        return fixture.inject(".", 1, 1).expectNothing();
    }
}
