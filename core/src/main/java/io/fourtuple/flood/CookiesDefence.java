package io.fourtuple.flood;

import static io.fourtuple.flood.SynAction.*;

import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

/**
 * A cookie for every SYN, as Linux with {@code tcp_syncookies=2}: nothing is kept before the handshake is complete, and no
 * SYN-ACK is sent again. Only a full accept queue drops SYNs: their connections could not be accepted.
 */
public final class CookiesDefence implements SynDefence
{
    private final SynCookies cookies;

    /** @param cookies for all. */
    public CookiesDefence(final SynCookies cookies)
    {
        this.cookies = cookies;
    }

    @Override
    public SynAction onSyn(final FourTuple tuple, final Segment syn, final BacklogView queue, final long nowNs)
    {
        return queue.isAcceptQueueFull() ? DROP_ACCEPT_QUEUE_FULL : COOKIE;
    }

    @Override
    public SynCookies cookies()
    {
        return cookies;
    }
}
