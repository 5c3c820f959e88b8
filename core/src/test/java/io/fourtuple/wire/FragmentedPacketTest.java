package io.fourtuple.wire;

import static org.junit.jupiter.api.Assertions.*;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.testing.Frames;

/** The key of a packet's fragments, and the header that it gets once it is whole. */
class FragmentedPacketTest
{
    private static final int ID = 5;
    private final UnsafeBuffer memory = Frames.offHeap(new byte[1_000]);
    private final FragmentedPacket packet = new FragmentedPacket(memory.addressOffset(), 900);
    private final Segment segment = new Segment();

    @BeforeEach
    void fillMemory()
    {
        memory.setMemory(0, memory.capacity(), (byte)0xA5);
    }

    private void key(final boolean ipv6, final long source, final long destination, final int protocol)
    {
        segment.ipv6 = ipv6;
        segment.tuple.family(ipv6).local(ipv6 ? destination >> 8 : 0, destination, 0).remote(ipv6 ? source >> 8 : 0, source, 0);
        segment.protocol = protocol;
    }

    @ParameterizedTest
    @CsvSource({"false, 0x101, 0x201, 6, 5, true", "false, 0x102, 0x201, 6, 5, false", "false, 0x101, 0x202, 6, 5, false",
        "false, 0x101, 0x201, 1, 5, false", "false, 0x101, 0x201, 6, 6, false", "true, 0x101, 0x201, 6, 5, true",
        "true, 0x102, 0x201, 6, 5, false", "true, 0x101, 0x202, 6, 5, false", "true, 0x101, 0x201, 58, 5, true",
        "true, 0x101, 0x201, 6, 6, false", "true, 0x301, 0x201, 6, 5, false", "true, 0x101, 0x301, 6, 5, false"})
    void shouldKnowItsFragmentsByTheirKey(
        final boolean ipv6, final String source, final String destination, final int protocol, final int id, final boolean own)
    {
        key(ipv6, 0x101, 0x201, 6);
        packet.begin(segment, ID, 0);
        key(ipv6, Long.decode(source), Long.decode(destination), protocol);
        assertEquals(own, packet.isOf(segment, id));
        key(!ipv6, 0x101, 0x201, 6);
        assertFalse(packet.isOf(segment, ID), "other family");
    }

    /** RFC 3168 5.3: one mark is enough. */
    @ParameterizedTest
    @CsvSource({"false, 2, 2, 2", "false, 2, 3, 3", "false, 3, 2, 3", "true, 1, 1, 1", "true, 1, 3, 3", "true, 3, 1, 3"})
    void shouldKeepAMark(final boolean ipv6, final int first, final int second, final int whole)
    {
        key(ipv6, 1, 2, 6);
        packet.begin(segment, ID, 0);
        // Of a packet before: it must not count.
        packet.seen(3);
        packet.begin(segment, ID, 0);
        packet.seen(first);
        packet.seen(second);
        final byte[] header = Frames.segment(".").bytes();
        final UnsafeBuffer ip = Frames.offHeap(header);
        ip.putByte(0, (byte)(ipv6 ? 0x6A : 0x46));
        ip.putByte(1, (byte)(ipv6 ? 0xC5 | first << 4 : 0xA8 | first));
        packet.header(ip.addressOffset(), segment);
        packet.keep(0, 40, true, ip.addressOffset());
        assertTrue(packet.isWhole());
        packet.complete();
        final int at = packet.headerOffset();
        assertEquals(ipv6 ? 80 : 60, packet.lengthBytes());
        assertEquals(ipv6 ? 0x6A : 0x45, memory.getByte(at));
        assertEquals(ipv6 ? 0xC5 | whole << 4 : 0xA8 | whole, memory.getByte(at + 1) & 0xFF);
        assertTrue(ipv6 || Checksum.fold(Checksum.add(0, memory, at, 20)) == 0xFFFF);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeANetworkOf64BitsForOneSource(final boolean ipv6)
    {
        key(ipv6, 0x101, 0x201, 6);
        packet.begin(segment, ID, 0);
        key(ipv6, 0x102, 0x299, 6);
        assertEquals(ipv6, packet.isFromSameSource(segment));
        key(ipv6, 0x401, 0x201, 6);
        assertFalse(packet.isFromSameSource(segment));
        key(!ipv6, 0x101, 0x201, 6);
        assertFalse(packet.isFromSameSource(segment));
    }
}
