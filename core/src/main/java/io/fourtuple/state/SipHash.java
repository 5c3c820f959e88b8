package io.fourtuple.state;

/** SipHash-2-4 (Aumasson, Bernstein 2012), fed by whole words; for ISNs, which must not be guessed (RFC 6528 3). */
final class SipHash
{
    private final long key0;
    private final long key1;
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    SipHash(final long key0, final long key1)
    {
        this.key0 = key0;
        this.key1 = key1;
    }

    SipHash start()
    {
        v0 = key0 ^ 0x736f6d6570736575L;
        v1 = key1 ^ 0x646f72616e646f6dL;
        v2 = key0 ^ 0x6c7967656e657261L;
        v3 = key1 ^ 0x7465646279746573L;
        return this;
    }

    /** Adds eight bytes, the first one lowest. */
    SipHash add(final long word)
    {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
        return this;
    }

    /**
     * @param last the bytes left over, 0 to 7, with the whole length modulo 256 in the highest byte.
     * @return the hash.
     */
    long finish(final long last)
    {
        add(last);
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
