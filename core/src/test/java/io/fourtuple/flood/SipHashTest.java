package io.fourtuple.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The published vectors: key 00 01 .. 0f, message 00 01 .. of n bytes. */
class SipHashTest
{
    private final SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    @Test
    void shouldHashEightBytes()
    {
        assertEquals(0x93f5f5799a932462L, hash.hash(0x0706050403020100L, 8L << 56));
    }

    @Test
    void shouldHashFifteenBytes()
    {
        assertEquals(0xa129ca6149be45e5L, hash.hash(0x0706050403020100L, 15L << 56 | 0x0e0d0c0b0a0908L));
    }

    @Test
    void shouldHashThirtyTwoBytes()
    {
        assertEquals(0x7127512f72f27cceL, hash.hash(
            0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0x1716151413121110L, 0x1f1e1d1c1b1a1918L, 32L << 56));
    }

    @Test
    void shouldHashThirtySixBytes()
    {
        assertEquals(0x314dffbe0815a3b4L, hash.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0x1716151413121110L,
            0x1f1e1d1c1b1a1918L, 36L << 56 | 0x23222120L));
    }

    @Test
    void shouldHashWithAKeyThatIsGiven()
    {
        final long key0 = 0x0706050403020100L;
        final long key1 = 0x0f0e0d0c0b0a0908L;
        final long first = 0x0706050403020100L;
        final long second = 0x0f0e0d0c0b0a0908L;
        final long third = 0x1716151413121110L;
        final long fourth = 0x1f1e1d1c1b1a1918L;
        final long fifth = 0x2726252423222120L;
        assertEquals(0x93f5f5799a932462L, SipHash.keyed(key0, key1, first, 8L << 56));
        assertEquals(0x3f2acc7f57c29bdbL, SipHash.keyed(key0, key1, first, second, 16L << 56));
        assertEquals(0xa80c038ccd5ccec8L, SipHash.keyed(key0, key1, first, second, 23L << 56 | 0x16151413121110L));
        assertEquals(0x7127512f72f27cceL, SipHash.keyed(key0, key1, first, second, third, fourth, 32L << 56));
        assertEquals(0xad0c42d6fc585992L,
            SipHash.keyed(key0, key1, first, second, third, fourth, fifth, 41L << 56 | 0x28));
        assertEquals(0xd06c98cd5c0975ebL,
            SipHash.keyed(key0, key1, first, second, third, fourth, fifth, 47L << 56 | 0x2e2d2c2b2a2928L));
    }
}
