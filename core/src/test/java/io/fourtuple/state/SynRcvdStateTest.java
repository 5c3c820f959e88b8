package io.fourtuple.state;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.testing.EngineFixture;

/** SYN_RCVD: each segment after our SYN-ACK, which a listener or both ends at once have asked for. */
class SynRcvdStateTest
{
    @ParameterizedTest(name = Cell.NAME)
    @CsvSource(delimiter = '|', textBlock = """
        same SYN              | S 0 0     | S. 0 1 | SYN_RCVD    | SEGMENTS_ACCEPTED | -
        another SYN in window | S 100 0   | -      | none        | SYN_CHALLENGED    | -
        another SYN outside   | S 70000 0 | . 1 1  | SYN_RCVD    | SYN_CHALLENGED    | -
        SYN and ACK           | S. 0 1    | . 1 1  | SYN_RCVD    | SYN_CHALLENGED    | -
        ACK of our SYN        | . 1 1     | -      | ESTABLISHED | SEGMENTS_ACCEPTED | established
        ACK of nothing        | . 1 2     | R 2    | SYN_RCVD    | ACK_UNACCEPTABLE  | -
        old ACK               | . 1 0     | R 0    | SYN_RCVD    | ACK_UNACCEPTABLE  | -
        ACK outside           | . 70000 1 | . 1 1  | SYN_RCVD    | OUT_OF_WINDOW     | -
        data                  | P. 1 1 10 | . 1 11 | ESTABLISHED | SEGMENTS_ACCEPTED | established, data 10
        data ahead            | P. 9 1 10 | . 1 1  | ESTABLISHED | OFO_QUEUE         | established
        data without ACK      | P 1 0 10  | -      | SYN_RCVD    | ACK_MISSING       | -
        FIN                   | F. 1 1    | . 1 2  | CLOSE_WAIT  | SEGMENTS_ACCEPTED | established, peer closed
        FIN without ACK       | F 1 0     | -      | SYN_RCVD    | ACK_MISSING       | -
        RST exact             | R 1 0     | -      | none        | SEGMENTS_ACCEPTED | -
        RST in window         | R 100 0   | . 1 1  | SYN_RCVD    | RST_CHALLENGED    | -
        RST outside           | R 70000 0 | -      | SYN_RCVD    | RST_OUT_OF_WINDOW | -
        no flags              | - 1 0     | -      | SYN_RCVD    | ACK_MISSING       | -
        SYN and FIN           | SF 0 0    | S. 0 1 | SYN_RCVD    | SEGMENTS_ACCEPTED | -
        SYN and RST           | SR 0 0    | -      | SYN_RCVD    | RST_OUT_OF_WINDOW | -
        """)
    void shouldAnswerAfterPassiveOpen(@Cell.Row final Cell cell)
    {
        cell.check(EngineFixture::synRcvd);
    }

    @ParameterizedTest(name = Cell.NAME)
    @CsvSource(delimiter = '|', textBlock = """
        same SYN               | S 0 0     | S. 0 1 | SYN_RCVD    | SEGMENTS_ACCEPTED | -
        another SYN in window  | S 100 0   | . 1 1  | SYN_RCVD    | SYN_CHALLENGED    | -
        another SYN outside    | S 70000 0 | . 1 1  | SYN_RCVD    | SYN_CHALLENGED    | -
        SYN and ACK            | S. 0 1    | -      | ESTABLISHED | SEGMENTS_ACCEPTED | established
        SYN and ACK of nothing | S. 0 2    | . 1 1  | SYN_RCVD    | SYN_CHALLENGED    | -
        ACK of our SYN         | . 1 1     | -      | ESTABLISHED | SEGMENTS_ACCEPTED | established
        ACK of nothing         | . 1 2     | R 2    | SYN_RCVD    | ACK_UNACCEPTABLE  | -
        data                   | P. 1 1 10 | . 1 11 | ESTABLISHED | SEGMENTS_ACCEPTED | established, data 10
        data without ACK       | P 1 0 10  | -      | SYN_RCVD    | ACK_MISSING       | -
        FIN                    | F. 1 1    | . 1 2  | CLOSE_WAIT  | SEGMENTS_ACCEPTED | established, peer closed
        RST exact              | R 1 0     | -      | none        | SEGMENTS_ACCEPTED | REFUSED
        RST in window          | R 100 0   | . 1 1  | SYN_RCVD    | RST_CHALLENGED    | -
        RST outside            | R 70000 0 | -      | SYN_RCVD    | RST_OUT_OF_WINDOW | -
        no flags               | - 1 0     | -      | SYN_RCVD    | ACK_MISSING       | -
        """)
    void shouldAnswerAfterSimultaneousOpen(@Cell.Row final Cell cell)
    {
        cell.check(EngineFixture::simultaneousOpen);
    }
}
