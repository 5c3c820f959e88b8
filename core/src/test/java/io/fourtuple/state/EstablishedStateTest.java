package io.fourtuple.state;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.testing.EngineFixture;

/** ESTABLISHED: the rows that no other state has; see {@link AnySynchronizedStateTest} for the others. */
class EstablishedStateTest
{
    @ParameterizedTest(name = Cell.NAME)
    @CsvSource(delimiter = '|', textBlock = """
        FIN          | F. 1 1     | . 1 2  | CLOSE_WAIT | SEGMENTS_ACCEPTED | peer closed
        data and FIN | FP. 1 1 10 | . 1 12 | CLOSE_WAIT | SEGMENTS_ACCEPTED | data 10, peer closed
        """)
    void shouldAnswer(@Cell.Row final Cell cell)
    {
        cell.check(EngineFixture::established);
    }
}
