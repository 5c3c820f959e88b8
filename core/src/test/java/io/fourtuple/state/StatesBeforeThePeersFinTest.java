package io.fourtuple.state;

import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.testing.States;

/** The rows that the states have alike in which the peer may still send. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2"})
class StatesBeforeThePeersFinTest
{
    @Parameter
    private TcpState state;

    @ParameterizedTest(name = Cell.NAME)
    @CsvSource(delimiter = '|', textBlock = """
        data              | P. NXT UNA 10    | . NXT NXT+10 | same | SEGMENTS_ACCEPTED | data 10
        data in part seen | P. NXT-5 UNA 10  | . NXT NXT+5  | same | SEGMENTS_ACCEPTED | data 5
        data ahead        | P. NXT+10 UNA 10 | . NXT NXT    | same | OFO_QUEUE         | -
        FIN ahead         | F. NXT+10 UNA    | . NXT NXT    | same | OFO_QUEUE         | -
        FIN at right edge | F. EDGE UNA      | . NXT NXT    | same | OFO_QUEUE         | -
        """)
    void shouldTakeData(@Cell.Row final Cell cell)
    {
        cell.check(fixture -> States.reach(fixture, state));
    }
}
