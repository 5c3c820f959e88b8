package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.RecordingHandler;
import io.fourtuple.testing.SentSegment;

/** What arrives behind a gap is kept, told of, and handed out in order; both families, and numbers that wrap. */
class ReassemblyTest
{
    private static final String FAMILIES_AND_ISNS = "false, 1000\ntrue, 1000\nfalse, -400\ntrue, -400\nfalse, 2147483300";
    private static final int TS = 500;

    private static EngineFixture fixture(final boolean ipv6, final int peerIss, final Settings settings)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, settings);
        fixture.peerIss = peerIss;
        return fixture;
    }

    /** In ESTABLISHED, with SACK agreed on. */
    private static EngineFixture established(final boolean ipv6, final int peerIss)
    {
        return agree(fixture(ipv6, peerIss, EngineFixture.smallSettings()).listen());
    }

    private static EngineFixture agree(final EngineFixture fixture)
    {
        fixture.inject(fixture.segment("S", 0, 0).mss(1_460).sackPermitted());
        fixture.iss = fixture.sent().seq();
        fixture.inject(".", 1, 1);
        return fixture;
    }

    private static void data(final EngineFixture fixture, final int from, final int end, final char letter)
    {
        data(fixture, ".", from, end, letter);
    }

    private static void data(
        final EngineFixture fixture, final String flags, final int from, final int end, final char letter)
    {
        final byte[] payload = new byte[end - from];
        Arrays.fill(payload, (byte)letter);
        fixture.inject(fixture.segment(flags, from, 1).payload(payload));
    }

    private static void expect(final EngineFixture fixture, final int ack, final String blocks)
    {
        assertEquals(blocks, SackOption.of(fixture, fixture.expect(".", 1, ack)));
    }

    private static void assertNothingKept(final EngineFixture fixture)
    {
        final long all = (1L << 20) / (2_048 + 256) * 2_048;
        assertEquals(all, Inside.receiveMemory(fixture.engine).freeBytes(), "chunks that nobody gave back");
        assertEquals(0, Inside.receiveMemory(fixture.engine).oldest());
        fixture.assertCountersAddUp();
    }

    /** 200 to 300, 400 to 500 and 600 to 700 are kept; any segment over them; then all of it. */
    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldKeepWhatWasReceivedFirstInEveryOverlap(final boolean ipv6, final int peerIss)
    {
        for (int from = 50; from <= 700; from += 50)
        {
            for (int end = from + 50; end <= 800; end += 50)
            {
                final String where = from + ":" + end;
                final EngineFixture fixture = established(ipv6, peerIss);
                data(fixture, 1, 100, '0');
                data(fixture, 200, 300, 'A');
                data(fixture, 400, 500, 'A');
                data(fixture, 600, 700, 'A');
                data(fixture, from, end, 'B');
                data(fixture, 1, 800, 'C');
                final byte[] expected = new byte[799];
                for (int i = 1; i < 800; i++)
                {
                    final boolean isFirst = i / 100 == 2 || i / 100 == 4 || i / 100 == 6;
                    expected[i - 1] = (byte)(i < 100 ? '0' : isFirst ? 'A' : i >= from && i < end ? 'B' : 'C');
                }
                assertEquals(new String(expected), fixture.handler.received.toString(), where);
                assertEquals(800, fixture.sentLast().ack() - fixture.peerIss, where);
                assertEquals(799, fixture.counter(Counter.IN_BYTES), where);
                assertNothingKept(fixture);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldTellOfWhatIsKeptTheNewestFirst(final boolean ipv6, final int peerIss)
    {
        final EngineFixture fixture = established(ipv6, peerIss);
        data(fixture, 200, 300, 'a');
        expect(fixture, 1, "200:300");
        data(fixture, 400, 500, 'a');
        expect(fixture, 1, "400:500 200:300");
        data(fixture, 600, 700, 'a');
        data(fixture, 800, 900, 'a');
        expect(fixture, 1, "600:700 400:500 200:300");
        expect(fixture, 1, "800:900 600:700 400:500 200:300");
        data(fixture, 1_000, 1_100, 'a');
        expect(fixture, 1, "1000:1100 800:900 600:700 400:500");
        data(fixture, 300, 350, 'a');
        expect(fixture, 1, "200:350 1000:1100 800:900 600:700");
        // Between two: they become one.
        data(fixture, 500, 600, 'a');
        expect(fixture, 1, "400:700 200:350 1000:1100 800:900");
        data(fixture, 1, 200, 'a');
        expect(fixture, 350, "400:700 1000:1100 800:900");
        assertEquals(349, fixture.handler.received.size());
        data(fixture, 350, 1_000, 'a');
        expect(fixture, 1_100, "400:700");
        assertEquals(1, fixture.counter(Counter.DSACK_OFO_SENT));
        assertEquals(7, fixture.counter(Counter.OFO_QUEUE));
        assertNothingKept(fixture);
    }

    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldTellOfDuplicatesOnce(final boolean ipv6, final int peerIss)
    {
        final EngineFixture fixture = established(ipv6, peerIss);
        data(fixture, 1, 101, 'a');
        expect(fixture, 101, "");
        data(fixture, 1, 101, 'a');
        expect(fixture, 101, "1:101");
        data(fixture, 51, 151, 'a');
        expect(fixture, 151, "51:101");
        data(fixture, 200, 300, 'a');
        expect(fixture, 151, "200:300");
        data(fixture, 200, 300, 'a');
        expect(fixture, 151, "200:300 200:300");
        data(fixture, 250, 350, 'a');
        expect(fixture, 151, "250:300 200:350");
        data(fixture, 1, 10, 'a');
        expect(fixture, 151, "1:10 200:350");
        fixture.inject(fixture.segment(".", 151, 1).payload(0));
        fixture.expectNothing();
        assertEquals(3, fixture.counter(Counter.DSACK_OLD_SENT));
        assertEquals(2, fixture.counter(Counter.DSACK_OFO_SENT));
        assertEquals(1, fixture.counter(Counter.OFO_MERGE));
        assertEquals(2, fixture.counter(Counter.OFO_QUEUE));
    }

    /** Three blocks fit beside timestamps; without the option agreed on there are none. */
    @ParameterizedTest
    @CsvSource({"true, true", "false, true", "true, false", "false, false"})
    void shouldWriteWhatWasAgreedOn(final boolean ipv6, final boolean isSack)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        final var syn = fixture.segment("S", 0, 0).mss(1_460).timestamps(TS, 0);
        fixture.inject(isSack ? syn.sackPermitted() : syn);
        final SentSegment synAck = fixture.sent();
        fixture.iss = synAck.seq();
        fixture.inject(fixture.segment(".", 1, 1).timestamps(TS, synAck.tsVal()));
        for (int i = 1; i <= 5; i++)
        {
            fixture.inject(fixture.segment(".", 100 * i, 1).timestamps(TS, synAck.tsVal()).payload(10));
        }
        SentSegment last = fixture.expect(".", 1, 1);
        for (int i = 2; i <= 5; i++)
        {
            last = fixture.expect(".", 1, 1);
        }
        assertTrue(last.hasTimestamps());
        assertEquals(isSack ? "500:510 400:410 300:310" : "", SackOption.of(fixture, last));
        fixture.inject(fixture.segment(".", 1, 1).timestamps(TS, synAck.tsVal()).payload(1_000));
        fixture.expect(".", 1, 1_001);
        assertEquals(1_000, fixture.handler.received.size());
        assertNothingKept(fixture);
    }

    /** A segment of data carries the blocks that it has room for; a full one carries none, and goes all the same. */
    @ParameterizedTest
    @CsvSource({"1460, ''", "1448, 200:300", "1432, 600:700 400:500 200:300", "10, 600:700 400:500 200:300"})
    void shouldLeaveDataItsRoom(final int length, final String blocks)
    {
        final EngineFixture fixture = established(false, 1_000);
        data(fixture, 200, 300, 'a');
        data(fixture, 400, 500, 'a');
        data(fixture, 600, 700, 'a');
        fixture.sent();
        fixture.sent();
        fixture.sent();
        fixture.send(0, length);
        final SentSegment sent = fixture.expect("P.", 1, 1);
        assertEquals(length, sent.payload().length);
        assertEquals(blocks.isEmpty() || blocks.contains(" ") ? blocks : "600:700", SackOption.of(fixture, sent));
        assertTrue(sent.frame().length <= EngineFixture.MTU);
    }

    /** What is owed goes first (RFC 5681 4.2): the ACK of the gap is a duplicate of it. */
    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldAcknowledgeAtOnceBehindAndWithinAGap(final boolean ipv6, final int peerIss)
    {
        final EngineFixture fixture = established(ipv6, peerIss);
        fixture.link.put(fixture.segment(".", 1, 1).payload(10).bytes());
        fixture.link.put(fixture.segment(".", 21, 1).payload(10).bytes());
        fixture.link.put(fixture.segment(".", 41, 1).payload(10).bytes());
        fixture.link.put(fixture.segment(".", 11, 1).payload(5).bytes());
        fixture.link.put(fixture.segment(".", 16, 1).payload(5).bytes());
        fixture.work();
        expect(fixture, 11, "");
        expect(fixture, 11, "21:31");
        expect(fixture, 11, "41:51 21:31");
        expect(fixture, 16, "41:51 21:31");
        expect(fixture, 31, "41:51");
        fixture.expectNothing();
        assertEquals(30, fixture.handler.received.size());
    }

    /** A FIN ahead of a gap, with data and without, told of with the data before it. */
    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldHonourAFinOnceItIsReached(final boolean ipv6, final int peerIss)
    {
        for (final boolean isWithData : new boolean[]{true, false})
        {
            final EngineFixture fixture = established(ipv6, peerIss);
            if (isWithData)
            {
                data(fixture, "FP.", 101, 201, 'b');
                expect(fixture, 1, "101:202");
            }
            else
            {
                data(fixture, 101, 201, 'b');
                expect(fixture, 1, "101:201");
                fixture.inject("F.", 201, 1);
                expect(fixture, 1, "101:202");
                // Again; and somewhere else, where it cannot be.
                fixture.inject("F.", 201, 1);
                expect(fixture, 1, "101:202");
                fixture.inject("F.", 301, 1);
                expect(fixture, 1, "101:202");
            }
            // Beyond the FIN nothing is taken.
            data(fixture, 301, 401, 'x');
            expect(fixture, 1, "101:202");
            data(fixture, 151, 251, 'x');
            expect(fixture, 1, "151:201 101:202");
            assertEquals(TcpState.ESTABLISHED, fixture.state());
            data(fixture, 1, 201, 'a');
            assertEquals(TcpState.CLOSE_WAIT, fixture.state());
            expect(fixture, 202, "101:201");
            assertEquals("a".repeat(100) + "b".repeat(100), fixture.handler.received.toString());
            assertEquals("peer closed", fixture.handler.events.get(fixture.handler.events.size() - 1));
            assertNothingKept(fixture);
        }
    }

    /** Where data behind it is kept, a FIN behind a gap is a lie, or late: what was told of by SACK is delivered. */
    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldNotHaveAFinCutOffWhatIsKept(final boolean ipv6, final int peerIss)
    {
        final EngineFixture fixture = established(ipv6, peerIss);
        data(fixture, 101, 301, 'b');
        expect(fixture, 1, "101:301");
        data(fixture, "FP.", 151, 201, 'x');
        expect(fixture, 1, "151:201 101:301");
        fixture.inject("F.", 201, 1);
        expect(fixture, 1, "101:301");
        fixture.inject("F.", 51, 1);
        expect(fixture, 1, "101:301");
        data(fixture, "FP.", 51, 61, 'c');
        expect(fixture, 1, "51:61 101:301");
        data(fixture, 1, 101, 'a');
        expect(fixture, 301, "51:61");
        assertEquals("a".repeat(50) + "c".repeat(10) + "a".repeat(40) + "b".repeat(200),
            fixture.handler.received.toString());
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        assertNothingKept(fixture);
        fixture.inject("F.", 301, 1);
        expect(fixture, 302, "");
        assertEquals(TcpState.CLOSE_WAIT, fixture.state());
    }

    /** Linux drops such a FIN, too: a guess within the window must not end a stream that goes on in order. */
    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldNotHaveAFinAheadCutOffDataInOrder(final boolean ipv6, final int peerIss)
    {
        final EngineFixture fixture = established(ipv6, peerIss);
        data(fixture, "FP.", 151, 201, 'b');
        expect(fixture, 1, "151:202");
        data(fixture, 1, 301, 'a');
        expect(fixture, 301, "151:201");
        assertEquals("a".repeat(150) + "b".repeat(50) + "a".repeat(100), fixture.handler.received.toString());
        assertEquals(TcpState.ESTABLISHED, fixture.state());
        assertNothingKept(fixture);
        data(fixture, 401, 501, 'd');
        expect(fixture, 301, "401:501");
        data(fixture, "FP.", 301, 401, 'c');
        assertEquals(501, fixture.sentLast().ack() - fixture.peerIss);
        fixture.inject("F.", 501, 1);
        expect(fixture, 502, "");
        assertEquals(TcpState.CLOSE_WAIT, fixture.state());
        assertNothingKept(fixture);
    }

    /** A lone FIN behind a gap takes no memory for data, and is honoured. */
    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldKeepALoneFin(final boolean ipv6, final int peerIss)
    {
        final EngineFixture fixture = established(ipv6, peerIss);
        final long before = Inside.receiveMemory(fixture.engine).freeBytes();
        fixture.inject("F.", 101, 1);
        expect(fixture, 1, "");
        assertEquals(before, Inside.receiveMemory(fixture.engine).freeBytes());
        data(fixture, 1, 101, 'a');
        expect(fixture, 102, "");
        assertEquals(TcpState.CLOSE_WAIT, fixture.state());
        assertNothingKept(fixture);
    }

    /** Where our FIN is acknowledged nothing more is sent, and what is kept stays: the peer goes on. */
    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldKeepWhatItHasWhenOnlyThePeerStillSends(final boolean ipv6, final int peerIss)
    {
        final EngineFixture fixture = established(ipv6, peerIss);
        fixture.send(0, 10);
        fixture.expect("P.", 1, 1);
        fixture.inject(fixture.segment("F.", 201, 1).payload(100));
        expect11(fixture, 1, "201:302");
        fixture.tcp.shutdownOutput(fixture.handler.connection);
        fixture.work();
        assertEquals("201:302", SackOption.of(fixture, fixture.expect("F.", 11, 1)));
        fixture.inject(".", 1, 12);
        assertEquals(TcpState.FIN_WAIT_2, fixture.state());
        fixture.inject(fixture.segment(".", 101, 12).payload(100));
        fixture.sent();
        fixture.inject(fixture.segment(".", 1, 12).payload(100));
        assertEquals(1, fixture.counter(Counter.CURR_TIME_WAIT));
        assertEquals(302, fixture.sentLast().ack() - fixture.peerIss);
        assertEquals(300, fixture.handler.received.size());
        assertEquals(CloseReason.FINISHED, fixture.handler.reason);
        assertNothingKept(fixture);
    }

    private static void expect11(final EngineFixture fixture, final int ack, final String blocks)
    {
        assertEquals(blocks, SackOption.of(fixture, fixture.expect(".", 11, ack)));
    }

    /** What lies behind the window is not kept; what lies within is, up to its last byte. */
    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldKeepNoMoreThanTheWindowOffered(final boolean ipv6, final int peerIss)
    {
        final EngineFixture fixture =
            agree(fixture(ipv6, peerIss, EngineFixture.smallSettings().with(Setting.TCP_RMEM, 1_000)).listen());
        data(fixture, 501, 1_201, 'b');
        expect(fixture, 1, "501:1001");
        data(fixture, 1_001, 1_101, 'b');
        expect(fixture, 1, "501:1001");
        // The application wants less: the right edge does not go back, and what is kept is delivered.
        fixture.tcp.receiveWindow(fixture.handler.connection, 0);
        data(fixture, 1, 501, 'a');
        final SentSegment ack = fixture.expect(".", 1, 1_001);
        assertEquals(0, ack.window());
        assertEquals("a".repeat(500) + "b".repeat(500), fixture.handler.received.toString());
        assertNothingKept(fixture);
    }

    /** More ranges than a record has: what has no place is dropped and counted; what touches a range has its place. */
    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldDropARangeThatHasNoPlace(final boolean ipv6, final int peerIss)
    {
        final EngineFixture fixture = established(ipv6, peerIss);
        for (int i = 1; i <= 28; i++)
        {
            data(fixture, 100 * i, 100 * i + 50, 'b');
        }
        assertEquals(28, fixture.counter(Counter.OFO_QUEUE));
        data(fixture, 3_000, 3_050, 'x');
        assertEquals(1, fixture.counter(Counter.OUT_OF_ORDER));
        data(fixture, 150, 200, 'c');
        data(fixture, 3_000, 3_050, 'd');
        assertEquals(30, fixture.counter(Counter.OFO_QUEUE));
        data(fixture, 1, 3_100, 'a');
        assertEquals(3_100, fixture.sentLast().ack() - fixture.peerIss);
        final String received = fixture.handler.received.toString();
        assertEquals("a".repeat(99) + "b".repeat(50) + "c".repeat(50) + "b".repeat(50) + "a".repeat(50),
            received.substring(0, 299));
        assertEquals("d".repeat(50), received.substring(2_999, 3_049));
        assertNothingKept(fixture);
    }

    /** An idle connection has no transfer, whatever it has kept before. */
    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldHoldNothingOnceTheGapIsFilled(final boolean ipv6, final int peerIss)
    {
        final EngineFixture fixture =
            agree(fixture(ipv6, peerIss, EngineFixture.smallSettings().with(Setting.MAX_TRANSFERS, 1)).listen());
        for (int i = 0; i < 10; i++)
        {
            data(fixture, 1 + 200 * i + 100, 1 + 200 * i + 200, 'b');
            data(fixture, 1 + 200 * i, 1 + 200 * i + 100, 'a');
            assertNothingKept(fixture);
            final var tcb = new io.fourtuple.table.Tcb();
            fixture.table().wrapId(tcb, fixture.handler.connection);
            assertEquals(0, tcb.transfer());
        }
        assertEquals(2_000, fixture.handler.received.size());
    }

    /** Does something when the first data arrives that is not its first. */
    private static final class Meddler implements ConnectionHandler
    {
        private final Runnable deed;
        private final StringBuilder received = new StringBuilder();
        private final List<String> events = new ArrayList<>();
        private long id;

        private Meddler(final Runnable deed)
        {
            this.deed = deed;
        }

        @Override
        public void onEstablished(final Tcp tcp, final long connection)
        {
            id = connection;
        }

        @Override
        public void onData(
            final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
        {
            final byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            if (received.isEmpty())
            {
                deed.run();
            }
            // Afterwards, too, they are what they were.
            final byte[] again = new byte[length];
            buffer.getBytes(offset, again);
            assertArrayEquals(bytes, again);
            received.append(new String(bytes));
            events.add("data " + length);
        }

        @Override
        public void onPeerClosed(final Tcp tcp, final long connection)
        {
            events.add("peer closed");
        }

        @Override
        public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
        {
            events.add("closed " + reason);
        }
    }

    private static EngineFixture meddled(final boolean ipv6, final int peerIss, final String deed, final Meddler[] meddler)
    {
        final EngineFixture fixture = fixture(ipv6, peerIss, EngineFixture.smallSettings().with(Setting.MAX_TRANSFERS, 1));
        final RecordingHandler other = new RecordingHandler();
        if (deed.equals("send on another"))
        {
            fixture.tcp.listen(Endpoint.any(81), other);
            final Endpoint port81 = fixture.ipv6 ? Endpoint.of("2001:db8::2", 81) : Endpoint.of("198.18.0.2", 81);
            fixture.inject(fixture.segment("S", 0, 0).to(port81));
            fixture.iss = fixture.sent().seq();
            fixture.inject(fixture.segment(".", 1, 1).to(port81));
        }
        final Tcp tcp = fixture.tcp;
        meddler[0] = new Meddler(() ->
        {
            final long id = meddler[0].id;
            switch (deed)
            {
                case "abort" -> tcp.abort(id);
                case "close" -> tcp.close(id);
                case "shut" -> tcp.shutdownOutput(id);
                case "narrow" -> tcp.receiveWindow(id, 0);
                case "throw" -> throw new IllegalStateException("on purpose");
                default -> assertEquals(10, tcp.send(other.connection, new UnsafeBuffer(new byte[10]), 0, 10));
            }
        });
        tcp.listen(Endpoint.any(80), meddler[0]);
        agree(fixture);
        data(fixture, 101, 201, 'b');
        data(fixture, "FP.", 301, 401, 'd');
        data(fixture, 1, 301, 'a');
        return fixture;
    }

    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldBearAnApplicationThatActsInBetween(final boolean ipv6, final int peerIss)
    {
        final String first = "a".repeat(100);
        final String all = first + "b".repeat(100) + "a".repeat(100) + "d".repeat(100);
        for (final String deed : List.of("abort", "close", "shut", "narrow", "throw", "send on another"))
        {
            final Meddler[] meddler = new Meddler[1];
            final EngineFixture fixture = meddled(ipv6, peerIss, deed, meddler);
            switch (deed)
            {
                case "abort", "close", "throw" ->
                {
                    final CloseReason reason = deed.equals("abort") ? CloseReason.ABORTED :
                        deed.equals("close") ? CloseReason.DATA_AFTER_CLOSE : CloseReason.HANDLER_FAILED;
                    assertEquals("R.", fixture.sentLast().flags(), deed);
                    assertEquals(List.of("closed " + reason), meddler[0].events.subList(
                        meddler[0].events.size() - 1, meddler[0].events.size()), deed);
                    assertEquals(deed.equals("throw") ? "" : first, meddler[0].received.toString(), deed);
                    assertNothingKept(fixture);
                }
                case "send on another" ->
                {
                    // Sending has taken the only transfer, and so what was kept; the segment itself is delivered.
                    assertEquals("a".repeat(300), meddler[0].received.toString());
                    assertEquals(1, fixture.counter(Counter.OFO_PRUNED));
                    assertNothingKept(fixture);
                }
                default ->
                {
                    assertEquals(all, meddler[0].received.toString(), deed);
                    // What is kept comes in pieces that end where a chunk does.
                    assertEquals("peer closed", meddler[0].events.get(meddler[0].events.size() - 1), deed);
                    assertNothingKept(fixture);
                }
            }
        }
    }

    /** The window field of an older segment does not replace that of a newer one, which was kept. */
    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldNotTakeAWindowOlderThanTheOneKept(final boolean ipv6, final int peerIss)
    {
        final EngineFixture fixture = established(ipv6, peerIss);
        fixture.inject(fixture.segment(".", 101, 1).window(5_000).payload(100));
        fixture.sent();
        // Sent before that, with a window of 0 as of then.
        fixture.inject(fixture.segment(".", 1, 1).window(0).payload(50));
        fixture.sent();
        fixture.send(0, 100);
        assertEquals(100, fixture.sent().payload().length);
    }

    /** Where the link has no room for the ACK of a gap, the data is kept all the same. */
    @ParameterizedTest
    @CsvSource(textBlock = FAMILIES_AND_ISNS)
    void shouldKeepDataThatTheLinkHasNoAckFor(final boolean ipv6, final int peerIss)
    {
        final EngineFixture fixture = established(ipv6, peerIss);
        fixture.link.room(0);
        data(fixture, 101, 201, 'b');
        data(fixture, 101, 201, 'b');
        assertEquals(0, fixture.counter(Counter.DSACK_OFO_SENT));
        fixture.link.room(1 << 20);
        data(fixture, 1, 101, 'a');
        fixture.work();
        assertEquals(201, fixture.sentLast().ack() - fixture.peerIss);
        assertEquals("a".repeat(100) + "b".repeat(100), fixture.handler.received.toString());
        assertNothingKept(fixture);
    }
}
