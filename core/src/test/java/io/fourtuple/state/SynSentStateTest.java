package io.fourtuple.state;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.testing.EngineFixture;

/** SYN_SENT: each segment after our SYN. */
class SynSentStateTest
{
    @ParameterizedTest(name = Cell.NAME)
    @CsvSource(delimiter = '|', textBlock = """
        SYN                    | S 0 0      | S. 0 1 | SYN_RCVD    | SEGMENTS_ACCEPTED | -
        SYN with data          | S 0 0 10   | S. 0 1 | SYN_RCVD    | SEGMENTS_ACCEPTED | -
        SYN and ACK of our SYN | S. 0 1     | . 1 1  | ESTABLISHED | SEGMENTS_ACCEPTED | established
        SYN and ACK with data  | SP. 0 1 10 | . 1 11 | ESTABLISHED | SEGMENTS_ACCEPTED | established, data 10
        SYN and ACK of nothing | S. 0 2     | R 2    | SYN_SENT    | SYN_SENT_BAD_ACK  | -
        SYN and old ACK        | S. 0 0     | R 0    | SYN_SENT    | SYN_SENT_BAD_ACK  | -
        ACK of our SYN         | . 1 1      | -      | SYN_SENT    | SYN_SENT_NO_SYN   | -
        ACK of nothing         | . 1 2      | R 2    | SYN_SENT    | SYN_SENT_BAD_ACK  | -
        old ACK                | . 1 0      | R 0    | SYN_SENT    | SYN_SENT_BAD_ACK  | -
        data                   | P. 1 1 10  | -      | SYN_SENT    | SYN_SENT_NO_SYN   | -
        data without ACK       | P 1 0 10   | -      | SYN_SENT    | SYN_SENT_NO_SYN   | -
        FIN                    | F. 1 1     | -      | SYN_SENT    | SYN_SENT_NO_SYN   | -
        FIN without ACK        | F 1 0      | -      | SYN_SENT    | SYN_SENT_NO_SYN   | -
        RST, acceptable ACK    | R. 0 1     | -      | none        | SEGMENTS_ACCEPTED | REFUSED
        RST without ACK        | R 1 0      | -      | SYN_SENT    | RST_OUT_OF_WINDOW | -
        RST, ACK of nothing    | R. 0 2     | -      | SYN_SENT    | SYN_SENT_BAD_ACK  | -
        RST, old ACK           | R. 0 0     | -      | SYN_SENT    | SYN_SENT_BAD_ACK  | -
        no flags               | - 1 0      | -      | SYN_SENT    | SYN_SENT_NO_SYN   | -
        SYN and FIN            | SF 0 0     | S. 0 1 | SYN_RCVD    | SEGMENTS_ACCEPTED | -
        SYN, FIN and ACK       | SF. 0 1    | . 1 2  | CLOSE_WAIT  | SEGMENTS_ACCEPTED | established, peer closed
        SYN and RST            | SR 0 0     | -      | SYN_SENT    | RST_OUT_OF_WINDOW | -
        """)
    void shouldAnswer(@Cell.Row final Cell cell)
    {
        cell.check(EngineFixture::synSent);
    }
}
