package io.fourtuple.flood;

import static io.fourtuple.flood.SynAction.*;

import java.util.function.LongSupplier;

import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

/**
 * A bounded queue and no more: as Linux with {@code tcp_syncookies=0} (tcp_conn_request), in its order.
 * <pre>
 *   the queue is full, or all records                        DROP_QUEUE_FULL
 *   the accept queue is full                                 DROP_ACCEPT_QUEUE_FULL
 *   last quarter of tcp_max_syn_backlog, peer not proven     DROP_UNPROVEN
 *   else                                                     QUEUE
 * </pre>
 * A peer is proven if it completed a handshake within the last hour and {@link ProvenPeers} had room for it. The old entries
 * of a long queue are given up early ({@link SynRules#synAckRetries}). Under a flood that fills the queue faster than it
 * empties, real clients starve.
 */
public final class BacklogDefence implements SynDefence
{
    private final ProvenPeers known;

    /** @param random source of a key. */
    public BacklogDefence(final LongSupplier random)
    {
        known = new ProvenPeers(random);
    }

    @Override
    public SynAction onSyn(final FourTuple tuple, final Segment syn, final BacklogView queue, final long nowNs)
    {
        if (SynRules.isFull(queue))
        {
            return DROP_QUEUE_FULL;
        }
        if (queue.isAcceptQueueFull())
        {
            return DROP_ACCEPT_QUEUE_FULL;
        }
        return isLastQuarter(queue) && !known.contains(tuple, nowNs) ? DROP_UNPROVEN : QUEUE;
    }

    /** Compares the records of all listeners. Linux has no such records, and compares the listener's queue. */
    private static boolean isLastQuarter(final BacklogView queue)
    {
        return queue.recordLimit() - queue.records() < queue.recordLimit() >> 2;
    }

    @Override
    public int synAckRetries(final int configured, final BacklogView queue)
    {
        return SynRules.synAckRetries(configured, queue);
    }

    @Override
    public void onEstablished(final FourTuple tuple, final long nowNs)
    {
        known.add(tuple, nowNs);
    }
}
