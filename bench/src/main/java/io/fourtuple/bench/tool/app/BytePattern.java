package io.fourtuple.bench.tool.app;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Bytes that say where they belong: the pattern repeats after 251 * 257 bytes, which no segment size divides, so that
 * bytes lost, doubled or out of order show when compared.
 */
public final class BytePattern
{
    /** The pattern repeats after as many bytes. */
    public static final int PERIOD = 251 * 257;

    private static final UnsafeBuffer BYTES = new UnsafeBuffer(new byte[2 * PERIOD]);

    static
    {
        for (int i = 0; i < BYTES.capacity(); i++)
        {
            BYTES.putByte(i, at(i));
        }
    }

    private BytePattern()
    {
    }

    /** @return the byte at a position in the stream, from 0. */
    public static byte at(final long position)
    {
        return (byte)(position % 251 ^ position / 251 % 257);
    }

    /**
     * @return a buffer that holds the pattern twice; a stream's byte {@code n} lies at {@code n % PERIOD}, and at least
     * {@link #PERIOD} bytes of the stream from there on.
     */
    public static DirectBuffer buffer()
    {
        return BYTES;
    }
}
