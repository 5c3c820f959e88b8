package io.fourtuple.state;

import io.fourtuple.congestion.CongestionControl;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.timewait.TimeWaitPolicy;

/**
 * The pluggable parts of a {@link TcpMachine}. Each object serves one machine alone.
 *
 * @param timeWaitPolicy    for connections in TIME_WAIT.
 * @param synDefence        for SYNs.
 * @param congestionControl of connections that choose none.
 */
public record Strategies(TimeWaitPolicy timeWaitPolicy, SynDefence synDefence, CongestionControl congestionControl)
{
}
