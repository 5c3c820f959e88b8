package io.fourtuple.state;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.testing.EngineFixture;

/** FIN_WAIT_2: the rows that no other state has; see {@link AnySynchronizedStateTest} for the others. */
class FinWait2StateTest
{
    @ParameterizedTest(name = Cell.NAME)
    @CsvSource(delimiter = '|', textBlock = """
        FIN          | F. 1 2     | . 2 2  | TIME_WAIT | SEGMENTS_ACCEPTED | peer closed, FINISHED
        data and FIN | FP. 1 2 10 | . 2 12 | TIME_WAIT | SEGMENTS_ACCEPTED | data 10, peer closed, FINISHED
        """)
    void shouldAnswer(@Cell.Row final Cell cell)
    {
        cell.check(EngineFixture::finWait2);
    }

    @ParameterizedTest(name = Cell.NAME)
    @CsvSource(delimiter = '|', textBlock = """
        data         | P. 1 2 10  | R. 2 1 | none      | DATA_AFTER_CLOSE  | DATA_AFTER_CLOSE
        data and FIN | FP. 1 2 10 | R. 2 1 | none      | DATA_AFTER_CLOSE  | DATA_AFTER_CLOSE
        FIN          | F. 1 2     | . 2 2  | TIME_WAIT | SEGMENTS_ACCEPTED | FINISHED
        """)
    void shouldAnswerOnceTheApplicationHasClosed(@Cell.Row final Cell cell)
    {
        cell.check(fixture -> fixture.finWait2().close());
    }
}
