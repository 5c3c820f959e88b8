package io.fourtuple.state;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.LocalAddresses;
import io.fourtuple.loop.Engine;
import io.fourtuple.loop.EngineConfig;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.IcmpErrors;
import io.fourtuple.testing.SentSegment;
import io.fourtuple.testing.TestLink;
import io.fourtuple.wire.Checksum;
import io.fourtuple.wire.IpDescriptor;

/** Packet too big: which ones the engine believes, and what it does about them (RFC 1191, 8201, 5927). */
class PathMtuTest
{
    private static final int ICMP = IpDescriptor.IPV4_HEADER_LENGTH;
    private static final int QUOTED_IPV4 = ICMP + 8;

    private EngineFixture fixture;
    private int mss;

    /** RFC 1191 6.5: at once one segment, then ever more as ACKs come in; each byte of the flight, and none twice. */
    @ParameterizedTest
    @CsvSource({"false, 1200", "true, 1280", "false, 576", "false, 296", "true, 1400"})
    void shouldSendWhatIsInFlightAgainInTheNewSize(final boolean ipv6, final int mtu)
    {
        sent(ipv6, 10);
        final int end = 10 * mss + 1;
        tooBig(1, mtu);
        final int size = mtu - (ipv6 ? 60 : 40);
        int una = 1;
        int next = 1;
        while (una < end)
        {
            while (next < end && Math.min(next + size, end) - una <= size + (una - 1) / 2)
            {
                final SentSegment segment = fixture.sent();
                assertEquals(next, segment.seq() - fixture.iss);
                assertEquals(Math.min(size, end - next), segment.payload().length);
                assertEquals((byte)((next - 1) * 31 >> 3), segment.payload()[0]);
                next += segment.payload().length;
            }
            fixture.expectNothing();
            una = Math.min(end, una + size);
            fixture.inject(".", 1, una);
        }
        fixture.expectNothing();
        assertEquals(1, fixture.counter(Counter.PMTU_LOWERED));
        assertEquals((10 * mss + size - 1) / size, fixture.counter(Counter.RETRANS_SEGS));
        assertEquals(0, fixture.counter(Counter.TIMEOUTS));
        // New data has the new size.
        fixture.send(10 * mss, size + 1);
        assertEquals(size, fixture.expect(".", end, 1).payload().length);
        assertEquals(1, fixture.expect("P.", end + size, 1).payload().length);
        fixture.assertCountersAddUp();
    }

    /** RFC 1191 6.5: each segment of the flight draws an answer; one of them acts. */
    @ParameterizedTest
    @CsvSource({"false, 1200", "true, 1300"})
    void shouldActOnceForAFlight(final boolean ipv6, final int mtu)
    {
        sent(ipv6, 4);
        for (int i = 0; i < 4; i++)
        {
            tooBig(1 + i * mss, mtu);
        }
        fixture.expect(".", 1, 1);
        fixture.expectNothing();
        assertEquals(1, fixture.counter(Counter.PMTU_LOWERED));
        assertEquals(3, fixture.counter(Counter.PMTU_IGNORED));
        // A narrower link behind it is news.
        tooBig(1, mtu - 20);
        assertEquals(mtu - 20 - (ipv6 ? 60 : 40), fixture.expect(".", 1, 1).payload().length);
        fixture.expectNothing();
        assertEquals(2, fixture.counter(Counter.PMTU_LOWERED));
    }

    /** RFC 5927 4: a sequence number that is in flight. */
    @ParameterizedTest
    @CsvSource({"false, 0, false", "true, 0, false", "false, 1, true", "true, 1, true", "false, 4380, true",
        "true, 4320, true", "false, 4381, false", "true, 4321, false", "false, 100000, false", "true, -100000, false"})
    void shouldBelieveOnlyWhatQuotesASequenceNumberInFlight(final boolean ipv6, final int seq, final boolean isBelieved)
    {
        sent(ipv6, 3);
        assertEquals(ipv6 ? 4_320 : 4_380, 3 * mss);
        tooBig(seq, 1_300);
        assertEquals(isBelieved ? 1 : 0, fixture.counter(Counter.PMTU_LOWERED));
        assertEquals(isBelieved ? 0 : 1, fixture.counter(Counter.ICMP_IGNORED));
        assertEquals(isBelieved, fixture.link.hasSent());
    }

    /** RFC 1191 3, RFC 8201 4: no link may have such an MTU, or the segment quoted would have fitted. */
    @ParameterizedTest
    @CsvSource({"false, 1", "false, 67", "false, 1500", "false, 1501", "false, 65535", "true, 0", "true, 68", "true, 1000",
        "true, 1279", "true, 1500", "true, 65535", "true, -1", "true, 0x80000000", "true, 0x10514"})
    void shouldIgnoreAnMtuThatCannotBe(final boolean ipv6, final String mtu)
    {
        sent(ipv6, 3);
        tooBig(1, Long.decode(mtu).intValue());
        fixture.expectNothing();
        assertEquals(1, fixture.counter(Counter.PMTU_IGNORED));
        assertEquals(0, fixture.counter(Counter.PMTU_LOWERED));
        assertEquals(0, fixture.counter(Counter.RETRANS_SEGS));
        fixture.assertCountersAddUp();
    }

    /** The least that IP allows is followed, with what options leave of it. */
    @ParameterizedTest
    @CsvSource({"false, false, 68, 28", "false, true, 68, 16", "true, false, 1280, 1220", "true, true, 1280, 1208"})
    void shouldGoDownToTheLeastThatIpAllows(
        final boolean ipv6, final boolean timestamps, final int mtu, final int expected)
    {
        if (timestamps)
        {
            sentWithTimestamps(ipv6);
        }
        else
        {
            sent(ipv6, 3);
        }
        tooBig(1, mtu);
        final SentSegment segment = fixture.expect(".", 1, 1);
        assertEquals(expected, segment.payload().length);
        assertEquals(mtu, segment.frame().length);
    }

    /** RFC 1191 5 and 7.1: the MTU of a router that does not tell it is guessed, plateau by plateau. */
    @ParameterizedTest
    @CsvSource({"1460, 1492", "1452, 1006", "966, 508", "468, 296", "256, 68"})
    void shouldGuessWhatOldRoutersDoNotTell(final int quotedBytes, final int mtu)
    {
        sent(false, 3);
        fixture.inject(IcmpErrors.quoting(fixture.local, fixture.peer, fixture.iss + 1, quotedBytes, 3, 4, 0));
        assertEquals(mtu, fixture.expect(".", 1, 1).frame().length);
        fixture.expectNothing();
    }

    /** The last segment of a message was small enough for any such link. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldIgnoreThatASmallSegmentWasTooBig(final boolean ipv6)
    {
        sent(ipv6, 3);
        fixture.send(3 * mss, 100);
        fixture.expect("P.", 3 * mss + 1, 1);
        fixture.inject(frame(3 * mss + 1, 100, 1_300));
        fixture.expectNothing();
        assertEquals(1, fixture.counter(Counter.PMTU_IGNORED));
        tooBig(1, 1_300);
        fixture.expect(".", 1, 1);
    }

    /** Nothing of ours is of another IP version, or a fragment. */
    @ParameterizedTest
    @CsvSource({"0, 0x65", "0, 0x55", "6, 0x20", "6, 0x1F", "7, 0x01", "9, 0x11"})
    void shouldIgnoreAQuoteThatIsNotOfOurs(final int offset, final String value)
    {
        sent(false, 3);
        final byte[] frame = frame(1, mss, 1_200);
        frame[QUOTED_IPV4 + offset] = (byte)(int)Integer.decode(value);
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        buffer.putShort(ICMP + 2, (short)0);
        Checksum.put(buffer, ICMP + 2, Checksum.add(0, buffer, ICMP, frame.length - ICMP));
        fixture.inject(frame);
        fixture.expectNothing();
        assertEquals(1, fixture.counter(Counter.ICMP_IGNORED));
        assertEquals(1, fixture.counter(Counter.ICMP_IN_DEST_UNREACHS));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x50, 0x70})
    void shouldIgnoreAQuoteOfAnotherIpVersionInIpv6(final int first)
    {
        sent(true, 3);
        final byte[] frame = frame(1, mss, 1_300);
        final int icmp = IpDescriptor.IPV6_HEADER_LENGTH;
        frame[icmp + 8] = (byte)first;
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        buffer.putShort(icmp + 2, (short)0, BIG_ENDIAN);
        final int length = frame.length - icmp;
        final long addresses = Checksum.add(0, buffer, IpDescriptor.IPV6_SOURCE_OFFSET, 32);
        Checksum.put(buffer, icmp + 2, Checksum.add(
            Checksum.addPseudo(addresses, length, IpDescriptor.PROTOCOL_ICMPV6), buffer, icmp, length));
        fixture.inject(frame);
        fixture.expectNothing();
        assertEquals(1, fixture.counter(Counter.ICMP_IGNORED));
    }

    /** A SYN is small: that one was too big is no news of the path. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldIgnoreThatASynWasTooBig(final boolean ipv6)
    {
        fixture = EngineFixture.of(ipv6).synSent();
        fixture.inject(frame(0, 1_460, 1_300));
        fixture.inject("S.", 0, 1).expect(".", 1, 1);
        assertEquals(1, fixture.counter(Counter.PMTU_IGNORED));
        assertEquals(0, fixture.counter(Counter.PMTU_LOWERED));
        fixture = EngineFixture.of(ipv6).simultaneousOpen();
        fixture.inject(frame(0, 1_460, ipv6 ? 1_280 : 100)).expectNothing();
        assertEquals(1, fixture.counter(Counter.PMTU_IGNORED));
        assertEquals(0, fixture.counter(Counter.PMTU_LOWERED));
    }

    /** The peer's window holds for retransmissions too; and a time-out goes on where nothing comes back. */
    @ParameterizedTest
    @CsvSource({"false, 1200", "true, 1300"})
    void shouldStayInTheWindowAndOutliveLosses(final boolean ipv6, final int mtu)
    {
        sent(ipv6, 5);
        tooBig(1, mtu);
        final int size = fixture.expect(".", 1, 1).payload().length;
        fixture.inject(fixture.segment(".", 1, 1 + size)).expect(".", 1 + size, 1);
        // Slow start would let two go.
        fixture.inject(fixture.segment(".", 1, 1 + 2 * size).window(size + 10)).expect(".", 1 + 2 * size, 1);
        fixture.expectNothing();
        final long ms = fixture.msUntilSent();
        assertTrue(ms >= 200 && ms <= 460, "ms=" + ms);
        assertEquals(size, fixture.expect(".", 1 + 2 * size, 1).payload().length);
    }

    /** One ACK lets 64 segments go at most, however much it acknowledges. */
    @Test
    void shouldNotSendAWholeFlightOfCrumbsAtOnce()
    {
        sent(false, 40);
        tooBig(1, 68);
        fixture.expect(".", 1, 1);
        fixture.inject(".", 1, 10 * mss + 1);
        for (int i = 0; i < 64; i++)
        {
            fixture.expect(".", 10 * mss + 1 + i * 28, 1);
        }
        fixture.expectNothing();
    }

    /** A link that carries handshakes but no data, or no IPv6, is not taken. */
    @ParameterizedTest
    @CsvSource({"0, false, false", "67, false, false", "87, false, false", "88, false, true", "88, true, false",
        "1279, true, false", "1280, true, true", "1279, false, true"})
    void shouldRefuseALinkThatIsTooSmall(final int mtu, final boolean ipv6, final boolean isTaken)
    {
        final LocalAddresses addresses = new LocalAddresses().add("198.18.0.0/24");
        final EngineConfig config = new EngineConfig(new TestLink(mtu))
            .settings(EngineFixture.smallSettings())
            .localAddresses(ipv6 ? addresses.add("2001:db8::/64") : addresses)
            .clock(() -> 1)
            .random(new SplittableRandom(1)::nextLong);
        if (isTaken)
        {
            assertNotNull(new Engine(config));
        }
        else
        {
            final String message =
                assertThrows(IllegalArgumentException.class, () -> new Engine(config)).getMessage();
            assertTrue(message.contains("mtu=" + mtu), message);
        }
    }

    private byte[] frame(final int seq, final int length, final int mtu)
    {
        return IcmpErrors.quoting(fixture.local, fixture.peer, fixture.iss + seq, length,
            fixture.ipv6 ? 2 : 3, fixture.ipv6 ? 0 : 4, mtu);
    }

    /** A segment of full size was too big. */
    private void tooBig(final int seq, final int mtu)
    {
        fixture.inject(frame(seq, mss, mtu));
    }

    /** So many segments of full size are in flight. */
    private void sent(final boolean ipv6, final int segments)
    {
        fixture = EngineFixture.of(ipv6).established();
        send(ipv6 ? 1_440 : 1_460, segments);
    }

    private void sentWithTimestamps(final boolean ipv6)
    {
        fixture = EngineFixture.of(ipv6).listen();
        fixture.inject(fixture.segment("S", 0, 0).mss(1_460).timestamps(1, 0));
        final SentSegment synAck = fixture.sent();
        fixture.iss = synAck.seq();
        fixture.inject(fixture.segment(".", 1, 1).timestamps(2, synAck.tsVal()));
        send(ipv6 ? 1_428 : 1_448, 3);
    }

    private void send(final int size, final int segments)
    {
        mss = size;
        assertEquals(segments * mss, fixture.send(0, segments * mss));
        for (int i = 0; i < segments; i++)
        {
            assertEquals(mss, fixture.expect(i == segments - 1 ? "P." : ".", 1 + i * mss, 1).payload().length);
        }
        fixture.expectNothing();
    }
}
