package io.fourtuple.packetdrill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions of assertions mean what they mean in Python, on integers. */
class ExpressionTest
{
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ten == 10              | true",
        "ten != 10              | false",
        "ten == 9 or ten == 10  | true",
        "1 or 0 and 0           | true",
        "(1 or 0) and 0         | false",
        "not ten == 9           | true",
        "not (ten == 10)        | false",
        "2 + 3 * 4 == 14        | true",
        "(2 + 3) * 4 == 20      | true",
        "7 - 2 - 1 == 4         | true",
        "-7 // 2 == -4          | true",
        "-7 % 3 == 2            | true",
        "1 < 2 < 3              | true",
        "1 < 3 < 2              | false",
        "3 >= 3 and 3 <= 3      | true",
        "3 > 3                  | false",
        "0x10 == 16             | true",
        "6 & 3 == 2             | true",
        "ten == 10 && ten > 9   | true",
        "ten == 10, ten         | true",
        "ten                    | true",
        "0                      | false"})
    void shouldMeanWhatPythonMeans(final String text, final boolean expected)
    {
        assertEquals(expected, new Expression(text, name -> 10).holds(), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ten ==", "(ten", "ten 10", "ten == 10 ?", "1 / 0", ")", "== 3"})
    void shouldRefuseWhatIsNone(final String text)
    {
        assertThrows(IllegalArgumentException.class, () -> new Expression(text, name -> 10).holds());
    }
}
