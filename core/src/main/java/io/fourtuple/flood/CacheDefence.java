package io.fourtuple.flood;

import static io.fourtuple.flood.SynAction.*;

import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

/**
 * A fixed number of half-open records, {@code tcp_max_syn_backlog}; when all are used, the new one evicts the oldest
 * (RFC 4987 3.3, 3.4; FreeBSD's syncache does so bucket by bucket). All listeners share the cache, as in FreeBSD: a backlog
 * limits none of them.
 * <pre>
 *   the accept queue is full      DROP_ACCEPT_QUEUE_FULL: nothing is evicted for a SYN that could not be accepted
 *   backlog or records used up    EVICT: the oldest is evicted if no record is left
 *   else                          QUEUE
 * </pre>
 * A real client gets through if its ACK comes before the flood has gone once through all records: with n records and a
 * flood of r SYNs a second, if its round trip takes less than n / r seconds.
 */
public final class CacheDefence implements SynDefence
{
    @Override
    public SynAction onSyn(final FourTuple tuple, final Segment syn, final BacklogView queue, final long nowNs)
    {
        if (queue.isAcceptQueueFull())
        {
            return DROP_ACCEPT_QUEUE_FULL;
        }
        return SynRules.isFull(queue) ? EVICT : QUEUE;
    }
}
