package io.fourtuple.bench.tool.scenario;

import io.fourtuple.app.FourTuple;
import io.fourtuple.app.PortUse;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;

/** The reason that {@link Tcp#connect} refused a call, in words and numbers. */
final class ConnectRefusal
{
    private ConnectRefusal()
    {
    }

    /** @param code that {@link Tcp#connect} has returned. */
    static String of(final long code, final ScenarioHost host, final FourTuple tuple)
    {
        return switch ((int)code)
        {
            case Tcp.NO_PORT_FREE -> ports(host.tcp().portUse());
            case Tcp.TUPLE_IN_USE -> "the 4-tuple is in use: " +
                (host.state(EndpointPair.of(tuple)).equals(TcpState.CLOSED.name()) ? "" : host.state(EndpointPair.of(tuple)));
            case Tcp.TABLE_FULL -> "the table is full";
            default -> "error " + code;
        };
    }

    private static String ports(final PortUse use)
    {
        return "no port is free: of " + use.firstPort() + " to " + use.lastPort() + ", " + use.inUse() +
            " are in use and " + use.inTimeWait() + " in TIME_WAIT";
    }
}
