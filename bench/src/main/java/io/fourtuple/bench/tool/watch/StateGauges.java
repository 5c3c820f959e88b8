package io.fourtuple.bench.tool.watch;

import java.util.EnumMap;
import java.util.Map;

import io.fourtuple.telemetry.Counter;

/** The gauge that counts the connections in each state. A listener is in none of them. */
final class StateGauges
{
    private static final Map<SsState, Counter> BY_STATE = new EnumMap<>(SsState.class);

    static
    {
        BY_STATE.put(SsState.ESTAB, Counter.CURR_ESTABLISHED);
        BY_STATE.put(SsState.SYN_SENT, Counter.CURR_SYN_SENT);
        BY_STATE.put(SsState.SYN_RECV, Counter.CURR_SYN_RCVD);
        BY_STATE.put(SsState.FIN_WAIT_1, Counter.CURR_FIN_WAIT_1);
        BY_STATE.put(SsState.FIN_WAIT_2, Counter.CURR_FIN_WAIT_2);
        BY_STATE.put(SsState.CLOSE_WAIT, Counter.CURR_CLOSE_WAIT);
        BY_STATE.put(SsState.CLOSING, Counter.CURR_CLOSING);
        BY_STATE.put(SsState.LAST_ACK, Counter.CURR_LAST_ACK);
        BY_STATE.put(SsState.TIME_WAIT, Counter.CURR_TIME_WAIT);
    }

    private StateGauges()
    {
    }

    /** In the order of ss's states. */
    static Map<SsState, Counter> all()
    {
        return BY_STATE;
    }
}
