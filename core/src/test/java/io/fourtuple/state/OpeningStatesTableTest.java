package io.fourtuple.state;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.testing.EngineFixture;

/**
 * The states without a connection and those that open one, row by row: see {@link SegmentArrives} for
 * the drawing and {@link Cell} for how to read these.
 */
class OpeningStatesTableTest
{
    private static final String NAME = "{0}: {1}";

    @ParameterizedTest(name = NAME)
    @CsvSource(delimiter = '|', textBlock = """
        SYN              | S 0 0     | R. 0 1  | none | NO_CONNECTION     | -
        SYN with data    | S 0 0 10  | R. 0 11 | none | NO_CONNECTION     | -
        SYN and ACK      | S. 0 7    | R 7     | none | NO_CONNECTION     | -
        ACK              | . 1 7     | R 7     | none | NO_CONNECTION     | -
        data             | P. 1 7 10 | R 7     | none | NO_CONNECTION     | -
        data without ACK | P 1 0 10  | R. 0 11 | none | NO_CONNECTION     | -
        FIN              | F. 1 7    | R 7     | none | NO_CONNECTION     | -
        FIN without ACK  | F 1 0     | R. 0 2  | none | NO_CONNECTION     | -
        FIN with data    | F 1 0 10  | R. 0 12 | none | NO_CONNECTION     | -
        RST              | R 1 0     | -       | none | NO_CONNECTION_RST | -
        RST with ACK     | R. 1 7    | -       | none | NO_CONNECTION_RST | -
        no flags         | - 1 0     | R. 0 1  | none | NO_CONNECTION     | -
        SYN and FIN      | SF 0 0    | R. 0 2  | none | NO_CONNECTION     | -
        SYN and RST      | SR 0 0    | -       | none | NO_CONNECTION_RST | -
        """)
    void shouldAnswerInClosed(
        final String kind,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        Cell.check(fixture -> fixture, segment, reply, next, outcome, told);
    }

    @ParameterizedTest(name = NAME)
    @CsvSource(delimiter = '|', textBlock = """
        SYN              | S 0 0     | S. * 1 | SYN_RCVD | SYN_QUEUED        | -
        SYN with data    | S 0 0 10  | S. * 1 | SYN_RCVD | SYN_QUEUED        | -
        SYN and ACK      | S. 0 7    | R 7    | none     | LISTEN_ACK        | -
        ACK              | . 1 7     | R 7    | none     | LISTEN_ACK        | -
        data             | P. 1 7 10 | R 7    | none     | LISTEN_ACK        | -
        data without ACK | P 1 0 10  | -      | none     | LISTEN_NOT_SYN    | -
        FIN              | F. 1 7    | R 7    | none     | LISTEN_ACK        | -
        FIN without ACK  | F 1 0     | -      | none     | LISTEN_NOT_SYN    | -
        RST              | R 1 0     | -      | none     | NO_CONNECTION_RST | -
        RST with ACK     | R. 1 7    | -      | none     | NO_CONNECTION_RST | -
        no flags         | - 1 0     | -      | none     | LISTEN_NOT_SYN    | -
        SYN and FIN      | SF 0 0    | -      | none     | LISTEN_NOT_SYN    | -
        SYN and RST      | SR 0 0    | -      | none     | NO_CONNECTION_RST | -
        """)
    void shouldAnswerInListen(
        final String kind,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        Cell.check(EngineFixture::listen, segment, reply, next, outcome, told);
    }

    @ParameterizedTest(name = NAME)
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
    void shouldAnswerInSynSent(
        final String kind,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        Cell.check(EngineFixture::synSent, segment, reply, next, outcome, told);
    }

    @ParameterizedTest(name = NAME)
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
        data ahead            | P. 9 1 10 | . 1 1  | ESTABLISHED | OUT_OF_ORDER      | established
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
    void shouldAnswerInSynRcvd(
        final String kind,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        Cell.check(EngineFixture::synRcvd, segment, reply, next, outcome, told);
    }

    @ParameterizedTest(name = NAME)
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
    void shouldAnswerInSynRcvdAfterSimultaneousOpen(
        final String kind,
        final String segment,
        final String reply,
        final String next,
        final String outcome,
        final String told)
    {
        Cell.check(Cell::simultaneousOpen, segment, reply, next, outcome, told);
    }
}
