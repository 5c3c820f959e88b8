package io.fourtuple.state;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.testing.EngineFixture;

/** CLOSING: the ACK of our FIN; see {@link AnySynchronizedStateTest} for all else. */
class ClosingStateTest
{
    @ParameterizedTest(name = Cell.NAME)
    @CsvSource(delimiter = '|', textBlock = """
        FIN again, ACK of it | F. 1 2    | - | TIME_WAIT | OUT_OF_WINDOW     | FINISHED
        ACK of our FIN       | . 2 2     | - | TIME_WAIT | SEGMENTS_ACCEPTED | FINISHED
        data, ACK of our FIN | P. 2 2 10 | - | TIME_WAIT | SEGMENTS_ACCEPTED | FINISHED
        """)
    void shouldEnterTimeWait(@Cell.Row final Cell cell)
    {
        cell.check(EngineFixture::closing);
    }
}
