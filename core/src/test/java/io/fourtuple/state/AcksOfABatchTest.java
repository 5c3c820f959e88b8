package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.SentSegment;

/** The ACKs of a connection's segments that arrive in one batch. */
class AcksOfABatchTest
{
    private static final int MSS = 1_000;

    /** RFC 5681 4.2: at least every second full segment. */
    @ParameterizedTest
    @CsvSource({"false, 1, 1", "true, 2, 1", "false, 3, 2", "true, 5, 3", "false, 44, 22", "true, 44, 22"})
    void shouldAcknowledgeEverySecondFullSegment(final boolean ipv6, final int segments, final int acks)
    {
        final EngineFixture fixture = opened(ipv6);
        for (int i = 0; i < segments; i++)
        {
            put(fixture, 1 + i * MSS, MSS);
        }
        fixture.engine.doWork();
        for (int i = 1; i <= acks; i++)
        {
            fixture.expect(".", 1, 1 + Math.min(segments, 2 * i) * MSS);
        }
        fixture.work().expectNothing();
        assertEquals(segments * MSS, fixture.handler.received.size());
    }

    /** The same while the application has closed its window. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcknowledgeEverySecondFullSegmentOfAClosingWindow(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6);
        fixture.tcp.receiveWindow(fixture.handler.connection, 0);
        for (int i = 0; i < 6; i++)
        {
            put(fixture, 1 + i * MSS, MSS);
        }
        fixture.engine.doWork();
        for (int i = 2; i <= 6; i += 2)
        {
            fixture.expect(".", 1, 1 + i * MSS);
        }
        fixture.expectNothing();
    }

    /** A peer whose path is narrower than its MSS: RFC 5681 4.2 counts bytes then. Small ones have one ACK. */
    @ParameterizedTest
    @CsvSource({"false, 800, 30, 10", "true, 800, 30, 10", "false, 10, 60, 1", "true, 10, 60, 1"})
    void shouldAcknowledgeTwoSegmentsWorthOfSmallerOnes(
        final boolean ipv6, final int length, final int segments, final int atLeast)
    {
        final EngineFixture fixture = opened(ipv6);
        for (int i = 0; i < segments; i++)
        {
            put(fixture, 1 + i * length, length);
        }
        fixture.engine.doWork();
        int acks = 0;
        int acknowledged = 1;
        for (byte[] frame = fixture.link.take(); frame != null; frame = fixture.link.take())
        {
            final int ack = SentSegment.of(frame).ack() - fixture.peerIss;
            assertTrue(ack - acknowledged < 2 * MSS + length, "ack=" + ack + " before=" + acknowledged);
            acknowledged = ack;
            acks++;
        }
        assertEquals(1 + segments * length, acknowledged);
        assertTrue(length < 100 ? acks == atLeast : acks >= atLeast, "acks=" + acks);
    }

    /** RFC 5681 4.2: each out-of-order segment's ACK is a frame of its own, as the peer counts three of them. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotMergeDuplicatesWithTheAckThatIsOwed(final boolean ipv6)
    {
        final EngineFixture fixture = opened(ipv6);
        put(fixture, 1, 500);
        for (int i = 0; i < 3; i++)
        {
            put(fixture, 2_001 + i * MSS, MSS);
        }
        fixture.engine.doWork();
        for (int i = 0; i < 4; i++)
        {
            fixture.expect(".", 1, 501);
        }
        fixture.work().expectNothing();
        // What comes then in order has its own.
        put(fixture, 501, 500);
        put(fixture, 2_001, MSS);
        put(fixture, 1_001, 500);
        fixture.engine.doWork();
        fixture.expect(".", 1, 1_001);
        fixture.expect(".", 1, 1_001);
        fixture.expect(".", 1, 1_501);
        fixture.expectNothing();
    }

    /** RFC 7323 4.2: the timestamp echoed is that of the earliest segment which is not acknowledged. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEchoTheTimestampOfTheEarliestSegment(final boolean ipv6)
    {
        final EngineFixture fixture = withTimestamps(ipv6);
        for (int i = 0; i < 4; i++)
        {
            fixture.link.put(fixture.segment("P.", 1 + i * 10, 1).payload(10).timestamps(200 + i, 0).bytes());
        }
        fixture.engine.doWork();
        assertEquals(200, fixture.expect(".", 1, 41).tsEcr());
        fixture.inject(fixture.segment("P.", 41, 1).payload(10).timestamps(300, 0));
        assertEquals(300, fixture.expect(".", 1, 51).tsEcr());
    }

    /** RFC 7323 4.3 (2): only of a segment that begins at or before the last ACK sent. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotEchoTheTimestampOfASegmentAhead(final boolean ipv6)
    {
        final EngineFixture fixture = withTimestamps(ipv6);
        fixture.inject(fixture.segment("P.", 11, 1).payload(10).timestamps(200, 0));
        assertEquals(100, fixture.expect(".", 1, 1).tsEcr());
        fixture.inject(fixture.segment("P.", 2, 1).payload(10).timestamps(201, 0));
        assertEquals(100, fixture.expect(".", 1, 1).tsEcr());
        fixture.inject(fixture.segment("P.", 1, 1).payload(10).timestamps(150, 0));
        // It fills the gap: what was ahead is acknowledged with it, and its timestamp is not echoed all the same.
        assertEquals(150, fixture.expect(".", 1, 21).tsEcr());
        // One that begins before, with new data behind.
        fixture.inject(fixture.segment("P.", 1, 1).payload(30).timestamps(160, 0));
        assertEquals(160, fixture.expect(".", 1, 31).tsEcr());
    }

    private static EngineFixture opened(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        fixture.inject(fixture.segment("S", 0, 0).mss(MSS));
        fixture.iss = fixture.sent().seq();
        return fixture.inject(".", 1, 1).expectNothing();
    }

    private static EngineFixture withTimestamps(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        fixture.inject(fixture.segment("S", 0, 0).mss(MSS).timestamps(100, 0));
        fixture.iss = fixture.sent().seq();
        return fixture.inject(fixture.segment(".", 1, 1).timestamps(100, 0)).expectNothing();
    }

    private static void put(final EngineFixture fixture, final int seq, final int length)
    {
        fixture.link.put(fixture.segment("P.", seq, 1).payload(length).bytes());
    }
}
