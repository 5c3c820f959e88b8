package io.fourtuple.state;

import io.fourtuple.flood.SynDefence;
import io.fourtuple.timewait.TimeWaitPolicy;

/**
 * What of a machine can be exchanged; each object serves one machine alone.
 *
 * @param timeWaitPolicy for connections in TIME_WAIT.
 * @param synDefence     for SYNs.
 */
public record Strategies(TimeWaitPolicy timeWaitPolicy, SynDefence synDefence)
{
}
