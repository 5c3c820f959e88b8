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
}
