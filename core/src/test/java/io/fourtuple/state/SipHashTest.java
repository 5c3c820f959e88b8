package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The published vectors: key 00 01 .. 0f, message 00 01 .. of n bytes. */
class SipHashTest
{
    private final SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    @Test
    void shouldHashNothing()
    {
        assertEquals(0x726fdb47dd0e0e31L, hash.start().finish(0));
    }

    @Test
    void shouldHashFifteenBytes()
    {
        assertEquals(0xa129ca6149be45e5L, hash.start().add(0x0706050403020100L).finish(15L << 56 | 0x0e0d0c0b0a0908L));
    }

    @Test
    void shouldBeginAnewWithEachStart()
    {
        hash.start().add(1).finish(2);
        assertEquals(0x726fdb47dd0e0e31L, hash.start().finish(0));
    }
}
