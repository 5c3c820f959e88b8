package io.fourtuple.bench.scenario;

import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.telemetry.Counter;

/** Why a connect was refused at once, in words and numbers. */
final class Refusal
{
    private Refusal()
    {
    }

    /**
     * @param code  what {@link Tcp#connect} has returned.
     * @param host  that has called it.
     * @param tuple that was wanted.
     */
    static String of(final long code, final Host host, final FourTuple tuple)
    {
        final long timeWait = host.counters().get(Counter.CURR_TIME_WAIT);
        final long open = host.counters().get(Counter.CURR_OPEN);
        return switch ((int)code)
        {
            case Tcp.NO_PORT_FREE -> "no port is free: " + Math.max(0, open - timeWait) + " in use, " + timeWait +
                " in TIME_WAIT";
            case Tcp.TUPLE_IN_USE -> "the 4-tuple is in use: " +
                (host.state(Tuple.of(tuple)).equals(TcpState.CLOSED.name()) ? "" : host.state(Tuple.of(tuple)));
            case Tcp.TABLE_FULL -> "the table is full";
            default -> "error " + code;
        };
    }
}
