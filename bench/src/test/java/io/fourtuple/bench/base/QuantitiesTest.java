package io.fourtuple.bench.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest
{
    @ParameterizedTest
    @CsvSource({"0, 0", "250, 250", "10k, 10000", "10m, 10000000", "2M, 2000000", "1.5m, 1500000", "2g, 2000000000"})
    void shouldReadCounts(final String text, final long expected)
    {
        assertEquals(expected, Quantities.count(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "m10", "1.5", "1.0005k", "1e3"})
    void shouldRefuseWhatIsNoCount(final String text)
    {
        assertThrows(IllegalArgumentException.class, () -> Quantities.count(text));
    }
}
