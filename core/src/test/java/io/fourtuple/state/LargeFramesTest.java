package io.fourtuple.state;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.*;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.FaultLink;
import io.fourtuple.link.FaultPlan;
import io.fourtuple.link.ForwardingLink;
import io.fourtuple.link.Link;
import io.fourtuple.link.RingLink;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.TestClock;
import io.fourtuple.wire.Checksum;
import io.fourtuple.wire.IpDescriptor;

/** Two engines whose link carries frames of several segments, whole. */
class LargeFramesTest
{
    private static final int MTU = 1_500;
    private static final int RING = 1 << 20;
    private final TestClock clock = new TestClock();
    private final List<LargeFrame> frames = new ArrayList<>();
    private final Side client;
    private final Side server;
    private int mostInACycle;

    LargeFramesTest()
    {
        final RingLink[] ends = RingLink.pair(RING, MTU, 65_535);
        client = new Side(new Tap(ends[0]), 1);
        server = new Side(ends[1], 2);
    }

    /** A frame of several segments, as it was handed to the link. */
    private record LargeFrame(byte[] bytes, int headerBytes, int segmentBytes)
    {
    }

    /** Looks at the frames of several segments that pass. */
    private final class Tap extends ForwardingLink
    {
        Tap(final RingLink link)
        {
            super(link);
        }

        @Override
        public void commitSegments(final int offset, final int lengthBytes, final int headerBytes, final int segmentBytes)
        {
            final byte[] bytes = new byte[lengthBytes];
            link.txBuffer().getBytes(offset, bytes);
            frames.add(new LargeFrame(bytes, headerBytes, segmentBytes));
            super.commitSegments(offset, lengthBytes, headerBytes, segmentBytes);
        }
    }

    /** One engine and its application, which sends all that it has, and keeps all that it gets. */
    private final class Side implements ConnectionHandler
    {
        final Engine engine;
        final Counters counters = new Counters();
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private byte[] data = new byte[0];
        private int sent;
        private long connection;
        private boolean closes;
        private int largestPiece;

        Side(final Link link, final long seed)
        {
            this(link, seed, 1 << 22);
        }

        Side(final Link link, final long seed, final int windowBytes)
        {
            final Settings settings = EngineFixture.smallSettings().with(Setting.SEND_MEMORY, 1 << 23)
                .with(Setting.TCP_RMEM, windowBytes).with(Setting.TCP_WMEM, 1 << 22);
            engine = new Engine(new EngineConfig(link).settings(settings).counters(counters).clock(clock)
                .random(new SplittableRandom(seed)::nextLong));
        }

        @Override
        public void onEstablished(final Tcp tcp, final long id)
        {
            connection = id;
            onWritable(tcp, id);
        }

        @Override
        public void onWritable(final Tcp tcp, final long id)
        {
            sent += tcp.send(id, new UnsafeBuffer(data), sent, data.length - sent);
            if (sent == data.length && closes)
            {
                tcp.shutdownOutput(id);
                closes = false;
            }
        }

        @Override
        public void onData(final Tcp tcp, final long id, final DirectBuffer buffer, final int offset, final int length)
        {
            final byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            received.writeBytes(bytes);
            largestPiece = Math.max(largestPiece, length);
        }
    }

    private void run(final boolean ipv6, final byte[] up, final byte[] down)
    {
        run(client, server, ipv6, up, down);
    }

    private void run(final Side client, final Side server, final boolean ipv6, final byte[] up, final byte[] down)
    {
        client.data = up;
        server.data = down;
        client.closes = true;
        server.closes = true;
        server.engine.tcp().listen(Endpoint.any(80), server);
        final Endpoint from = Endpoint.of(ipv6 ? "2001:db8::9" : "198.18.0.9", 40_000);
        final Endpoint to = Endpoint.of(ipv6 ? "2001:db8::2" : "198.18.0.2", 80);
        client.engine.tcp().connect(new FourTuple().family(ipv6).local(from.hi(), from.lo(), from.port())
            .remote(to.hi(), to.lo(), to.port()), client, 0);
        for (int i = 0; i < 200_000 &&
            (client.received.size() < down.length || server.received.size() < up.length || !isOver(client, server)); i++)
        {
            clock.advanceNs(20_000);
            final int before = frames.size();
            client.engine.doWork();
            mostInACycle = Math.max(mostInACycle, segments(frames.subList(before, frames.size())));
            server.engine.doWork();
        }
        assertArrayEquals(up, server.received.toByteArray());
        assertArrayEquals(down, client.received.toByteArray());
        assertEquals(0, client.counters.get(Counter.RETRANS_SEGS));
        assertEquals(0, server.counters.get(Counter.RETRANS_SEGS));
        for (final Side side : List.of(client, server))
        {
            assertEquals(0, side.counters.get(Counter.TCP_IN_CSUM_ERRORS));
        }
    }

    private static int segments(final List<LargeFrame> sent)
    {
        return sent.stream()
            .mapToInt(frame -> (frame.bytes.length - frame.headerBytes - 1) / frame.segmentBytes + 1).sum();
    }

    private static boolean isOver(final Side client, final Side server)
    {
        return server.counters.get(Counter.CURR_ESTAB) == 0 && client.counters.get(Counter.CURR_ESTAB) == 0;
    }

    private static byte[] random(final int length)
    {
        final byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"false, 3000000, 0", "false, 3000001, 2999999", "true, 3000000, 0", "true, 1, 3000000"})
    void shouldCarryAStreamInLargeSteps(final boolean ipv6, final int up, final int down)
    {
        run(ipv6, random(up), random(down));
        assertTrue(Math.max(client.largestPiece, server.largestPiece) > 60_000,
            () -> "largest pieces " + client.largestPiece + " " + server.largestPiece);
        // As many segments are counted as a wire would carry.
        final int mss = MTU - (ipv6 ? 60 : 40) - 12;
        assertTrue(client.counters.get(Counter.OUT_SEGS) >= up / mss);
        assertTrue(server.counters.get(Counter.OUT_SEGS) >= down / mss);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldWriteHeadersThatADeviceCanCutBy(final boolean ipv6)
    {
        run(ipv6, random(500_000), new byte[0]);
        assertFalse(frames.isEmpty());
        final int ipLength = ipv6 ? 40 : 20;
        int pushed = 0;
        for (final LargeFrame frame : frames)
        {
            final UnsafeBuffer buffer = new UnsafeBuffer(frame.bytes);
            final int length = frame.bytes.length;
            assertEquals(ipLength + 20 + 12, frame.headerBytes);
            assertEquals(MTU - ipLength - 20 - 12, frame.segmentBytes);
            assertTrue(length > frame.headerBytes + frame.segmentBytes, "more than one segment");
            assertEquals(ipv6 ? length - 40 : length, buffer.getShort(ipv6 ? 4 : 2, BIG_ENDIAN) & 0xFFFF);
            assertTrue(ipv6 || Checksum.fold(Checksum.add(0, buffer, 0, 20)) == 0xFFFF, "IPv4 header checksum");
            final long addresses = ipv6 ? Checksum.add(0, buffer, 8, 32) : Checksum.add(0, buffer, 12, 8);
            final int pseudo = Checksum.fold(Checksum.addPseudo(addresses, length - ipLength, IpDescriptor.PROTOCOL_TCP));
            assertEquals(pseudo, buffer.getShort(ipLength + 16) & 0xFFFF, "the pseudo header's sum");
            final boolean isWhole = (length - frame.headerBytes) % frame.segmentBytes == 0;
            final int flags = buffer.getByte(ipLength + 13);
            assertTrue(isWhole || (flags & 0x08) != 0, "only the last one is cut short");
            pushed += flags >> 3 & 1;
        }
        assertTrue(pushed >= 1);
    }

    /** A cycle has as many segments for one connection as it has without large frames. */
    @Test
    void shouldLeaveTheOthersTheirTurn()
    {
        run(false, random(3_000_000), new byte[0]);
        assertEquals(64, mostInACycle);
    }

    /** RFC 9293 3.8.6.2.1: of what the window lets go, only whole segments go, unless it is the rest. */
    @ParameterizedTest
    @CsvSource({"1000", "2000", "4000", "20000"})
    void shouldKeepToASmallWindow(final int windowBytes)
    {
        final RingLink[] ends = RingLink.pair(RING, MTU, 65_535);
        final Side sender = new Side(new Tap(ends[0]), 1);
        final Side receiver = new Side(ends[1], 2, windowBytes);
        run(sender, receiver, false, random(100_000), new byte[0]);
        assertTrue(receiver.largestPiece <= windowBytes);
        for (final LargeFrame frame : frames)
        {
            final int data = frame.bytes.length - frame.headerBytes;
            assertTrue(data % frame.segmentBytes == 0 || isPushed(frame), "data=" + data);
        }
        assertEquals(windowBytes > 1_448, !frames.isEmpty());
    }

    private static boolean isPushed(final LargeFrame frame)
    {
        return (frame.bytes[20 + 13] & 0x08) != 0;
    }

    @Test
    void shouldRefuseToSpoilFramesOfSeveralSegments()
    {
        final RingLink link = RingLink.pair(RING, MTU, 65_535)[0];
        final Throwable thrown = assertThrows(IllegalArgumentException.class,
            () -> new FaultLink(link, FaultPlan.parse("drop=0.1"), clock));
        assertEquals("faults need frames of one segment each: maxFrameBytes=65535 mtuBytes=1500", thrown.getMessage());
    }

    @Test
    void shouldRefuseAFrameThatNoHeaderCanSay()
    {
        assertThrows(IllegalArgumentException.class, () -> RingLink.pair(RING, MTU, 65_536));
        assertThrows(IllegalArgumentException.class, () -> RingLink.pair(RING, MTU, 1_499));
        assertThrows(IllegalArgumentException.class, () -> RingLink.pair(1 << 16, MTU, 65_535));
        assertThrows(UnsupportedOperationException.class,
            () -> EngineFixture.ipv4().link.commitSegments(0, 100, 40, 10));
    }
}
