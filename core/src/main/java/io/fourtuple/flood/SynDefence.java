package io.fourtuple.flood;

import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

/**
 * Decides on each SYN that would cost memory (RFC 4987). One object serves one engine, on its loop's thread. It must not
 * allocate when it is called for a segment, nor use the engine's calls: these could end the listener, or open the connection,
 * that the engine is working on. A defence needs one method; the others have a sound default.
 * <p>
 * A SYN that reopens a connection in TIME_WAIT does not reach the defence: its peer is evidently real. It gets a record, if
 * need be that of the oldest half-open connection; a sixteenth of the records may be evicted so in a second.
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
     * @return the decision.
     */
    SynAction onSyn(FourTuple tuple, Segment syn, BacklogView queue, long nowNs);

    /** The cookies for {@link SynAction#COOKIE}; null, the default, for none. Called once. */
    default SynCookies cookies()
    {
        return null;
    }

    /**
     * How often a SYN-ACK is sent again before its connection is given up; asked at each time-out.
     *
     * @param configured {@code tcp_synack_retries}.
     * @param queue      of the listener.
     * @return by default {@code configured}.
     */
    default int synAckRetries(final int configured, final BacklogView queue)
    {
        return configured;
    }

    /** Called for each handshake that a peer completed; by default does nothing. */
    default void onEstablished(final FourTuple tuple, final long nowNs)
    {
    }
}
