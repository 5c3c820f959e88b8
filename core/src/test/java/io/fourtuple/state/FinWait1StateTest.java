package io.fourtuple.state;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.testing.EngineFixture;

/** FIN_WAIT_1: the rows that no other state has; see {@link AnySynchronizedStateTest} for the others. */
class FinWait1StateTest
{
    @ParameterizedTest(name = Cell.NAME)
    @CsvSource(delimiter = '|', textBlock = """
        ACK of our FIN       | . 1 2      | -      | FIN_WAIT_2 | SEGMENTS_ACCEPTED | -
        data, ACK of our FIN | P. 1 2 10  | . 2 11 | FIN_WAIT_2 | SEGMENTS_ACCEPTED | data 10
        FIN                  | F. 1 1     | . 2 2  | CLOSING    | SEGMENTS_ACCEPTED | peer closed
        FIN, ACK of our FIN  | F. 1 2     | . 2 2  | TIME_WAIT  | SEGMENTS_ACCEPTED | peer closed, FINISHED
        data, FIN, ACK       | FP. 1 2 10 | . 2 12 | TIME_WAIT  | SEGMENTS_ACCEPTED | data 10, peer closed, FINISHED
        """)
    void shouldAnswer(@Cell.Row final Cell cell)
    {
        cell.check(EngineFixture::finWait1);
    }

    @ParameterizedTest(name = Cell.NAME)
    @CsvSource(delimiter = '|', textBlock = """
        data                 | P. 1 1 10  | R. 2 1 | none       | DATA_AFTER_CLOSE  | DATA_AFTER_CLOSE
        data, ACK of our FIN | P. 1 2 10  | R. 2 1 | none       | DATA_AFTER_CLOSE  | DATA_AFTER_CLOSE
        data seen            | P. -9 1 10 | . 2 1  | FIN_WAIT_1 | OUT_OF_WINDOW     | -
        ACK of our FIN       | . 1 2      | -      | FIN_WAIT_2 | SEGMENTS_ACCEPTED | -
        FIN                  | F. 1 1     | . 2 2  | CLOSING    | SEGMENTS_ACCEPTED | -
        FIN, ACK of our FIN  | F. 1 2     | . 2 2  | TIME_WAIT  | SEGMENTS_ACCEPTED | FINISHED
        """)
    void shouldAnswerOnceTheApplicationHasClosed(@Cell.Row final Cell cell)
    {
        cell.check(fixture -> fixture.finWait1().close());
    }
}
