package io.fourtuple.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ChecksumTest
{
    /** RFC 1071 3: the words 0001 f203 f4f5 f6f7 add up to ddf2. */
    @Test
    void shouldAddUpTheExampleOfTheRfc()
    {
        final byte[] bytes = {0x00, 0x01, (byte)0xF2, 0x03, (byte)0xF4, (byte)0xF5, (byte)0xF6, (byte)0xF7};
        final int swapped = Checksum.fold(Checksum.add(0, new UnsafeBuffer(bytes), 0, bytes.length));
        assertEquals(0xDDF2, Short.reverseBytes((short)swapped) & 0xFFFF);
    }

    @Test
    void shouldAgreeWithTheNaiveSumAtAnyOffsetAndLength()
    {
        final SplittableRandom random = new SplittableRandom(9);
        final byte[] bytes = new byte[200];
        for (int round = 0; round < 20_000; round++)
        {
            random.nextBytes(bytes);
            if (round % 3 == 0)
            {
                java.util.Arrays.fill(bytes, (byte)0xFF);
            }
            final int offset = random.nextInt(40);
            final int length = random.nextInt(150);
            final int first = random.nextInt(length / 2 + 1) * 2;
            final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
            final long sum = Checksum.add(Checksum.add(0, buffer, offset, first), buffer, offset + first, length - first);
            assertEquals(naive(bytes, offset, length) % 0xFFFF,
                (Short.reverseBytes((short)Checksum.fold(sum)) & 0xFFFF) % 0xFFFF, "offset=" + offset + " length=" + length);
        }
    }

    @Test
    void shouldCoverWhatItWrites()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        new SplittableRandom(2).nextBytes(buffer.byteArray());
        buffer.putShort(10, (short)0);
        Checksum.put(buffer, 10, Checksum.add(0, buffer, 0, 64));
        assertEquals(0xFFFF, Checksum.fold(Checksum.add(0, buffer, 0, 64)));
    }

    private static int naive(final byte[] bytes, final int offset, final int length)
    {
        long sum = 0;
        for (int i = 0; i < length; i++)
        {
            sum += (bytes[offset + i] & 0xFF) << ((i & 1) == 0 ? 8 : 0);
        }
        while (sum >>> 16 != 0)
        {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int)sum;
    }
}
