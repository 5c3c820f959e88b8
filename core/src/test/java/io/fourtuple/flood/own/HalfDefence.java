package io.fourtuple.flood.own;

import io.fourtuple.app.FourTuple;
import io.fourtuple.flood.BacklogView;
import io.fourtuple.flood.SynAction;
import io.fourtuple.flood.SynDefence;
import io.fourtuple.wire.Segment;

/** A defence as a user would write one, from what is public: only half of the backlog is used. */
public final class HalfDefence implements SynDefence
{
    @Override
    public SynAction onSyn(final FourTuple tuple, final Segment syn, final BacklogView queue, final long nowNs)
    {
        if (queue.isAcceptQueueFull())
        {
            return SynAction.DROP_ACCEPT_QUEUE_FULL;
        }
        return queue.length() * 2 >= queue.limit() + 1 || queue.records() >= queue.recordLimit() ?
            SynAction.DROP_QUEUE_FULL : SynAction.QUEUE;
    }
}
