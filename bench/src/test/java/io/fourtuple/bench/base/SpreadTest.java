package io.fourtuple.bench.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SpreadTest
{
    @Test
    void shouldTellMedianAndExtremes()
    {
        assertEquals(new Spread(2, 1, 9), Spread.of(9, 1, 2));
        assertEquals(new Spread(2.5, 1, 4), Spread.of(4, 3, 2, 1));
        assertEquals(new Spread(3, 1, 9), Spread.of(1, 2, 4, 9));
        assertEquals("2.0 [1.0..9.0]", Spread.of(9, 1, 2).text(1));
    }
}
