package io.fourtuple.flood;

import static io.fourtuple.flood.SynAction.*;

import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

/**
 * A queue, and cookies when it is full: as Linux with {@code tcp_syncookies=1} (tcp_conn_request), in its order.
 * <pre>
 *   the accept queue is full              DROP_ACCEPT_QUEUE_FULL, cookie or not
 *   the queue is full, or all records     COOKIE
 *   else                                  QUEUE
 * </pre>
 * Without a flood no option is lost, and a lost SYN-ACK is sent again; under a flood, every real client's SYN is still
 * answered. The old entries of a long queue are given up early ({@link SynRules#synAckRetries}).
 */
public final class HybridDefence implements SynDefence
{
    private final SynCookies cookies;

    /** @param cookies for when the queue is full. */
    public HybridDefence(final SynCookies cookies)
    {
        this.cookies = cookies;
    }

    @Override
    public SynAction onSyn(final FourTuple tuple, final Segment syn, final BacklogView queue, final long nowNs)
    {
        if (queue.isAcceptQueueFull())
        {
            return DROP_ACCEPT_QUEUE_FULL;
        }
        return SynRules.isFull(queue) ? COOKIE : QUEUE;
    }

    @Override
    public SynCookies cookies()
    {
        return cookies;
    }

    @Override
    public int synAckRetries(final int configured, final BacklogView queue)
    {
        return SynRules.synAckRetries(configured, queue);
    }
}
