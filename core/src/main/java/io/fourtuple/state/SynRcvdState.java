package io.fourtuple.state;

import io.fourtuple.app.FourTuple;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.HalfOpenEntry;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/**
 * A segment for a half-open connection: the row SYN_RCVD of the table that {@link SegmentArrives} draws, after a passive
 * OPEN (RFC 9293 3.10.7.4).
 */
final class SynRcvdState
{
    private final Clock clock;
    private final ConnectionTable table;
    private final Counters counters;
    private final Refusals refusals;
    private final InvalidAckLimit invalidAcks;
    private final HalfOpenConnections halfOpens;
    private final HandshakeCompletion handshakeCompletion;
    private final HalfOpenEntry entry = new HalfOpenEntry();
    /** The entry's; null if it has gone. */
    private Listeners.Listener listener;

    SynRcvdState(
        final Counters counters,
        final Clock clock,
        final ConnectionTable table,
        final Refusals refusals,
        final InvalidAckLimit invalidAcks,
        final HalfOpenConnections halfOpens,
        final HandshakeCompletion handshakeCompletion)
    {
        this.clock = clock;
        this.table = table;
        this.counters = counters;
        this.refusals = refusals;
        this.invalidAcks = invalidAcks;
        this.halfOpens = halfOpens;
        this.handshakeCompletion = handshakeCompletion;
    }

    Counter arrives(final int ref, final Segment segment, final FourTuple key)
    {
        table.wrap(entry, ref, clock.nowMs);
        listener = halfOpens.listener(entry);
        if (segment.isRst())
        {
            return reset(segment);
        }
        if (segment.isSyn())
        {
            return syn(segment);
        }
        final Counter refused = checkSequence(segment);
        if (refused != null)
        {
            if (refused != Counter.TS_MISSING)
            {
                ackUnacceptable();
            }
            return refused;
        }
        if (!segment.isAck())
        {
            return Counter.ACK_MISSING;
        }
        if (segment.ack() != entry.iss() + 1)
        {
            refusals.reset(segment);
            return Counter.ACK_UNACCEPTABLE;
        }
        return handshakeCompletion.ofHalfOpen(entry, listener, segment, key);
    }

    private int rcvNxt()
    {
        return entry.irs() + 1;
    }

    private int rcvWnd()
    {
        return halfOpens.window(listener);
    }

    /** RFC 5961 3.2. */
    private Counter reset(final Segment segment)
    {
        if (segment.seq() == rcvNxt())
        {
            halfOpens.fail(entry);
            return Counter.SEGMENTS_ACCEPTED;
        }
        if (Seq.inWindow(segment.seq(), rcvNxt(), rcvWnd()))
        {
            challenge();
            return Counter.RST_CHALLENGED;
        }
        return Counter.RST_OUT_OF_WINDOW;
    }

    /** RFC 9293 3.10.7.4, fourth. We sent a SYN-ACK, so a SYN-ACK cannot be the answer: it is challenged. */
    private Counter syn(final Segment segment)
    {
        if (!segment.isAck())
        {
            if (segment.seq() == entry.irs())
            {
                // Our SYN,ACK was lost, or the SYN was doubled.
                again();
                return Counter.SEGMENTS_ACCEPTED;
            }
            if (Seq.inWindow(segment.seq(), rcvNxt(), rcvWnd()))
            {
                halfOpens.fail(entry);
                return Counter.SYN_CHALLENGED;
            }
        }
        challenge();
        return Counter.SYN_CHALLENGED;
    }

    /** Limits these answers as Linux does: else an attacker that repeats a SYN with a false source has each answered. */
    private void again()
    {
        if (invalidAcks.mayAnswer(entry, Counter.SYN_RCVD_SKIPPED))
        {
            halfOpens.answerAgain(entry, listener);
        }
    }

    /**
     * PAWS, then whether any of the segment lies in the window (RFC 7323 5.3, RFC 9293 3.10.7.4 first).
     *
     * @return null, or the outcome of a segment that is not acceptable.
     */
    private Counter checkSequence(final Segment segment)
    {
        if (entry.hasTimestamps())
        {
            if (!segment.hasTimestamps())
            {
                return Counter.TS_MISSING;
            }
            if (Seq.lt(segment.tsVal(), entry.tsRecent()))
            {
                return Counter.PAWS_ESTAB;
            }
        }
        return isInWindow(segment) || isProbe(segment) ? null : Counter.OUT_OF_WINDOW;
    }

    private boolean isInWindow(final Segment segment)
    {
        // Data at RCV.NXT for a window that is closed until the application accepts: its ACK is good, the data is cut off.
        return segment.seq() == rcvNxt() || ReceiveWindow.accepts(segment.seq(), segment.length(), rcvNxt(), rcvWnd());
    }

    /**
     * Whether the segment probes the closed window that our SYN-ACK offered, after the peer's ACK was lost or found no room.
     * The ACK of the probe is as good (RFC 9293 3.10.7.4: "special allowance should be made to accept valid ACKs").
     */
    private boolean isProbe(final Segment segment)
    {
        return rcvWnd() == 0 && segment.seq() == entry.irs() && segment.isAck() && segment.ack() == entry.iss() + 1;
    }

    /**
     * Limited for data too: no honest peer sends data outside the window before the handshake is complete, and each segment
     * of an attacker would be an ACK for the address that it bears.
     */
    private void ackUnacceptable()
    {
        if (invalidAcks.mayAnswer(entry, Counter.DUP_ACK_SKIPPED))
        {
            halfOpens.ack(entry, listener);
        }
    }

    private void challenge()
    {
        if (invalidAcks.mayAnswer(entry, Counter.CHALLENGE_SKIPPED))
        {
            counters.increment(Counter.CHALLENGE_ACK);
            halfOpens.ack(entry, listener);
        }
    }
}
