package io.fourtuple.flood;

import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

/**
 * What a SYN does when it would cost memory (RFC 4987). One object serves one engine, on its loop's thread; it must not
 * allocate where it is called for segments, nor use the engine's calls: a listener that it ended, or a connection that
 * it made, would be what the engine is just at work on. A defence needs one method; the others have a sound default.
 * <p>
 * Not asked for a SYN that reopens a connection in TIME_WAIT: its peer is evidently real, and it gets a record even if the
 * oldest half-open one has to go for it, of which a sixteenth may in a second.
 */
public interface SynDefence
{
    /**
     * Decides on a SYN. The listener's filter has accepted it already.
     *
     * @param tuple of the SYN, as this end sees it; not to be changed.
     * @param syn   has passed the border check; not to be changed.
     * @param queue of the listener.
     * @param nowNs of the loop's clock.
     * @return what becomes of it.
     */
    SynAction onSyn(FourTuple tuple, Segment syn, BacklogView queue, long nowNs);

    /**
     * The cookies that {@link SynAction#COOKIE} means; null, the default, for none. Asked once.
     */
    default SynCookies cookies()
    {
        return null;
    }

    /**
     * How often a SYN-ACK is sent again before its connection is given up; asked at each time-out.
     *
     * @param configured {@code tcp_synack_retries}.
     * @param queue      of the listener.
     * @return by default what is configured.
     */
    default int synAckRetries(final int configured, final BacklogView queue)
    {
        return configured;
    }

    /** Told of each handshake that a peer completed; by default nothing. */
    default void onEstablished(final FourTuple tuple, final long nowNs)
    {
    }
}
