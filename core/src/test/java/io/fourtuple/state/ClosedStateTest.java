package io.fourtuple.state;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CLOSED: each segment without a connection or a listener. */
class ClosedStateTest
{
    @ParameterizedTest(name = Cell.NAME)
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
    void shouldAnswer(@Cell.Row final Cell cell)
    {
        cell.check(fixture -> fixture);
    }
}
