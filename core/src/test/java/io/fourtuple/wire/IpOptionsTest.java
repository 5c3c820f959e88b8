package io.fourtuple.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.testing.Frames;

/** Options of IPv4 and IPv6 that a packet must not come with, and those that are stepped over. */
class IpOptionsTest
{
    private final IpCheck ipCheck = new IpCheck(LocalAddresses.all());
    private final Segment segment = new Segment();

    private String outcome(final byte[] frame)
    {
        final var refused = ipCheck.check(Frames.offHeap(frame), 0, frame.length, segment);
        return refused == null ? "ok" : refused.name();
    }

    private static byte[] bytes(final String numbers)
    {
        final byte[] bytes = new byte[numbers.split(" ").length];
        int at = 0;
        for (final String number : numbers.split(" "))
        {
            bytes[at++] = (byte)Integer.decode(number).intValue();
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        // Loose and strict source route; also where all of it was walked, and behind other options.
        "131 7 4 198 18 0 2 0,         IP_IN_SOURCE_ROUTE", "137 7 4 198 18 0 2 0,  IP_IN_SOURCE_ROUTE",
        "131 7 8 198 18 0 2 0,         IP_IN_SOURCE_ROUTE", "1 1 1 137 7 4 1 2 3 4 0 0, IP_IN_SOURCE_ROUTE",
        "7 7 4 0 0 0 0 131 3 4 0 0,    IP_IN_SOURCE_ROUTE", "148 4 0 0 131 3 4 0,   IP_IN_SOURCE_ROUTE",
        // Others: the end of the list, NOP, record route, timestamp, router alert, one that nobody knows.
        "0 131 7 4,    ok", "1 1 1 1,  ok", "7 7 4 0 0 0 0 0,  ok", "68 8 5 0 0 0 0 0,  ok", "148 4 0 0,  ok", "222 4 9 9,  ok",
        "1 1 1 0,      ok", "3 3 131 0, ok",
        // Longer than the header, or without a length.
        "7 5 4 0,      IP_IN_HDR_ERRORS", "7 0 0 0,   IP_IN_HDR_ERRORS", "7 1 0 0,  IP_IN_HDR_ERRORS",
        "1 1 1 7,      IP_IN_HDR_ERRORS", "148 4 0 0 1 1 68 255,  IP_IN_HDR_ERRORS"})
    void shouldReadTheOptionsOfIpv4(final String options, final String expected)
    {
        final byte[] plain = Frames.segment("S").payload(4).bytes();
        final byte[] added = bytes(options);
        final byte[] frame = new byte[plain.length + added.length];
        System.arraycopy(plain, 0, frame, 0, 20);
        System.arraycopy(added, 0, frame, 20, added.length);
        System.arraycopy(plain, 20, frame, 20 + added.length, plain.length - 20);
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        buffer.putByte(0, (byte)(0x45 + added.length / 4));
        buffer.putShort(2, (short)frame.length, BIG_ENDIAN);
        buffer.putShort(10, (short)0);
        Checksum.put(buffer, 10, Checksum.add(0, buffer, 0, 20 + added.length));
        assertEquals(expected, outcome(frame));
    }

    @ParameterizedTest
    @CsvSource({
        // The two highest bits: skip, discard, discard with ICMP, discard with ICMP unless multicast.
        "0x1E 4 0 0 0 0,     ok", "0x5E 4 0 0 0 0,   IP_IN_UNKNOWN_OPTIONS", "0x9E 4 0 0 0 0,  IP_IN_UNKNOWN_OPTIONS",
        "0xDE 4 0 0 0 0,     IP_IN_UNKNOWN_OPTIONS",
        // Pads, router alert, jumbo payload, home address; one behind others.
        "0 0 0 0 0 0,        ok", "1 4 0 0 0 0,      ok", "1 0 1 2 0 0,      ok", "5 2 0 0 1 0,  ok", "0x3E 0 0x3E 0 1 0, ok",
        "0xC2 4 0 0 9 9,     IP_IN_UNKNOWN_OPTIONS", "0xC9 4 0 0 0 0,  IP_IN_UNKNOWN_OPTIONS",
        "0 1 1 0 0x41 0,     IP_IN_UNKNOWN_OPTIONS", "5 2 0 0 0 0x80,  IP_IN_UNKNOWN_OPTIONS",
        "1 0 1 8 0 0 0 0 0 0 0 0 0x7E 0,  IP_IN_UNKNOWN_OPTIONS",
        // Longer than the header, or cut off before its length.
        "1 5 0 0 0 0,        IP_IN_EXT_HDR_ERRORS", "0 0 0 0 0 1,    IP_IN_EXT_HDR_ERRORS", "5 255 0 0 0 0,  IP_IN_EXT_HDR_ERRORS"})
    void shouldReadTheOptionsOfIpv6(final String options, final String expected)
    {
        for (final int header : new int[]{0, 60})
        {
            final byte[] plain =
                Frames.segment("S").from(Endpoint.of("2001:db8::9", 40_000)).to(Endpoint.of("2001:db8::2", 80)).bytes();
            final byte[] added = bytes(options);
            final byte[] frame = new byte[plain.length + 2 + added.length];
            System.arraycopy(plain, 0, frame, 0, 40);
            frame[6] = (byte)header;
            frame[40] = IpDescriptor.PROTOCOL_TCP;
            frame[41] = (byte)((added.length + 2) / 8 - 1);
            System.arraycopy(added, 0, frame, 42, added.length);
            System.arraycopy(plain, 40, frame, 42 + added.length, plain.length - 40);
            new UnsafeBuffer(frame).putShort(4, (short)(frame.length - 40), BIG_ENDIAN);
            assertEquals(expected, outcome(frame), "header=" + header + " " + Arrays.toString(added));
        }
    }
}
