package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.Frames;

/** SYNs and packets that nobody who means well sends, or that are laid out as few are: dropped, or read rightly. */
class SuspectSynTest
{
    private static final int PORT = 80;

    @ParameterizedTest
    @CsvSource({
        "224.0.0.1, IP_IN_BAD_SOURCE", "239.255.255.255, IP_IN_BAD_SOURCE", "255.255.255.255, IP_IN_BAD_SOURCE",
        "240.0.0.1, IP_IN_BAD_SOURCE", "0.0.0.0, IP_IN_BAD_SOURCE", "0.1.2.3, IP_IN_BAD_SOURCE",
        "127.0.0.1, IP_IN_BAD_SOURCE", "127.255.0.1, IP_IN_BAD_SOURCE", "198.18.0.2, IP_IN_LAND",
        "ff02::1, IP_IN_BAD_SOURCE", "ff0e::1, IP_IN_BAD_SOURCE", "::, IP_IN_BAD_SOURCE", "::1, IP_IN_BAD_SOURCE",
        "::ffff:0:1, IP_IN_BAD_SOURCE", "2001:db8::2, IP_IN_LAND"})
    void shouldDropSynFrom(final String source, final Counter outcome)
    {
        final EngineFixture fixture = EngineFixture.of(source.contains(":")).listen();
        final Endpoint from = source.equals("::ffff:0:1") ? new Endpoint(6, 0, 0xFFFF_0000_0001L, 40_000) :
            Endpoint.of(source, 40_000);
        assertDropped(fixture, fixture.segment("S", 0, 0).from(from), outcome);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "224.0.0.1", "255.255.255.255", "0.0.0.0", "127.0.0.1", "240.0.0.1", "ff02::1", "::", "::1"})
    void shouldDropSynTo(final String destination)
    {
        final EngineFixture fixture = EngineFixture.of(destination.contains(":")).listen();
        assertDropped(fixture, fixture.segment("S", 0, 0).to(Endpoint.of(destination, PORT)),
            Counter.IP_IN_ADDR_ERRORS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDropLandAlsoWithPortsEqual(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        assertDropped(fixture, fixture.segment("S", 0, 0).from(fixture.local), Counter.IP_IN_LAND);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDropPortZero(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).listen();
        final Endpoint peer = fixture.peer;
        final Endpoint local = fixture.local;
        final Endpoint noPeerPort = new Endpoint(peer.family(), peer.hi(), peer.lo(), 0);
        final Endpoint noLocalPort = new Endpoint(local.family(), local.hi(), local.lo(), 0);
        assertDropped(fixture, fixture.segment("S", 0, 0).from(noPeerPort), Counter.TCP_IN_PORT_ZERO);
        fixture.inject(fixture.segment("S", 0, 0).to(noLocalPort)).expectNothing();
        assertEquals(2, fixture.counter(Counter.TCP_IN_PORT_ZERO));
        fixture.assertCountersAddUp();
    }

    @Test
    void shouldReadSynBehindIpv4Options()
    {
        final EngineFixture fixture = EngineFixture.ipv4().listen();
        final byte[] plain = fixture.segment("S", 0, 0).mss(1_000).bytes();
        // IHL 7: two words of NOPs between the IP header and the TCP header.
        final byte[] frame = withInserted(plain, 20, 8, (byte)1);
        frame[0] = 0x47;
        frame[3] = (byte)frame.length;
        putIpv4Checksum(frame, 28);
        fixture.inject(frame);
        assertEquals("S.", fixture.sent().flags());
        assertEquals(1, fixture.counter(Counter.SYN_QUEUED));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 60, 43, 51, 44})
    void shouldReadSynBehindIpv6ExtensionHeader(final int header)
    {
        final EngineFixture fixture = EngineFixture.ipv6().listen();
        final int length = header == 51 ? 16 : 8;
        final byte[] frame = withInserted(fixture.segment("S", 0, 0).bytes(), 40, length, (byte)0);
        frame[5] += (byte)length;
        frame[6] = (byte)header;
        frame[40] = 6;
        frame[41] = (byte)(header == 51 ? 2 : 0);
        fixture.inject(frame);
        assertEquals("S.", fixture.sent().flags());
        assertEquals(1, fixture.counter(Counter.SYN_QUEUED));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldIgnoreWhatLiesBehindThePacket(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        final byte[] packet = fixture.segment("P.", 1, 1).payload(10).bytes();
        fixture.inject(withInserted(packet, packet.length, 26, (byte)0x5A));
        fixture.expect(".", 1, 11);
        assertEquals(10, fixture.handler.received.size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDropPacketLongerThanItsFrame(final boolean ipv6)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6).established();
        final byte[] packet = fixture.segment("P.", 1, 1).payload(10).bytes();
        fixture.inject(java.util.Arrays.copyOf(packet, packet.length - 1)).expectNothing();
        assertEquals(1, fixture.counter(Counter.IP_IN_TRUNCATED));
        assertEquals(0, fixture.handler.received.size());
        fixture.assertCountersAddUp();
    }

    private static void assertDropped(final EngineFixture fixture, final Frames frames, final Counter outcome)
    {
        fixture.inject(frames).expectNothing();
        assertEquals(1, fixture.counter(outcome), fixture.counters::toString);
        assertEquals(0, fixture.counter(Counter.CURR_OPEN));
        fixture.assertCountersAddUp();
    }

    private static byte[] withInserted(final byte[] frame, final int at, final int count, final byte value)
    {
        final byte[] longer = new byte[frame.length + count];
        java.util.Arrays.fill(longer, value);
        System.arraycopy(frame, 0, longer, 0, at);
        System.arraycopy(frame, at, longer, at + count, frame.length - at);
        return longer;
    }

    private static void putIpv4Checksum(final byte[] frame, final int headerLength)
    {
        final var buffer = new org.agrona.concurrent.UnsafeBuffer(frame);
        buffer.putShort(10, (short)0);
        io.fourtuple.wire.Checksum.put(buffer, 10, io.fourtuple.wire.Checksum.add(0, buffer, 0, headerLength));
    }
}
