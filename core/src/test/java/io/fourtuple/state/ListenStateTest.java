package io.fourtuple.state;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.testing.EngineFixture;

/** LISTEN: each segment to a listener. */
class ListenStateTest
{
    @ParameterizedTest(name = Cell.NAME)
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
    void shouldAnswer(@Cell.Row final Cell cell)
    {
        cell.check(EngineFixture::listen);
    }
}
