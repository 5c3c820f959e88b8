package io.fourtuple.state;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.testing.EngineFixture;

/**
 * The states in which the peer may send, row by row: see {@link SegmentArrives} for
 * the drawing and {@link Cell} for how to read these.
 */
class OpenStatesTableTest
{
    private static final String NAME = "{0}: {1}";

    @ParameterizedTest(name = NAME)
    @CsvSource(delimiter = '|', textBlock = """
        old SYN              | S 0 0         | . 1 1  | ESTABLISHED | SYN_CHALLENGED    | -
        SYN exact            | S 1 0         | . 1 1  | ESTABLISHED | SYN_CHALLENGED    | -
        SYN in window        | S 100 0       | . 1 1  | ESTABLISHED | SYN_CHALLENGED    | -
        SYN outside          | S 70000 0     | . 1 1  | ESTABLISHED | SYN_CHALLENGED    | -
        SYN and ACK          | S. 0 1        | . 1 1  | ESTABLISHED | SYN_CHALLENGED    | -
        SYN and FIN          | SF 1 0        | . 1 1  | ESTABLISHED | SYN_CHALLENGED    | -
        ACK of nothing       | . 1 2         | . 1 1  | ESTABLISHED | ACK_UNACCEPTABLE  | -
        data, ACK of nothing | P. 1 2 10     | . 1 1  | ESTABLISHED | ACK_UNACCEPTABLE  | -
        FIN, ACK of nothing  | F. 1 2        | . 1 1  | ESTABLISHED | ACK_UNACCEPTABLE  | -
        ACK of long ago      | . 1 -70000    | . 1 1  | ESTABLISHED | ACK_UNACCEPTABLE  | -
        old ACK              | . 1 0         | -      | ESTABLISHED | SEGMENTS_ACCEPTED | -
        ACK outside          | . 70000 1     | . 1 1  | ESTABLISHED | OUT_OF_WINDOW     | -
        ACK at right edge    | . 65536 1     | -      | ESTABLISHED | SEGMENTS_ACCEPTED | -
        ACK behind the edge  | . 65537 1     | . 1 1  | ESTABLISHED | OUT_OF_WINDOW     | -
        FIN at right edge    | F. 65536 1    | . 1 1  | ESTABLISHED | OUT_OF_ORDER      | -
        FIN behind the edge  | F. 65537 1    | . 1 1  | ESTABLISHED | OUT_OF_WINDOW     | -
        ACK before window    | . 0 1         | . 1 1  | ESTABLISHED | OUT_OF_WINDOW     | -
        data outside         | P. 70000 1 10 | . 1 1  | ESTABLISHED | OUT_OF_WINDOW     | -
        data seen            | P. -9 1 10    | . 1 1  | ESTABLISHED | OUT_OF_WINDOW     | -
        data without ACK     | P 1 0 10      | -      | ESTABLISHED | ACK_MISSING       | -
        FIN without ACK      | F 1 0         | -      | ESTABLISHED | ACK_MISSING       | -
        RST exact            | R 1 0         | -      | none        | SEGMENTS_ACCEPTED | RESET_BY_PEER
        RST exact with ACK   | R. 1 1        | -      | none        | SEGMENTS_ACCEPTED | RESET_BY_PEER
        SYN and RST exact    | SR 1 0        | -      | none        | SEGMENTS_ACCEPTED | RESET_BY_PEER
        RST in window        | R 100 0       | . 1 1  | ESTABLISHED | RST_CHALLENGED    | -
        RST at end of window | R 65535 0     | . 1 1  | ESTABLISHED | RST_CHALLENGED    | -
        RST behind window    | R 65536 0     | -      | ESTABLISHED | RST_OUT_OF_WINDOW | -
        RST outside          | R 70000 0     | -      | ESTABLISHED | RST_OUT_OF_WINDOW | -
        RST before window    | R 0 0         | -      | ESTABLISHED | RST_OUT_OF_WINDOW | -
        no flags             | - 1 0         | -      | ESTABLISHED | ACK_MISSING       | -
        data ahead           | P. 11 1 10    | . 1 1  | ESTABLISHED | OUT_OF_ORDER      | -
        data in part seen    | P. -4 1 10    | . 1 6  | ESTABLISHED | SEGMENTS_ACCEPTED | data 5
        FIN ahead            | F. 11 1       | . 1 1  | ESTABLISHED | OUT_OF_ORDER      | -
        data                 | P. 1 1 10     | . 1 11 | ESTABLISHED | SEGMENTS_ACCEPTED | data 10
        ACK of our SYN again | . 1 1         | -      | ESTABLISHED | SEGMENTS_ACCEPTED | -
        FIN                  | F. 1 1        | . 1 2  | CLOSE_WAIT  | SEGMENTS_ACCEPTED | peer closed
        data and FIN         | FP. 1 1 10    | . 1 12 | CLOSE_WAIT  | SEGMENTS_ACCEPTED | data 10, peer closed
        """)
    void shouldAnswerInEstablished(
        final String kind,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        Cell.check(EngineFixture::established, segment, reply, next, outcome, told);
    }

    @ParameterizedTest(name = NAME)
    @CsvSource(delimiter = '|', textBlock = """
        old SYN              | S 0 0         | . 2 1  | FIN_WAIT_1 | SYN_CHALLENGED    | -
        SYN exact            | S 1 0         | . 2 1  | FIN_WAIT_1 | SYN_CHALLENGED    | -
        SYN in window        | S 100 0       | . 2 1  | FIN_WAIT_1 | SYN_CHALLENGED    | -
        SYN outside          | S 70000 0     | . 2 1  | FIN_WAIT_1 | SYN_CHALLENGED    | -
        SYN and ACK          | S. 0 1        | . 2 1  | FIN_WAIT_1 | SYN_CHALLENGED    | -
        SYN and FIN          | SF 1 0        | . 2 1  | FIN_WAIT_1 | SYN_CHALLENGED    | -
        ACK of nothing       | . 1 3         | . 2 1  | FIN_WAIT_1 | ACK_UNACCEPTABLE  | -
        data, ACK of nothing | P. 1 3 10     | . 2 1  | FIN_WAIT_1 | ACK_UNACCEPTABLE  | -
        FIN, ACK of nothing  | F. 1 3        | . 2 1  | FIN_WAIT_1 | ACK_UNACCEPTABLE  | -
        ACK of long ago      | . 1 -70000    | . 2 1  | FIN_WAIT_1 | ACK_UNACCEPTABLE  | -
        old ACK              | . 1 0         | -      | FIN_WAIT_1 | SEGMENTS_ACCEPTED | -
        ACK outside          | . 70000 1     | . 2 1  | FIN_WAIT_1 | OUT_OF_WINDOW     | -
        ACK before window    | . 0 1         | . 2 1  | FIN_WAIT_1 | OUT_OF_WINDOW     | -
        data outside         | P. 70000 1 10 | . 2 1  | FIN_WAIT_1 | OUT_OF_WINDOW     | -
        data seen            | P. -9 1 10    | . 2 1  | FIN_WAIT_1 | OUT_OF_WINDOW     | -
        data without ACK     | P 1 0 10      | -      | FIN_WAIT_1 | ACK_MISSING       | -
        FIN without ACK      | F 1 0         | -      | FIN_WAIT_1 | ACK_MISSING       | -
        RST exact            | R 1 0         | -      | none       | SEGMENTS_ACCEPTED | RESET_BY_PEER
        RST exact with ACK   | R. 1 1        | -      | none       | SEGMENTS_ACCEPTED | RESET_BY_PEER
        SYN and RST exact    | SR 1 0        | -      | none       | SEGMENTS_ACCEPTED | RESET_BY_PEER
        RST in window        | R 100 0       | . 2 1  | FIN_WAIT_1 | RST_CHALLENGED    | -
        RST at end of window | R 65535 0     | . 2 1  | FIN_WAIT_1 | RST_CHALLENGED    | -
        RST behind window    | R 65536 0     | -      | FIN_WAIT_1 | RST_OUT_OF_WINDOW | -
        RST outside          | R 70000 0     | -      | FIN_WAIT_1 | RST_OUT_OF_WINDOW | -
        RST before window    | R 0 0         | -      | FIN_WAIT_1 | RST_OUT_OF_WINDOW | -
        no flags             | - 1 0         | -      | FIN_WAIT_1 | ACK_MISSING       | -
        data ahead           | P. 11 1 10    | . 2 1  | FIN_WAIT_1 | OUT_OF_ORDER      | -
        data in part seen    | P. -4 1 10    | . 2 6  | FIN_WAIT_1 | SEGMENTS_ACCEPTED | data 5
        FIN ahead            | F. 11 1       | . 2 1  | FIN_WAIT_1 | OUT_OF_ORDER      | -
        data                 | P. 1 1 10     | . 2 11 | FIN_WAIT_1 | SEGMENTS_ACCEPTED | data 10
        ACK otherwise        | . 1 1         | -      | FIN_WAIT_1 | SEGMENTS_ACCEPTED | -
        ACK of our FIN       | . 1 2         | -      | FIN_WAIT_2 | SEGMENTS_ACCEPTED | -
        data, ACK of our FIN | P. 1 2 10     | . 2 11 | FIN_WAIT_2 | SEGMENTS_ACCEPTED | data 10
        FIN                  | F. 1 1        | . 2 2  | CLOSING    | SEGMENTS_ACCEPTED | peer closed
        FIN, ACK of our FIN  | F. 1 2        | . 2 2  | TIME_WAIT  | SEGMENTS_ACCEPTED | peer closed, FINISHED
        data, FIN, ACK       | FP. 1 2 10    | . 2 12 | TIME_WAIT  | SEGMENTS_ACCEPTED | data 10, peer closed, FINISHED
        """)
    void shouldAnswerInFinWait1(
        final String kind,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        Cell.check(EngineFixture::finWait1, segment, reply, next, outcome, told);
    }

    @ParameterizedTest(name = NAME)
    @CsvSource(delimiter = '|', textBlock = """
        data                 | P. 1 1 10  | R. 2 1 | none       | DATA_AFTER_CLOSE  | DATA_AFTER_CLOSE
        data, ACK of our FIN | P. 1 2 10  | R. 2 1 | none       | DATA_AFTER_CLOSE  | DATA_AFTER_CLOSE
        data seen            | P. -9 1 10 | . 2 1  | FIN_WAIT_1 | OUT_OF_WINDOW     | -
        ACK of our FIN       | . 1 2      | -      | FIN_WAIT_2 | SEGMENTS_ACCEPTED | -
        FIN                  | F. 1 1     | . 2 2  | CLOSING    | SEGMENTS_ACCEPTED | -
        FIN, ACK of our FIN  | F. 1 2     | . 2 2  | TIME_WAIT  | SEGMENTS_ACCEPTED | FINISHED
        """)
    void shouldAnswerInFinWait1OnceTheApplicationHasClosed(
        final String kind,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        Cell.check(fixture -> Cell.closed(fixture.finWait1()), segment, reply, next, outcome, told);
    }

    @ParameterizedTest(name = NAME)
    @CsvSource(delimiter = '|', textBlock = """
        old SYN              | S 0 0         | . 2 1  | FIN_WAIT_2 | SYN_CHALLENGED    | -
        SYN exact            | S 1 0         | . 2 1  | FIN_WAIT_2 | SYN_CHALLENGED    | -
        SYN in window        | S 100 0       | . 2 1  | FIN_WAIT_2 | SYN_CHALLENGED    | -
        SYN outside          | S 70000 0     | . 2 1  | FIN_WAIT_2 | SYN_CHALLENGED    | -
        SYN and ACK          | S. 0 1        | . 2 1  | FIN_WAIT_2 | SYN_CHALLENGED    | -
        SYN and FIN          | SF 1 0        | . 2 1  | FIN_WAIT_2 | SYN_CHALLENGED    | -
        ACK of nothing       | . 1 3         | . 2 1  | FIN_WAIT_2 | ACK_UNACCEPTABLE  | -
        data, ACK of nothing | P. 1 3 10     | . 2 1  | FIN_WAIT_2 | ACK_UNACCEPTABLE  | -
        FIN, ACK of nothing  | F. 1 3        | . 2 1  | FIN_WAIT_2 | ACK_UNACCEPTABLE  | -
        ACK of long ago      | . 1 -70000    | . 2 1  | FIN_WAIT_2 | ACK_UNACCEPTABLE  | -
        old ACK              | . 1 0         | -      | FIN_WAIT_2 | SEGMENTS_ACCEPTED | -
        ACK outside          | . 70000 2     | . 2 1  | FIN_WAIT_2 | OUT_OF_WINDOW     | -
        ACK before window    | . 0 2         | . 2 1  | FIN_WAIT_2 | OUT_OF_WINDOW     | -
        data outside         | P. 70000 2 10 | . 2 1  | FIN_WAIT_2 | OUT_OF_WINDOW     | -
        data seen            | P. -9 2 10    | . 2 1  | FIN_WAIT_2 | OUT_OF_WINDOW     | -
        data without ACK     | P 1 0 10      | -      | FIN_WAIT_2 | ACK_MISSING       | -
        FIN without ACK      | F 1 0         | -      | FIN_WAIT_2 | ACK_MISSING       | -
        RST exact            | R 1 0         | -      | none       | SEGMENTS_ACCEPTED | RESET_BY_PEER
        RST exact with ACK   | R. 1 2        | -      | none       | SEGMENTS_ACCEPTED | RESET_BY_PEER
        SYN and RST exact    | SR 1 0        | -      | none       | SEGMENTS_ACCEPTED | RESET_BY_PEER
        RST in window        | R 100 0       | . 2 1  | FIN_WAIT_2 | RST_CHALLENGED    | -
        RST at end of window | R 65535 0     | . 2 1  | FIN_WAIT_2 | RST_CHALLENGED    | -
        RST behind window    | R 65536 0     | -      | FIN_WAIT_2 | RST_OUT_OF_WINDOW | -
        RST outside          | R 70000 0     | -      | FIN_WAIT_2 | RST_OUT_OF_WINDOW | -
        RST before window    | R 0 0         | -      | FIN_WAIT_2 | RST_OUT_OF_WINDOW | -
        no flags             | - 1 0         | -      | FIN_WAIT_2 | ACK_MISSING       | -
        data ahead           | P. 11 2 10    | . 2 1  | FIN_WAIT_2 | OUT_OF_ORDER      | -
        data in part seen    | P. -4 2 10    | . 2 6  | FIN_WAIT_2 | SEGMENTS_ACCEPTED | data 5
        FIN ahead            | F. 11 2       | . 2 1  | FIN_WAIT_2 | OUT_OF_ORDER      | -
        data                 | P. 1 2 10     | . 2 11 | FIN_WAIT_2 | SEGMENTS_ACCEPTED | data 10
        ACK of our FIN again | . 1 2         | -      | FIN_WAIT_2 | SEGMENTS_ACCEPTED | -
        FIN                  | F. 1 2        | . 2 2  | TIME_WAIT  | SEGMENTS_ACCEPTED | peer closed, FINISHED
        data and FIN         | FP. 1 2 10    | . 2 12 | TIME_WAIT  | SEGMENTS_ACCEPTED | data 10, peer closed, FINISHED
        """)
    void shouldAnswerInFinWait2(
        final String kind,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        Cell.check(EngineFixture::finWait2, segment, reply, next, outcome, told);
    }

    @ParameterizedTest(name = NAME)
    @CsvSource(delimiter = '|', textBlock = """
        data         | P. 1 2 10  | R. 2 1 | none      | DATA_AFTER_CLOSE  | DATA_AFTER_CLOSE
        data and FIN | FP. 1 2 10 | R. 2 1 | none      | DATA_AFTER_CLOSE  | DATA_AFTER_CLOSE
        FIN          | F. 1 2     | . 2 2  | TIME_WAIT | SEGMENTS_ACCEPTED | FINISHED
        """)
    void shouldAnswerInFinWait2OnceTheApplicationHasClosed(
        final String kind,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        Cell.check(fixture -> Cell.closed(fixture.finWait2()), segment, reply, next, outcome, told);
    }
}
