package io.fourtuple.wire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The Internet checksum (RFC 1071), eight bytes at a time. Sums are kept in the machine's byte order, which RFC 1071
 * 2(B) allows, and are written back in the same order, so that nothing is ever swapped.
 */
public final class Checksum
{
    private Checksum()
    {
    }

    /**
     * Adds a range to a sum. A range of odd length must be the last one.
     *
     * @param sum of the ranges before, 0 at first.
     * @return the new sum, to be {@linkplain #fold(long) folded}.
     */
    public static long add(final long sum, final DirectBuffer buffer, final int offset, final int length)
    {
        if (UnsafeBuffer.SHOULD_BOUNDS_CHECK)
        {
            buffer.boundsCheck(offset, length);
        }
        if (buffer.byteArray() == null)
        {
            return add(sum, buffer.addressOffset() + offset, length);
        }
        long total = sum;
        for (int i = 0; i < length; i++)
        {
            final int value = buffer.getByte(offset + i) & 0xFF;
            total += (i & 1) == 0 == NetworkBytes.IS_LITTLE_ENDIAN ? value : value << 8;
        }
        return total;
    }

    /**
     * Adds a range off the heap to a sum. A range of odd length must be the last one.
     *
     * @param sum of the ranges before, 0 at first.
     * @return the new sum, to be {@linkplain #fold(long) folded}.
     */
    public static long add(final long sum, final long address, final int length)
    {
        long total = sum;
        long at = address;
        int left = length;
        while (left >= 32)
        {
            total = total + add8(at) + add8(at + 8) + (add8(at + 16) + add8(at + 24));
            at += 32;
            left -= 32;
        }
        while (left >= 8)
        {
            total += add8(at);
            at += 8;
            left -= 8;
        }
        if ((left & 4) != 0)
        {
            total += UnsafeApi.getInt(at) & 0xFFFF_FFFFL;
            at += 4;
        }
        if ((left & 2) != 0)
        {
            total += UnsafeApi.getShort(at) & 0xFFFF;
            at += 2;
        }
        if ((left & 1) != 0)
        {
            final int last = UnsafeApi.getByte(at) & 0xFF;
            total += NetworkBytes.IS_LITTLE_ENDIAN ? last : last << 8;
        }
        return total;
    }

    private static long add8(final long address)
    {
        return halves(UnsafeApi.getLong(address));
    }

    /** The sum of the two halves of eight bytes, as loaded. */
    static long halves(final long word)
    {
        return (word & 0xFFFF_FFFFL) + (word >>> 32);
    }

    /**
     * Adds the rest of the pseudo header after the addresses: upper-layer length and protocol (RFC 9293 3.1, RFC 8200 8.1).
     *
     * @param sum      of the addresses.
     * @param length   of the upper-layer packet in bytes.
     * @param protocol its number.
     * @return the new sum.
     */
    public static long addPseudo(final long sum, final int length, final int protocol)
    {
        return NetworkBytes.IS_LITTLE_ENDIAN ?
            sum + (Integer.reverseBytes(length) & 0xFFFF_FFFFL) + (protocol << 8) : sum + length + protocol;
    }

    /** @return the sum folded to 16 bits, not complemented; 0xFFFF for a range with a valid checksum in it. */
    public static int fold(final long sum)
    {
        // Both halves of the word added, then both halves of that: the carry of each step comes back at its low end.
        final int half = (int)(sum + Long.rotateLeft(sum, 32) >>> 32);
        return half + Integer.rotateLeft(half, 16) >>> 16;
    }

    /**
     * Writes the complement of a sum as the checksum field.
     *
     * @param sum of everything the checksum covers, with the field itself as 0.
     */
    public static void put(final MutableDirectBuffer buffer, final int offset, final long sum)
    {
        buffer.putShort(offset, (short)~fold(sum));
    }
}
