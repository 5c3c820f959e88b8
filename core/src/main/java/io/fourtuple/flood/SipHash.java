package io.fourtuple.flood;

/**
 * SipHash-2-4 (Aumasson, Bernstein 2012), fed by whole words; for cookies and ISNs, which must not be guessed
 * (RFC 6528 3).
 */
public final class SipHash
{
    /** Finalization constant, XORed in behind the last word. */
    private static final int END = 0xFF;

    private final long key0;
    private final long key1;

    public SipHash(final long key0, final long key1)
    {
        this.key0 = key0;
        this.key1 = key1;
    }

    /**
     * Hashes 8 to 15 bytes.
     *
     * @param first the first eight, the first one lowest.
     * @param last  the others, with the whole length in the highest byte.
     * @return the hash.
     */
    public long hash(final long first, final long last)
    {
        return keyed(key0, key1, first, last);
    }

    /**
     * Hashes 16 to 23 bytes.
     *
     * @return the hash.
     */
    public long hash(final long first, final long second, final long last)
    {
        return keyed(key0, key1, first, second, last);
    }

    /**
     * Hashes 32 to 39 bytes.
     *
     * @return the hash.
     */
    public long hash(final long first, final long second, final long third, final long fourth, final long last)
    {
        return keyed(key0, key1, first, second, third, fourth, last);
    }

    /** Hashes 8 to 15 bytes with a key that may change, which makes no garbage. */
    static long keyed(final long key0, final long key1, final long first, final long last)
    {
        return hash(key0, key1, 2, first, last, 0, 0, 0, 0);
    }

    /** Hashes 16 to 23 bytes. */
    static long keyed(final long key0, final long key1, final long first, final long second, final long last)
    {
        return hash(key0, key1, 3, first, second, last, 0, 0, 0);
    }

    /** Hashes 32 to 39 bytes. */
    static long keyed(
        final long key0,
        final long key1,
        final long first,
        final long second,
        final long third,
        final long fourth,
        final long last)
    {
        return hash(key0, key1, 5, first, second, third, fourth, last, 0);
    }

    /** Hashes 40 to 47 bytes. */
    static long keyed(
        final long key0,
        final long key1,
        final long first,
        final long second,
        final long third,
        final long fourth,
        final long fifth,
        final long last)
    {
        return hash(key0, key1, 6, first, second, third, fourth, fifth, last);
    }

    /**
     * All in local variables: an object for the state becomes garbage where the JIT inlines only some of its methods. The
     * words move up from one pass to the next; the four rounds at the end are the passes of two words of 0.
     */
    private static long hash(
        final long key0,
        final long key1,
        final int words,
        final long first,
        final long second,
        final long third,
        final long fourth,
        final long fifth,
        final long sixth)
    {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        long w0 = first;
        long w1 = second;
        long w2 = third;
        long w3 = fourth;
        long w4 = fifth;
        long w5 = sixth;
        for (int left = words + 1; left >= 0; left--)
        {
            v3 ^= w0;
            for (int round = 0; round < 2; round++)
            {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= w0;
            v2 ^= left == 2 ? END : 0;
            w0 = w1;
            w1 = w2;
            w2 = w3;
            w3 = w4;
            w4 = w5;
            w5 = 0;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
