package io.fourtuple.state;

import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.testing.States;

/**
 * The rows that all states with a synchronized peer have alike; see {@link SegmentArrives} for the drawing. The test of a
 * state has the rows that make it special. CLOSE_WAIT has none.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSE_WAIT", "CLOSING", "LAST_ACK"})
class AnySynchronizedStateTest
{
    @Parameter
    private TcpState state;

    @ParameterizedTest(name = Cell.NAME)
    @CsvSource(delimiter = '|', textBlock = """
        old SYN              | S 0 0            | . NXT NXT | same | SYN_CHALLENGED    | -
        SYN exact            | S NXT 0          | . NXT NXT | same | SYN_CHALLENGED    | -
        SYN in window        | S 100 0          | . NXT NXT | same | SYN_CHALLENGED    | -
        SYN outside          | S 70000 0        | . NXT NXT | same | SYN_CHALLENGED    | -
        SYN and ACK          | S. 0 1           | . NXT NXT | same | SYN_CHALLENGED    | -
        SYN and FIN          | SF NXT 0         | . NXT NXT | same | SYN_CHALLENGED    | -
        ACK of nothing       | . NXT NXT+1      | . NXT NXT | same | ACK_UNACCEPTABLE  | -
        data, ACK of nothing | P. NXT NXT+1 10  | . NXT NXT | same | ACK_UNACCEPTABLE  | -
        FIN, ACK of nothing  | F. NXT NXT+1     | . NXT NXT | same | ACK_UNACCEPTABLE  | -
        ACK of long ago      | . NXT -70000     | . NXT NXT | same | ACK_UNACCEPTABLE  | -
        old ACK              | . NXT 0          | -         | same | SEGMENTS_ACCEPTED | -
        same ACK again       | . NXT UNA        | -         | same | SEGMENTS_ACCEPTED | -
        ACK before window    | . NXT-1 UNA      | . NXT NXT | same | OUT_OF_WINDOW     | -
        ACK at right edge    | . EDGE UNA       | -         | same | SEGMENTS_ACCEPTED | -
        ACK behind the edge  | . EDGE+1 UNA     | . NXT NXT | same | OUT_OF_WINDOW     | -
        ACK outside          | . 70000 UNA      | . NXT NXT | same | OUT_OF_WINDOW     | -
        data outside         | P. 70000 UNA 10  | . NXT NXT | same | OUT_OF_WINDOW     | -
        data seen            | P. NXT-10 UNA 10 | . NXT NXT | same | OUT_OF_WINDOW     | -
        FIN behind the edge  | F. EDGE+1 UNA    | . NXT NXT | same | OUT_OF_WINDOW     | -
        data without ACK     | P NXT 0 10       | -         | same | ACK_MISSING       | -
        FIN without ACK      | F NXT 0          | -         | same | ACK_MISSING       | -
        no flags             | - NXT 0          | -         | same | ACK_MISSING       | -
        RST exact            | R NXT 0          | -         | none | SEGMENTS_ACCEPTED | RESET_BY_PEER
        RST exact with ACK   | R. NXT UNA       | -         | none | SEGMENTS_ACCEPTED | RESET_BY_PEER
        SYN and RST exact    | SR NXT 0         | -         | none | SEGMENTS_ACCEPTED | RESET_BY_PEER
        RST in window        | R 100 0          | . NXT NXT | same | RST_CHALLENGED    | -
        RST at end of window | R EDGE-1 0       | . NXT NXT | same | RST_CHALLENGED    | -
        RST behind window    | R EDGE 0         | -         | same | RST_OUT_OF_WINDOW | -
        RST outside          | R 70000 0        | -         | same | RST_OUT_OF_WINDOW | -
        RST before window    | R NXT-1 0        | -         | same | RST_OUT_OF_WINDOW | -
        """)
    void shouldAnswerAlike(@Cell.Row final Cell cell)
    {
        cell.check(fixture -> States.reach(fixture, state));
    }
}
