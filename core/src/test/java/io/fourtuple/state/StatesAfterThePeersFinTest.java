package io.fourtuple.state;

import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.testing.States;

/** The rows that the states have alike in which the peer has sent its FIN. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"CLOSE_WAIT", "CLOSING", "LAST_ACK"})
class StatesAfterThePeersFinTest
{
    @Parameter
    private TcpState state;

    @ParameterizedTest(name = Cell.NAME)
    @CsvSource(delimiter = '|', textBlock = """
        data        | P. NXT UNA 10 | . NXT NXT | same | WRONG_STATE   | -
        FIN again   | F. NXT-1 UNA  | . NXT NXT | same | OUT_OF_WINDOW | -
        another FIN | F. NXT UNA    | . NXT NXT | same | WRONG_STATE   | -
        """)
    void shouldTakeNothing(@Cell.Row final Cell cell)
    {
        cell.check(fixture -> States.reach(fixture, state));
    }
}
