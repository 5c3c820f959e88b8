package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.SentSegment;

/** The edge of the window offered: it moves on in steps worth a segment, and never back. */
class ReceiveWindowTest
{
    /** RFC 9293 SHLD-14: what is left of a window need not be whole units of the scale. */
    @ParameterizedTest
    @CsvSource({
        "false, 65535", "false, 65536", "true, 65536", "false, 100000", "false, 4194304", "true, 4194304",
        "false, 67108864"})
    void shouldNeverTakeTheRightEdgeBack(final boolean ipv6, final int rmem)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.TCP_RMEM, rmem)).listen();
        fixture.inject(fixture.segment("S", 0, 0).mss(1_000).windowScale(2));
        final SentSegment synAck = fixture.sent();
        fixture.iss = synAck.seq();
        final int scale = synAck.windowScale();
        int edge = 1 + synAck.window();
        // Of a half-open connection, too.
        fixture.inject(fixture.segment("R", 5, 0));
        edge = checkEdge(fixture, 1, scale, edge);
        fixture.inject(".", 1, 1).expectNothing();
        int seq = 1;
        for (int i = 0; i < 400; i++)
        {
            final int length = 1 + i % 7;
            fixture.inject(fixture.segment("P.", seq, 1).payload(length));
            seq += length;
            edge = checkEdge(fixture, seq, scale, edge);
        }
        assertTrue(edge - seq <= rmem, "edge=" + edge + " seq=" + seq);
    }

    private static int checkEdge(final EngineFixture fixture, final int ack, final int scale, final int before)
    {
        final int edge = ack + (fixture.expect(".", 1, ack).window() << scale);
        assertTrue(edge >= before, "edge=" + edge + " before=" + before + " at ack=" + ack);
        return edge;
    }

    /** A window that the application wants closed is filled once, not for as long as the peer sends byte by byte. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCloseTheWindowThoughThePeerSendsByteByByte(final boolean ipv6)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.TCP_RMEM, 4 << 20)).listen();
        fixture.inject(fixture.segment("S", 0, 0).mss(1_000).windowScale(2));
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1).expectNothing();
        fixture.tcp.receiveWindow(fixture.handler.connection, 0);
        final int offered = 65_536;
        fixture.inject(fixture.segment("P.", 1, 1).payload(1_000)).sent();
        for (int seq = 1_001; seq < 1 + offered - 1_000; seq += 1_000)
        {
            fixture.inject(fixture.segment("P.", seq, 1).payload(1_000)).sent();
        }
        for (int seq = fixture.handler.received.size() + 1; seq < 1 + offered + 300; seq++)
        {
            fixture.inject(fixture.segment("P.", seq, 1).payload(1)).sent();
        }
        assertEquals(offered, fixture.handler.received.size());
    }

    /** RFC 9293 3.8.6.2.2: min(RCV.BUFF / 2, Eff.snd.MSS), measured against the buffer and not against what is wanted. */
    @ParameterizedTest
    @CsvSource({
        "false, 10000, 1000, 1000", "true, 10000, 1000, 1000", "false, 1000, 1460, 500", "true, 1000, 1440, 500",
        "false, 65535, 1460, 1460", "false, 400000, 1460, 1464", "true, 67108864, 1440, 1440"})
    void shouldOpenAClosedWindowByAWorthwhileAmount(
        final boolean ipv6, final int rmem, final int mss, final int worthwhile)
    {
        final EngineFixture fixture = closedWindow(ipv6, rmem, mss);
        final int ack = fixture.handler.received.size() + 1;
        for (int bytes = 1; bytes < worthwhile; bytes += bytes < worthwhile - 10 ? 7 : 1)
        {
            fixture.tcp.receiveWindow(fixture.handler.connection, bytes);
            fixture.work().expectNothing();
        }
        // Who asks is not told of it either.
        fixture.inject(fixture.segment(".", ack - 1, 1));
        assertEquals(0, fixture.expect(".", 1, ack).window());
        fixture.tcp.receiveWindow(fixture.handler.connection, worthwhile);
        assertTrue(fixture.work().expect(".", 1, ack).window() > 0);
        fixture.expectNothing();
    }

    /** A small window that was opened earlier is filled, and then it is closed: its parts are not told of one by one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMoveAnOpenWindowByAWorthwhileAmount(final boolean ipv6)
    {
        final EngineFixture fixture = closedWindow(ipv6, 10_000, 1_000);
        int seq = fixture.handler.received.size() + 1;
        fixture.tcp.receiveWindow(fixture.handler.connection, 1_000);
        assertEquals(1_000, fixture.work().expect(".", 1, seq).window());
        for (int i = 1; i <= 10; i++)
        {
            fixture.inject(fixture.segment("P.", seq, 1).payload(100));
            seq += 100;
            assertEquals(i < 10 ? 1_000 - i * 100 : 1_000, fixture.expect(".", 1, seq).window());
        }
    }

    private static EngineFixture closedWindow(final boolean ipv6, final int rmem, final int mss)
    {
        final EngineFixture fixture =
            EngineFixture.of(ipv6, EngineFixture.smallSettings().with(Setting.TCP_RMEM, rmem)).listen();
        fixture.inject(fixture.segment("S", 0, 0).mss(mss).windowScale(0));
        final SentSegment synAck = fixture.sent();
        fixture.iss = synAck.seq();
        fixture.inject(".", 1, 1).expectNothing();
        fixture.tcp.receiveWindow(fixture.handler.connection, 0);
        final int window = rmem > 65_535 ? 65_536 : rmem;
        for (int seq = 1; seq <= window; seq += 1_000)
        {
            fixture.inject(fixture.segment("P.", seq, 1).payload(Math.min(1_000, window + 1 - seq))).sent();
        }
        assertEquals(window, fixture.handler.received.size());
        return fixture;
    }
}
