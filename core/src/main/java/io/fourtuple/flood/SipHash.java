package io.fourtuple.flood;

/**
 * SipHash-2-4 (Aumasson, Bernstein 2012), fed by whole words; for cookies and ISNs, which must not be guessed
 * (RFC 6528 3).
 */
public final class SipHash
{
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
        final State state = new State(key0, key1);
        return state.add(first).add(last).finish();
    }

    /** Hashes 16 to 23 bytes. */
    static long keyed(final long key0, final long key1, final long first, final long second, final long last)
    {
        final State state = new State(key0, key1);
        return state.add(first).add(second).add(last).finish();
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
        final State state = new State(key0, key1);
        return state.add(first).add(second).add(third).add(fourth).add(last).finish();
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
        final State state = new State(key0, key1);
        return state.add(first).add(second).add(third).add(fourth).add(fifth).add(last).finish();
    }

    /** Lives in registers: it never leaves the method that made it. */
    private static final class State
    {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(final long key0, final long key1)
        {
            v0 = key0 ^ 0x736f6d6570736575L;
            v1 = key1 ^ 0x646f72616e646f6dL;
            v2 = key0 ^ 0x6c7967656e657261L;
            v3 = key1 ^ 0x7465646279746573L;
        }

        State add(final long word)
        {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
            return this;
        }

        long finish()
        {
            v2 ^= 0xFF;
            round();
            round();
            round();
            round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round()
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
    }
}
