package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.fourtuple.app.TcpState;
import io.fourtuple.telemetry.Counter;

/** {@link Connections} finds the gauge of a state by its distance from the first one. */
class GaugesTest
{
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"CLOSED", "LISTEN"})
    void shouldStandInTheOrderOfTheStates(final TcpState state)
    {
        final Counter gauge = Counter.ALL.get(Counter.CURR_SYN_SENT.ordinal() + state.ordinal() - TcpState.SYN_SENT.ordinal());
        assertEquals("TcpCurr" + state.name().replace("_", "").toLowerCase(Locale.ROOT),
            "TcpCurr" + gauge.label().substring("TcpCurr".length()).toLowerCase(Locale.ROOT));
    }
}
