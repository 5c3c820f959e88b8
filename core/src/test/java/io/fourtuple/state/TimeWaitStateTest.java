package io.fourtuple.state;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.testing.EngineFixture;

/** TIME_WAIT by the default policy. */
class TimeWaitStateTest
{
    @ParameterizedTest(name = Cell.NAME)
    @CsvSource(delimiter = '|', textBlock = """
        SYN beyond RCV.NXT   | S 100 0    | S. * 101 | SYN_RCVD  | SYN_QUEUED         | -
        SYN at RCV.NXT       | S 2 0      | -        | TIME_WAIT | TIME_WAIT_SYN_DROP | -
        old SYN              | S 0 0      | -        | TIME_WAIT | TIME_WAIT_SYN_DROP | -
        SYN and ACK          | S. 0 1     | . 2 2    | TIME_WAIT | WRONG_STATE        | -
        SYN and FIN          | SF 100 0   | . 2 2    | TIME_WAIT | WRONG_STATE        | -
        ACK of our FIN again | . 2 2      | -        | TIME_WAIT | SEGMENTS_ACCEPTED  | -
        ACK otherwise        | . 2 1      | . 2 2    | TIME_WAIT | WRONG_STATE        | -
        ACK of nothing       | . 2 3      | . 2 2    | TIME_WAIT | WRONG_STATE        | -
        ACK outside          | . 70000 2  | . 2 2    | TIME_WAIT | WRONG_STATE        | -
        data                 | P. 2 2 10  | . 2 2    | TIME_WAIT | WRONG_STATE        | -
        data seen            | P. -9 2 10 | . 2 2    | TIME_WAIT | WRONG_STATE        | -
        data without ACK     | P 2 0 10   | -        | TIME_WAIT | ACK_MISSING        | -
        FIN without ACK      | F 1 0      | -        | TIME_WAIT | ACK_MISSING        | -
        FIN again            | F. 1 2     | . 2 2    | TIME_WAIT | SEGMENTS_ACCEPTED  | -
        another FIN          | F. 2 2     | . 2 2    | TIME_WAIT | WRONG_STATE        | -
        RST exact            | R 2 0      | -        | TIME_WAIT | TIME_WAIT_RST_DROP | -
        RST in window        | R 100 0    | -        | TIME_WAIT | TIME_WAIT_RST_DROP | -
        RST outside          | R 70000 0  | -        | TIME_WAIT | TIME_WAIT_RST_DROP | -
        SYN and RST          | SR 100 0   | -        | TIME_WAIT | TIME_WAIT_RST_DROP | -
        no flags             | - 2 0      | -        | TIME_WAIT | ACK_MISSING        | -
        """)
    void shouldAnswer(@Cell.Row final Cell cell)
    {
        cell.check(EngineFixture::timeWait);
    }
}
