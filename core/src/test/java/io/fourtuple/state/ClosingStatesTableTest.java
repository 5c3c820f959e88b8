package io.fourtuple.state;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.testing.EngineFixture;

/**
 * The states in which the peer has sent its FIN, row by row: see {@link SegmentArrives} for
 * the drawing and {@link Cell} for how to read these.
 */
class ClosingStatesTableTest
{
    private static final String NAME = "{0}: {1}";

    @ParameterizedTest(name = NAME)
    @CsvSource(delimiter = '|', textBlock = """
        old SYN              | S 0 0         | . 1 2 | CLOSE_WAIT | SYN_CHALLENGED    | -
        SYN exact            | S 2 0         | . 1 2 | CLOSE_WAIT | SYN_CHALLENGED    | -
        SYN in window        | S 100 0       | . 1 2 | CLOSE_WAIT | SYN_CHALLENGED    | -
        SYN outside          | S 70000 0     | . 1 2 | CLOSE_WAIT | SYN_CHALLENGED    | -
        SYN and ACK          | S. 0 1        | . 1 2 | CLOSE_WAIT | SYN_CHALLENGED    | -
        SYN and FIN          | SF 2 0        | . 1 2 | CLOSE_WAIT | SYN_CHALLENGED    | -
        ACK of nothing       | . 2 2         | . 1 2 | CLOSE_WAIT | ACK_UNACCEPTABLE  | -
        data, ACK of nothing | P. 2 2 10     | . 1 2 | CLOSE_WAIT | ACK_UNACCEPTABLE  | -
        FIN, ACK of nothing  | F. 2 2        | . 1 2 | CLOSE_WAIT | ACK_UNACCEPTABLE  | -
        ACK of long ago      | . 2 -70000    | . 1 2 | CLOSE_WAIT | ACK_UNACCEPTABLE  | -
        old ACK              | . 2 0         | -     | CLOSE_WAIT | SEGMENTS_ACCEPTED | -
        ACK outside          | . 70000 1     | . 1 2 | CLOSE_WAIT | OUT_OF_WINDOW     | -
        ACK before window    | . 1 1         | . 1 2 | CLOSE_WAIT | OUT_OF_WINDOW     | -
        data outside         | P. 70000 1 10 | . 1 2 | CLOSE_WAIT | OUT_OF_WINDOW     | -
        data seen            | P. -8 1 10    | . 1 2 | CLOSE_WAIT | OUT_OF_WINDOW     | -
        data without ACK     | P 2 0 10      | -     | CLOSE_WAIT | ACK_MISSING       | -
        FIN without ACK      | F 2 0         | -     | CLOSE_WAIT | ACK_MISSING       | -
        RST exact            | R 2 0         | -     | none       | SEGMENTS_ACCEPTED | RESET_BY_PEER
        RST exact with ACK   | R. 2 1        | -     | none       | SEGMENTS_ACCEPTED | RESET_BY_PEER
        SYN and RST exact    | SR 2 0        | -     | none       | SEGMENTS_ACCEPTED | RESET_BY_PEER
        RST in window        | R 100 0       | . 1 2 | CLOSE_WAIT | RST_CHALLENGED    | -
        RST at end of window | R 65535 0     | . 1 2 | CLOSE_WAIT | RST_CHALLENGED    | -
        RST behind window    | R 65536 0     | -     | CLOSE_WAIT | RST_OUT_OF_WINDOW | -
        RST outside          | R 70000 0     | -     | CLOSE_WAIT | RST_OUT_OF_WINDOW | -
        RST before window    | R 1 0         | -     | CLOSE_WAIT | RST_OUT_OF_WINDOW | -
        no flags             | - 2 0         | -     | CLOSE_WAIT | ACK_MISSING       | -
        data                 | P. 2 1 10     | . 1 2 | CLOSE_WAIT | WRONG_STATE       | -
        FIN again            | F. 1 1        | . 1 2 | CLOSE_WAIT | OUT_OF_WINDOW     | -
        another FIN          | F. 2 1        | . 1 2 | CLOSE_WAIT | WRONG_STATE       | -
        ACK otherwise        | . 2 1         | -     | CLOSE_WAIT | SEGMENTS_ACCEPTED | -
        """)
    void shouldAnswerInCloseWait(
        final String kind,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        Cell.check(EngineFixture::closeWait, segment, reply, next, outcome, told);
    }

    @ParameterizedTest(name = NAME)
    @CsvSource(delimiter = '|', textBlock = """
        old SYN              | S 0 0         | . 2 2 | CLOSING   | SYN_CHALLENGED    | -
        SYN exact            | S 2 0         | . 2 2 | CLOSING   | SYN_CHALLENGED    | -
        SYN in window        | S 100 0       | . 2 2 | CLOSING   | SYN_CHALLENGED    | -
        SYN outside          | S 70000 0     | . 2 2 | CLOSING   | SYN_CHALLENGED    | -
        SYN and ACK          | S. 0 1        | . 2 2 | CLOSING   | SYN_CHALLENGED    | -
        SYN and FIN          | SF 2 0        | . 2 2 | CLOSING   | SYN_CHALLENGED    | -
        ACK of nothing       | . 2 3         | . 2 2 | CLOSING   | ACK_UNACCEPTABLE  | -
        data, ACK of nothing | P. 2 3 10     | . 2 2 | CLOSING   | ACK_UNACCEPTABLE  | -
        FIN, ACK of nothing  | F. 2 3        | . 2 2 | CLOSING   | ACK_UNACCEPTABLE  | -
        ACK of long ago      | . 2 -70000    | . 2 2 | CLOSING   | ACK_UNACCEPTABLE  | -
        old ACK              | . 2 0         | -     | CLOSING   | SEGMENTS_ACCEPTED | -
        ACK outside          | . 70000 1     | . 2 2 | CLOSING   | OUT_OF_WINDOW     | -
        ACK before window    | . 1 1         | . 2 2 | CLOSING   | OUT_OF_WINDOW     | -
        data outside         | P. 70000 1 10 | . 2 2 | CLOSING   | OUT_OF_WINDOW     | -
        data seen            | P. -8 1 10    | . 2 2 | CLOSING   | OUT_OF_WINDOW     | -
        data without ACK     | P 2 0 10      | -     | CLOSING   | ACK_MISSING       | -
        FIN without ACK      | F 2 0         | -     | CLOSING   | ACK_MISSING       | -
        RST exact            | R 2 0         | -     | none      | SEGMENTS_ACCEPTED | RESET_BY_PEER
        RST exact with ACK   | R. 2 1        | -     | none      | SEGMENTS_ACCEPTED | RESET_BY_PEER
        SYN and RST exact    | SR 2 0        | -     | none      | SEGMENTS_ACCEPTED | RESET_BY_PEER
        RST in window        | R 100 0       | . 2 2 | CLOSING   | RST_CHALLENGED    | -
        RST at end of window | R 65535 0     | . 2 2 | CLOSING   | RST_CHALLENGED    | -
        RST behind window    | R 65536 0     | -     | CLOSING   | RST_OUT_OF_WINDOW | -
        RST outside          | R 70000 0     | -     | CLOSING   | RST_OUT_OF_WINDOW | -
        RST before window    | R 1 0         | -     | CLOSING   | RST_OUT_OF_WINDOW | -
        no flags             | - 2 0         | -     | CLOSING   | ACK_MISSING       | -
        data                 | P. 2 1 10     | . 2 2 | CLOSING   | WRONG_STATE       | -
        FIN again            | F. 1 1        | . 2 2 | CLOSING   | OUT_OF_WINDOW     | -
        FIN again, ACK of it | F. 1 2        | -     | TIME_WAIT | OUT_OF_WINDOW     | FINISHED
        another FIN          | F. 2 1        | . 2 2 | CLOSING   | WRONG_STATE       | -
        ACK otherwise        | . 2 1         | -     | CLOSING   | SEGMENTS_ACCEPTED | -
        ACK of our FIN       | . 2 2         | -     | TIME_WAIT | SEGMENTS_ACCEPTED | FINISHED
        data, ACK of our FIN | P. 2 2 10     | -     | TIME_WAIT | SEGMENTS_ACCEPTED | FINISHED
        """)
    void shouldAnswerInClosing(
        final String kind,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        Cell.check(EngineFixture::closing, segment, reply, next, outcome, told);
    }

    @ParameterizedTest(name = NAME)
    @CsvSource(delimiter = '|', textBlock = """
        old SYN              | S 0 0         | . 2 2 | LAST_ACK | SYN_CHALLENGED    | -
        SYN exact            | S 2 0         | . 2 2 | LAST_ACK | SYN_CHALLENGED    | -
        SYN in window        | S 100 0       | . 2 2 | LAST_ACK | SYN_CHALLENGED    | -
        SYN outside          | S 70000 0     | . 2 2 | LAST_ACK | SYN_CHALLENGED    | -
        SYN and ACK          | S. 0 1        | . 2 2 | LAST_ACK | SYN_CHALLENGED    | -
        SYN and FIN          | SF 2 0        | . 2 2 | LAST_ACK | SYN_CHALLENGED    | -
        ACK of nothing       | . 2 3         | . 2 2 | LAST_ACK | ACK_UNACCEPTABLE  | -
        data, ACK of nothing | P. 2 3 10     | . 2 2 | LAST_ACK | ACK_UNACCEPTABLE  | -
        FIN, ACK of nothing  | F. 2 3        | . 2 2 | LAST_ACK | ACK_UNACCEPTABLE  | -
        ACK of long ago      | . 2 -70000    | . 2 2 | LAST_ACK | ACK_UNACCEPTABLE  | -
        old ACK              | . 2 0         | -     | LAST_ACK | SEGMENTS_ACCEPTED | -
        ACK outside          | . 70000 1     | . 2 2 | LAST_ACK | OUT_OF_WINDOW     | -
        ACK before window    | . 1 1         | . 2 2 | LAST_ACK | OUT_OF_WINDOW     | -
        data outside         | P. 70000 1 10 | . 2 2 | LAST_ACK | OUT_OF_WINDOW     | -
        data seen            | P. -8 1 10    | . 2 2 | LAST_ACK | OUT_OF_WINDOW     | -
        data without ACK     | P 2 0 10      | -     | LAST_ACK | ACK_MISSING       | -
        FIN without ACK      | F 2 0         | -     | LAST_ACK | ACK_MISSING       | -
        RST exact            | R 2 0         | -     | none     | SEGMENTS_ACCEPTED | RESET_BY_PEER
        RST exact with ACK   | R. 2 1        | -     | none     | SEGMENTS_ACCEPTED | RESET_BY_PEER
        SYN and RST exact    | SR 2 0        | -     | none     | SEGMENTS_ACCEPTED | RESET_BY_PEER
        RST in window        | R 100 0       | . 2 2 | LAST_ACK | RST_CHALLENGED    | -
        RST at end of window | R 65535 0     | . 2 2 | LAST_ACK | RST_CHALLENGED    | -
        RST behind window    | R 65536 0     | -     | LAST_ACK | RST_OUT_OF_WINDOW | -
        RST outside          | R 70000 0     | -     | LAST_ACK | RST_OUT_OF_WINDOW | -
        RST before window    | R 1 0         | -     | LAST_ACK | RST_OUT_OF_WINDOW | -
        no flags             | - 2 0         | -     | LAST_ACK | ACK_MISSING       | -
        data                 | P. 2 1 10     | . 2 2 | LAST_ACK | WRONG_STATE       | -
        FIN again            | F. 1 1        | . 2 2 | LAST_ACK | OUT_OF_WINDOW     | -
        FIN again, ACK of it | F. 1 2        | -     | none     | OUT_OF_WINDOW     | FINISHED
        another FIN          | F. 2 1        | . 2 2 | LAST_ACK | WRONG_STATE       | -
        ACK otherwise        | . 2 1         | -     | LAST_ACK | SEGMENTS_ACCEPTED | -
        ACK of our FIN       | . 2 2         | -     | none     | SEGMENTS_ACCEPTED | FINISHED
        data, ACK of our FIN | P. 2 2 10     | -     | none     | SEGMENTS_ACCEPTED | FINISHED
        """)
    void shouldAnswerInLastAck(
        final String kind,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        Cell.check(EngineFixture::lastAck, segment, reply, next, outcome, told);
    }

    @ParameterizedTest(name = NAME)
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
    void shouldAnswerInTimeWait(
        final String kind,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        Cell.check(EngineFixture::timeWait, segment, reply, next, outcome, told);
    }
}
