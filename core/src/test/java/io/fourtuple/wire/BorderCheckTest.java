package io.fourtuple.wire;

import static org.junit.jupiter.api.Assertions.*;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.testing.Frames;

/** One test for each outcome of the border check, and for what passes it. */
class BorderCheckTest
{
    private static final Endpoint IPV4_LOCAL = Endpoint.of("198.18.0.2", 80);
    private static final Endpoint IPV6_LOCAL = Endpoint.of("2001:db8::2", 80);
    private static final Endpoint IPV6_PEER = Endpoint.of("2001:db8::9", 40_000);

    private static final int BEFORE = 13;
    private static final int BEHIND = 80;

    private final Counters counters = new Counters();
    private final IpCheck ipCheck = new IpCheck(new LocalAddresses()
        .add("198.18.0.0/15").add("2001:db8::/64").exclude(io.fourtuple.app.IpText.parse("198.18.0.1")));
    private final TcpCheck tcpCheck = new TcpCheck(counters);
    private final Segment segment = new Segment();

    private Counter check(final byte[] frame)
    {
        return check(frame, frame.length);
    }

    /** Checks the frame twice, with other bytes around it: what lies behind it must make no difference. */
    private Counter check(final byte[] frame, final int length)
    {
        final Counter first = check(frame, length, (byte)0xA5);
        final long optionsCounted = counters.get(Counter.BAD_OPTIONS);
        final Counter second = check(frame, length, (byte)0x01);
        counters.add(Counter.BAD_OPTIONS, optionsCounted - counters.get(Counter.BAD_OPTIONS));
        assertEquals(first, second, "bytes outside of the frame were read");
        return second;
    }

    private Counter check(final byte[] frame, final int length, final byte surroundings)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(BEFORE + length + BEHIND));
        buffer.setMemory(0, buffer.capacity(), surroundings);
        buffer.putBytes(BEFORE, frame, 0, length);
        final Counter refused = ipCheck.check(buffer, BEFORE, length, segment);
        return refused != null || segment.protocol() != IpDescriptor.PROTOCOL_TCP ? refused : tcpCheck.check(segment);
    }

    private static Frames frames(final boolean ipv6)
    {
        return ipv6 ? Frames.segment("S").from(IPV6_PEER).to(IPV6_LOCAL) : Frames.segment("S").to(IPV4_LOCAL);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldReadAWholeSegment(final boolean ipv6)
    {
        final byte[] frame = frames(ipv6).seq(7).ack(8).window(9).mss(1_460).windowScale(7).sackPermitted()
            .timestamps(10, 11).payload(12).bytes();
        assertNull(check(frame));
        assertEquals(ipv6, segment.isIpv6());
        assertEquals(7, segment.seq());
        assertEquals(8, segment.ack());
        assertEquals(9, segment.window());
        assertEquals(1_460, segment.mss());
        assertEquals(7, segment.windowScale());
        assertTrue(segment.isSackPermitted() && segment.hasTimestamps());
        assertEquals(10, segment.tsVal());
        assertEquals(11, segment.tsEcr());
        assertEquals(12, segment.payloadLength());
        assertEquals(13, segment.length());
        assertEquals(40_000, segment.sourcePort());
        assertEquals(80, segment.destinationPort());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseEveryTruncation(final boolean ipv6)
    {
        final byte[] frame = frames(ipv6).mss(1_460).payload(20).bytes();
        for (int length = 0; length < frame.length; length++)
        {
            assertEquals(Counter.IP_IN_TRUNCATED, check(frame, length), "length=" + length);
        }
        assertNull(check(frame));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeAFrameThatIsLongerThanItsPacket(final boolean ipv6)
    {
        final byte[] frame = frames(ipv6).payload(5).bytes();
        assertNull(check(Arrays.copyOf(frame, frame.length + 13)));
        assertEquals(5, segment.payloadLength());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNeverFailWhateverTheBytes(final boolean ipv6)
    {
        final SplittableRandom random = new SplittableRandom(17);
        final byte[] valid = frames(ipv6).mss(1_460).timestamps(1, 2).payload(30).bytes();
        int passed = 0;
        for (int round = 0; round < 200_000; round++)
        {
            final byte[] frame = valid.clone();
            for (int i = random.nextInt(4); i >= 0; i--)
            {
                frame[random.nextInt(frame.length)] = (byte)random.nextInt();
            }
            if (random.nextBoolean())
            {
                new UnsafeBuffer(frame).putShort(10, (short)0);
                if (!ipv6)
                {
                    Checksum.put(new UnsafeBuffer(frame), 10, Checksum.add(0, new UnsafeBuffer(frame), 0, 20));
                }
                Frames.putTcpChecksum(frame);
            }
            passed += check(frame, random.nextInt(8) == 0 ? random.nextInt(frame.length + 1) : frame.length) == null ? 1 : 0;
        }
        assertTrue(passed > 1_000, "passed: " + passed);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0x55, IP_IN_HDR_ERRORS", "0, 0x35, IP_IN_HDR_ERRORS", "0, 0x44, IP_IN_HDR_ERRORS",
        "3, 0x13, IP_IN_HDR_ERRORS", "3, 0xff, IP_IN_TRUNCATED", "6, 0x20, IP_IN_FRAGMENTS", "7, 0x01, IP_IN_FRAGMENTS",
        "9, 0x11, IP_IN_UNKNOWN_PROTOS", "9, 0x3a, IP_IN_UNKNOWN_PROTOS",
        "12, 0x00, IP_IN_BAD_SOURCE", "12, 0x7f, IP_IN_BAD_SOURCE", "12, 0xe0, IP_IN_BAD_SOURCE",
        "12, 0xff, IP_IN_BAD_SOURCE", "16, 0x7f, IP_IN_ADDR_ERRORS", "16, 0xe0, IP_IN_ADDR_ERRORS",
        "16, 0x0a, IP_IN_ADDR_ERRORS", "19, 0x01, IP_IN_ADDR_ERRORS", "15, 0x02, IP_IN_LAND"})
    void shouldNameWhatIsWrongWithAnIpv4Header(final int at, final int value, final Counter expected)
    {
        final byte[] frame = Frames.segment("S").from(Endpoint.of("198.18.0.9", 40_000)).to(IPV4_LOCAL).bytes();
        frame[at] = (byte)value;
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        buffer.putShort(10, (short)0);
        final int headerLength = (frame[0] & 0xF) * 4;
        Checksum.put(buffer, 10, Checksum.add(0, buffer, 0, Math.min(headerLength, frame.length)));
        assertEquals(expected, check(frame));
    }

    @Test
    void shouldRefuseABroadcastSourceAndDestination()
    {
        assertEquals(Counter.IP_IN_BAD_SOURCE, check(
            Frames.segment("S").from(Endpoint.of("198.19.255.255", 5)).to(IPV4_LOCAL).bytes()));
        assertEquals(Counter.IP_IN_ADDR_ERRORS, check(
            Frames.segment("S").to(Endpoint.of("198.19.255.255", 80)).bytes()));
        assertEquals(Counter.IP_IN_ADDR_ERRORS, check(
            Frames.segment("S").to(Endpoint.of("255.255.255.255", 80)).bytes()));
        assertEquals(Counter.IP_IN_ADDR_ERRORS, check(Frames.segment("S").to(Endpoint.of("0.0.0.0", 80)).bytes()));
    }

    @ParameterizedTest
    @CsvSource({"::, IP_IN_BAD_SOURCE", "::1, IP_IN_BAD_SOURCE", "ff02::1, IP_IN_BAD_SOURCE",
        "2001:db8::2, IP_IN_LAND"})
    void shouldNameWhatIsWrongWithAnIpv6Source(final String source, final Counter expected)
    {
        assertEquals(expected, check(Frames.segment("S").from(Endpoint.of(source, 40_000)).to(IPV6_LOCAL).bytes()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff02::2", "::1", "::", "2001:db8:1::2"})
    void shouldRefuseAnIpv6DestinationThatIsNotItsOwn(final String destination)
    {
        assertEquals(Counter.IP_IN_ADDR_ERRORS, check(
            Frames.segment("S").from(IPV6_PEER).to(Endpoint.of(destination, 80)).bytes()));
    }

    @Test
    void shouldRefuseAWrongIpv4HeaderChecksum()
    {
        final byte[] frame = frames(false).bytes();
        frame[10] ^= 1;
        assertEquals(Counter.IP_IN_CSUM_ERRORS, check(frame));
    }

    @Test
    void shouldStepOverIpv4Options()
    {
        final byte[] plain = frames(false).payload(4).bytes();
        final byte[] frame = new byte[plain.length + 8];
        System.arraycopy(plain, 0, frame, 0, 20);
        Arrays.fill(frame, 20, 28, (byte)1);
        System.arraycopy(plain, 20, frame, 28, plain.length - 20);
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        frame[0] = 0x47;
        buffer.putShort(2, (short)frame.length, java.nio.ByteOrder.BIG_ENDIAN);
        buffer.putShort(10, (short)0);
        Checksum.put(buffer, 10, Checksum.add(0, buffer, 0, 28));
        assertNull(check(frame));
        assertEquals(4, segment.payloadLength());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00000000000000000, , ok", "60, 0, , ok", "43, 0, , ok", "51, 0, , ok", "44, 0, , ok",
        "44, 0, 3=1, IP_IN_FRAGMENTS", "44, 0, 2=1, IP_IN_FRAGMENTS", "43, 0, 3=1, IP_IN_EXT_HDR_ERRORS",
        "60, 0, 1=200, IP_IN_EXT_HDR_ERRORS", "50, 0, , IP_IN_UNKNOWN_PROTOS", "59, 0, , IP_IN_UNKNOWN_PROTOS"})
    void shouldWalkOneIpv6ExtensionHeader(
        final int header, final String unused, final String change, final String expected)
    {
        final byte[] extension = new byte[8];
        if (change != null)
        {
            extension[change.charAt(0) - '0'] = (byte)Integer.parseInt(change.substring(2));
        }
        final Counter outcome = check(withExtensions(new int[]{header}, extension));
        assertEquals(expected, outcome == null ? "ok" : outcome.name());
    }

    @Test
    void shouldBoundTheExtensionHeaders()
    {
        assertNull(check(withExtensions(new int[]{0, 60, 60, 60}, new byte[8])));
        assertEquals(Counter.IP_IN_EXT_HDR_ERRORS, check(withExtensions(new int[]{60, 0}, new byte[8])));
        final int[] many = new int[9];
        Arrays.fill(many, 60);
        assertEquals(Counter.IP_IN_EXT_HDR_ERRORS, check(withExtensions(many, new byte[8])));
    }

    private static byte[] withExtensions(final int[] headers, final byte[] extension)
    {
        final byte[] plain = frames(true).payload(4).bytes();
        final byte[] frame = new byte[plain.length + 8 * headers.length];
        System.arraycopy(plain, 0, frame, 0, 40);
        frame[6] = (byte)headers[0];
        for (int i = 0; i < headers.length; i++)
        {
            System.arraycopy(extension, 0, frame, 40 + 8 * i, 8);
            frame[40 + 8 * i] = (byte)(i + 1 < headers.length ? headers[i + 1] : IpDescriptor.PROTOCOL_TCP);
        }
        System.arraycopy(plain, 40, frame, 40 + 8 * headers.length, plain.length - 40);
        new UnsafeBuffer(frame).putShort(4, (short)(frame.length - 40), java.nio.ByteOrder.BIG_ENDIAN);
        return frame;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseABadTcpHeader(final boolean ipv6)
    {
        final int tcp = ipv6 ? 40 : 20;
        final byte[] shortOffset = frames(ipv6).payload(40).bytes();
        shortOffset[tcp + 12] = 0x40;
        Frames.putTcpChecksum(shortOffset);
        assertEquals(Counter.TCP_IN_HDR_ERRORS, check(shortOffset));
        final byte[] longOffset = frames(ipv6).payload(4).bytes();
        longOffset[tcp + 12] = (byte)0xF0;
        Frames.putTcpChecksum(longOffset);
        assertEquals(Counter.TCP_IN_HDR_ERRORS, check(longOffset));
        final byte[] corrupt = frames(ipv6).payload(4).bytes();
        corrupt[corrupt.length - 1] ^= 0x10;
        assertEquals(Counter.TCP_IN_CSUM_ERRORS, check(corrupt));
        final Endpoint local = ipv6 ? IPV6_LOCAL : IPV4_LOCAL;
        assertEquals(Counter.TCP_IN_PORT_ZERO,
            check(frames(ipv6).to(new Endpoint(local.family(), local.hi(), local.lo(), 0)).bytes()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2,4,5", "2,0,5,180", "2,1,5,180", "3,2", "8,11,0,0,0,0,0,0,0,0,0", "4,3,0", "8,10,0", "77", "77,1"})
    void shouldCountOptionsThatAreMalformedAndGoOn(final String bytes)
    {
        final Frames frames = frames(false).option(3, 3, 5);
        Arrays.stream(bytes.split(",")).mapToInt(Integer::parseInt).forEach(frames::option);
        // Fills up so that the broken option stands at the end of the header and may overrun it.
        final byte[] frame = frames.bytes();
        assertNull(check(frame));
        assertEquals(5, segment.windowScale());
        final boolean padded = (3 + bytes.split(",").length) % 4 != 0;
        assertTrue(counters.get(Counter.BAD_OPTIONS) == 1 || padded, bytes);
    }

    @Test
    void shouldSkipUnknownOptionsAndStopAtTheEndOfTheList()
    {
        assertNull(check(frames(false).option(254, 4, 1, 2).mss(1_400).bytes()));
        assertEquals(1_400, segment.mss());
        assertNull(check(frames(false).option(0, 0, 0, 0).mss(1_400).bytes()));
        assertEquals(Segment.ABSENT, segment.mss());
        assertEquals(0, counters.get(Counter.BAD_OPTIONS));
    }

    @Test
    void shouldTakeSynOptionsFromASynOnlyAndCutTheScale()
    {
        assertNull(check(Frames.segment(".").to(IPV4_LOCAL).mss(1_400).windowScale(3).sackPermitted().bytes()));
        assertEquals(Segment.ABSENT, segment.mss());
        assertEquals(Segment.ABSENT, segment.windowScale());
        assertFalse(segment.isSackPermitted());
        assertNull(check(frames(false).windowScale(200).bytes()));
        assertEquals(14, segment.windowScale());
    }

    /** RFC 2018 3: up to four blocks, three beside timestamps, wherever the option lies. */
    @Test
    void shouldReadSackBlocksAsTheyCame()
    {
        assertNull(check(Frames.segment(".").to(IPV4_LOCAL).timestamps(5, 6).sack(1, 2, -3, 4, 0x8000_0000, 0x7FFF_FFFF).bytes()));
        assertEquals("1:2 -3:4 -2147483648:2147483647", sackBlocks());
        assertEquals(5, segment.tsVal());
        assertNull(check(Frames.segment("P.").to(IPV4_LOCAL).sack(1, 2, 3, 4, 5, 6, 7, 8).payload(3).bytes()));
        assertEquals("1:2 3:4 5:6 7:8", sackBlocks());
        // Of two options the last one counts, as in Linux.
        assertNull(check(Frames.segment(".").to(IPV4_LOCAL).sack(1, 2, 3, 4).sack(5, 6).bytes()));
        assertEquals("5:6", sackBlocks());
        assertNull(check(Frames.segment(".").to(IPV4_LOCAL).timestamps(5, 6).bytes()));
        assertEquals("", sackBlocks());
        assertEquals(0, counters.get(Counter.BAD_OPTIONS));
    }

    /** RFC 2018 3: the option acknowledges; a SYN has nothing to acknowledge by it. */
    @ParameterizedTest
    @ValueSource(strings = {"S", "S.", "P", "-"})
    void shouldNotReadSackBlocksOfASynOrWithoutAck(final String flags)
    {
        assertNull(check(Frames.segment(flags).to(IPV4_LOCAL).mss(1_400).sack(1, 2).bytes()));
        assertEquals("", sackBlocks());
        assertEquals(0, counters.get(Counter.BAD_OPTIONS));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 6, 9, 11, 17, 22, 33})
    void shouldCountASackOptionOfAWrongLength(final int length)
    {
        final Frames frames = Frames.segment(".").to(IPV4_LOCAL).option(5, length);
        for (int i = 2; i < length; i++)
        {
            frames.option(7);
        }
        assertNull(check(frames.bytes()));
        assertEquals("", sackBlocks());
        assertEquals(1, counters.get(Counter.BAD_OPTIONS));
    }

    private String sackBlocks()
    {
        final StringBuilder blocks = new StringBuilder();
        for (int i = 0; i < segment.sackCount(); i++)
        {
            blocks.append(i == 0 ? "" : " ").append(segment.sackFirst(i)).append(':').append(segment.sackEnd(i));
        }
        return blocks.toString();
    }

    @Test
    void shouldCountAFragmentAsOneThoughItComesFromItsOwnDestination()
    {
        final byte[] frame = Frames.segment("S").from(new Endpoint(4, 0, IPV4_LOCAL.lo(), 40_000)).bytes();
        assertEquals(Counter.IP_IN_LAND, check(frame));
        frame[6] = 0x20;
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        buffer.putShort(10, (short)0);
        Checksum.put(buffer, 10, Checksum.add(0, buffer, 0, 20));
        assertEquals(Counter.IP_IN_FRAGMENTS, check(frame));
    }
}
