package io.fourtuple.testing;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.util.Arrays;

import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.wire.Checksum;

/** Cuts an IP packet without options or extension headers into fragments, as a router (IPv4) or its sender (IPv6) does. */
public final class Fragments
{
    private static final int FRAGMENT = 44;

    private Fragments()
    {
    }

    /**
     * @param packet whole.
     * @param id     that its fragments share.
     * @param from   where the fragment begins in the payload.
     * @param to     where it ends.
     * @return the fragment; the last one if {@code to} is the payload's end.
     */
    public static byte[] cut(final byte[] packet, final int id, final int from, final int to)
    {
        return of(packet, id, from, Arrays.copyOfRange(packet, header(packet) + from, header(packet) + to),
            header(packet) + to < packet.length);
    }

    /** A fragment of any bytes. */
    public static byte[] of(final byte[] packet, final int id, final int from, final byte[] data, final boolean more)
    {
        final boolean ipv6 = packet[0] >> 4 == 6;
        final int header = ipv6 ? 48 : 20;
        final byte[] frame = Arrays.copyOf(packet, header + data.length);
        System.arraycopy(data, 0, frame, header, data.length);
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        if (ipv6)
        {
            buffer.putShort(4, (short)(8 + data.length), BIG_ENDIAN);
            buffer.putByte(6, (byte)FRAGMENT);
            buffer.putShort(40, (short)((packet[6] & 0xFF) << 8), BIG_ENDIAN);
            buffer.putShort(42, (short)(from | (more ? 1 : 0)), BIG_ENDIAN);
            buffer.putInt(44, id, BIG_ENDIAN);
        }
        else
        {
            buffer.putShort(2, (short)frame.length, BIG_ENDIAN);
            buffer.putShort(4, (short)id, BIG_ENDIAN);
            buffer.putShort(6, (short)(from / 8 | (more ? 0x2000 : 0)), BIG_ENDIAN);
            putIpChecksum(frame);
        }
        return frame;
    }

    /** Sets the ECN field (RFC 3168 5). */
    public static byte[] ecn(final byte[] frame, final int codepoint)
    {
        if (frame[0] >> 4 == 6)
        {
            frame[1] = (byte)(frame[1] & 0xCF | codepoint << 4);
        }
        else
        {
            frame[1] = (byte)(frame[1] & 0xFC | codepoint);
            putIpChecksum(frame);
        }
        return frame;
    }

    private static void putIpChecksum(final byte[] frame)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        buffer.putShort(10, (short)0);
        Checksum.put(buffer, 10, Checksum.add(0, buffer, 0, 20));
    }

    private static int header(final byte[] packet)
    {
        return packet[0] >> 4 == 6 ? 40 : 20;
    }
}
