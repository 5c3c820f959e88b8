package io.fourtuple.wire;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The Internet checksum (RFC 1071), eight bytes at a time. Sums are kept with the bytes of each 16-bit word swapped,
 * which RFC 1071 2(B) allows, and are written back in the same order, so that nothing is ever swapped.
 */
public final class Checksum
{
    private Checksum()
    {
    }

    /**
     * Adds a range to a sum. A range of odd length must be the last one.
     *
     * @param sum of what came before, 0 at first.
     * @return the new sum, to be {@linkplain #fold(long) folded}.
     */
    public static long add(final long sum, final DirectBuffer buffer, final int offset, final int length)
    {
        long total = sum;
        int index = offset;
        final int end = offset + length;
        for (; index <= end - 8; index += 8)
        {
            final long word = buffer.getLong(index, LITTLE_ENDIAN);
            total += (word & 0xFFFF_FFFFL) + (word >>> 32);
        }
        if (index <= end - 4)
        {
            total += buffer.getInt(index, LITTLE_ENDIAN) & 0xFFFF_FFFFL;
            index += 4;
        }
        if (index <= end - 2)
        {
            total += buffer.getShort(index, LITTLE_ENDIAN) & 0xFFFF;
            index += 2;
        }
        if (index < end)
        {
            total += buffer.getByte(index) & 0xFF;
        }
        return total;
    }

    /**
     * Adds what the pseudo header has besides the addresses: upper-layer length and protocol (RFC 9293 3.1, RFC 8200 8.1).
     *
     * @param sum      of the addresses.
     * @param length   of the upper-layer packet in bytes.
     * @param protocol its number.
     * @return the new sum.
     */
    public static long addPseudo(final long sum, final int length, final int protocol)
    {
        return sum + (Integer.reverseBytes(length) & 0xFFFF_FFFFL) + (protocol << 8);
    }

    /**
     * @return the sum folded to 16 bits, not complemented; 0xFFFF for a range with a valid checksum in it.
     */
    public static int fold(final long sum)
    {
        long folded = (sum & 0xFFFF_FFFFL) + (sum >>> 32);
        folded = (folded & 0xFFFF) + (folded >>> 16);
        folded = (folded & 0xFFFF) + (folded >>> 16);
        folded = (folded & 0xFFFF) + (folded >>> 16);
        return (int)folded;
    }

    /**
     * Writes the complement of a sum as the checksum field.
     *
     * @param sum of everything the checksum covers, with the field itself as 0.
     */
    public static void put(final MutableDirectBuffer buffer, final int offset, final long sum)
    {
        buffer.putShort(offset, (short)~fold(sum), LITTLE_ENDIAN);
    }
}
