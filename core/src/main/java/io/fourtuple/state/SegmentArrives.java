package io.fourtuple.state;

import static io.fourtuple.app.TcpState.*;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.FourTuple;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/**
 * SEGMENT ARRIVES (RFC 9293 3.10.7). The loop calls it for each segment that passed the border check; it returns the one
 * outcome that the segment is counted under.
 * <pre>
 *  state        SYN              SYN,ACK        ACK of our        ACK          data          FIN             RST
 *                                               SYN / FIN         otherwise
 *  -----------  ---------------  -------------  ----------------  -----------  ------------  --------------  -------------
 *  CLOSED       RST,ACK          RST            RST               RST          RST           RST             -
 *  LISTEN       SYN_RCVD 1)      RST            RST               RST          -  2)         -  2)           -
 *  SYN_SENT     SYN_RCVD 1)      ESTABLISHED    - 3)              RST          - 3)          - 3)            CLOSED 4)
 *  SYN_RCVD     SYN,ACK or       ESTABLISHED    ESTABLISHED       RST          - without ACK CLOSE_WAIT      CLOSED 5)
 *               LISTEN 6)        if simultaneous
 *  ESTABLISHED  challenge        challenge      send more         send more    deliver       CLOSE_WAIT      CLOSED 5)
 *  FIN_WAIT_1   challenge        challenge      FIN_WAIT_2        send more    deliver 7)    CLOSING or      CLOSED 5)
 *                                                                                            TIME_WAIT
 *  FIN_WAIT_2   challenge        challenge      -                 -            deliver 7)    TIME_WAIT       CLOSED 5)
 *  CLOSE_WAIT   challenge        challenge      send more         send more    ACK           ACK             CLOSED 5)
 *  CLOSING      challenge        challenge      TIME_WAIT         send more    ACK           ACK             CLOSED 5)
 *  LAST_ACK     challenge        challenge      CLOSED            send more    ACK           ACK             CLOSED 5)
 *  TIME_WAIT    new connection   ACK            -                 ACK          ACK           ACK, restart    -  8)
 *               or -
 *
 *  1) SYN,ACK is sent          2) without ACK: dropped; with it: RST       3) without SYN or RST: dropped
 *  4) only if it acknowledges our SYN      5) only at RCV.NXT; elsewhere in the window: challenge ACK; else dropped
 *  6) the same SYN again: SYN,ACK; another one in the window after a passive open: back to LISTEN; else challenge ACK
 *  7) RST and CLOSED if the application has closed        8) RFC 1337; this row as
 *  policy rfc6191 has it, see io.fourtuple.timewait
 * </pre>
 * An ACK of data never sent is answered with a challenge ACK (RFC 5961 5), in SYN_RCVD and SYN_SENT with a RST.
 */
final class SegmentArrives
{
    private final Context context;
    private final Clock clock;
    private final ConnectionTable table;
    private final Counters counters;
    private final SegmentWriter writer;
    private final Connections connections;
    private final SegmentText segmentText;
    private final AckField ackField;
    private final Refusals refusals;
    private final ListenState listenState;
    private final SynSentState synSentState;
    private final Ecn ecn;
    private final TimeWaitState timeWaitState;
    private final SynRcvdState synRcvdState;
    private final Tcb tcb = new Tcb();

    SegmentArrives(
        final Context context,
        final SegmentWriter writer,
        final Connections connections,
        final SegmentText segmentText,
        final AckField ackField,
        final Refusals refusals,
        final Ecn ecn,
        final StateRules states)
    {
        this.ecn = ecn;
        this.context = context;
        clock = context.clock;
        table = context.tables.table;
        this.counters = context.counters;
        this.writer = writer;
        this.connections = connections;
        this.segmentText = segmentText;
        this.ackField = ackField;
        this.refusals = refusals;
        listenState = states.listen();
        synSentState = states.synSent();
        synRcvdState = states.synRcvd();
        timeWaitState = states.timeWait();
    }

    /**
     * Takes one segment.
     *
     * @return its outcome.
     */
    Counter arrives(final Segment segment)
    {
        counters.increment(Counter.IN_SEGS);
        final FourTuple key = segment.tuple();
        final int ref = table.find(key, segment.hash());
        if (ref == ConnectionTable.NONE)
        {
            return listenState.arrives(segment, key);
        }
        final Counter outcome;
        if (ConnectionTable.isTimeWait(ref))
        {
            outcome = timeWaitState.arrives(ref, segment, key);
        }
        else if (ConnectionTable.isHalfOpen(ref))
        {
            outcome = synRcvdState.arrives(ref, segment, key);
        }
        else
        {
            table.wrap(tcb, ref);
            outcome = tcb.isIn(SYN_SENT) ? synSentState.arrives(tcb, segment) : arrivesSynchronized(segment);
        }
        if (outcome != Counter.SEGMENTS_ACCEPTED && outcome != Counter.SYN_QUEUED && isPerhapsForged(ref, segment))
        {
            refusals.countAsReset(segment);
        }
        return outcome;
    }

    /**
     * Whether a segment that was of no use to its connection may come from an attacker that knows the 4-tuple only, and would
     * be answered by a RST if there were no such connection. A peer that repeats itself acknowledges what we have sent.
     */
    private boolean isPerhapsForged(final int ref, final Segment segment)
    {
        if (segment.isRst())
        {
            return false;
        }
        if (!segment.isAck())
        {
            return !listenState.isListening(segment.tuple()) || context.draining && segment.isSyn();
        }
        final boolean isOfTcb = !ConnectionTable.isTimeWait(ref) && !ConnectionTable.isHalfOpen(ref);
        return !isOfTcb || !AckField.isAcceptable(tcb, segment);
    }

    /**
     * RFC 9293 3.10.7.4, for every state from SYN_RCVD on but TIME_WAIT. {@link SynRcvdState} has SYN_RCVD after a passive
     * OPEN; here it is that after a simultaneous open.
     */
    private Counter arrivesSynchronized(final Segment segment)
    {
        if (segment.isRst())
        {
            return reset(segment);
        }
        if (segment.isSyn() && !isSimultaneousSynAck(segment))
        {
            return syn(segment);
        }
        final int syn = segment.isSyn() ? 1 : 0;
        final int seq = segment.seq() + syn;
        final int length = segment.length() - syn;
        final Counter refused = checkSequence(segment, seq, length);
        if (refused != null)
        {
            return refuse(refused, segment, seq, length);
        }
        if (!segment.isAck())
        {
            return Counter.ACK_MISSING;
        }
        if (tcb.isIn(SYN_RCVD))
        {
            if (segment.ack() != tcb.sndNxt())
            {
                refusals.reset(segment);
                return Counter.ACK_UNACCEPTABLE;
            }
        }
        else if (!AckField.isAcceptable(tcb, segment))
        {
            refusals.challenge(tcb);
            return Counter.ACK_UNACCEPTABLE;
        }
        return accept(segment, seq);
    }

    /** Everything about the segment is in order; from here on it has its effects. */
    private Counter accept(final Segment segment, final int seq)
    {
        final long id = tcb.id();
        Paws.keepTimestamp(tcb, segment, seq, clock.nowNs);
        final boolean isSynAck = segment.isSyn();
        if (tcb.isEcn())
        {
            ecn.arrives(tcb, segment);
        }
        segmentText.arrived(tcb, segment, seq);
        segment.skipSyn();
        segment.trim(tcb.rcvNxt(), tcb.rcvAdv());
        if (tcb.isIn(SYN_RCVD))
        {
            synSentState.completeSimultaneous(tcb, segment, isSynAck);
        }
        else if (takeAck(segment, seq))
        {
            return Counter.SEGMENTS_ACCEPTED;
        }
        if (segment.payloadLength() == 0 && !segment.isFin() || !table.isOpen(tcb, id))
        {
            return Counter.SEGMENTS_ACCEPTED;
        }
        return segmentText.arrives(tcb, segment);
    }

    /**
     * Takes the ACK with all that follows from it.
     *
     * @return whether it ended the connection for its application.
     */
    private boolean takeAck(final Segment segment, final int seq)
    {
        if (ackField.arrives(tcb, segment, seq))
        {
            if (tcb.isIn(LAST_ACK))
            {
                connections.end(tcb, CloseReason.FINISHED);
                return true;
            }
            if (tcb.isIn(CLOSING))
            {
                connections.enterTimeWait(tcb);
                return true;
            }
            if (!connections.enterFinWait2(tcb))
            {
                return true;
            }
        }
        ackField.tellWritable(tcb);
        return false;
    }

    /**
     * PAWS, then whether any of the segment lies in the window (RFC 7323 5.3, RFC 9293 3.10.7.4 first).
     *
     * @return null, or the outcome of a segment that is not acceptable.
     */
    private Counter checkSequence(final Segment segment, final int seq, final int length)
    {
        if (tcb.is(Tcb.TS_OK))
        {
            if (!segment.hasTimestamps())
            {
                return Counter.TS_MISSING;
            }
            if (Paws.isOld(tcb, segment, clock.nowNs))
            {
                return Counter.PAWS_ESTAB;
            }
        }
        return isInWindow(segment, seq, length) ? null : Counter.OUT_OF_WINDOW;
    }

    /** Answers a segment that is not acceptable; the ACK of one outside the window may count all the same. */
    private Counter refuse(final Counter why, final Segment segment, final int seq, final int length)
    {
        if (why == Counter.OUT_OF_WINDOW && bringsAck(segment, seq, length))
        {
            final long id = tcb.id();
            if (takeAck(segment, seq) || !table.isOpen(tcb, id))
            {
                return why;
            }
        }
        if (why != Counter.TS_MISSING)
        {
            segmentText.arrived(tcb, segment, seq);
            refusals.ackUnacceptable(tcb, isAgain(segment));
        }
        return why;
    }

    /** Whether a segment outside the window may be one that the peer sends again: anyone can send others. */
    private boolean isAgain(final Segment segment)
    {
        return segment.length() > 0 && segment.isAck() && AckField.isAcceptable(tcb, segment);
    }

    /**
     * More lenient than RFC 9293 3.10.7.4 where Linux and FreeBSD both are: a FIN takes no room. It has to wait for the
     * application, though, where one is still to accept the connection.
     */
    private boolean isInWindow(final Segment segment, final int seq, final int length)
    {
        final int window = tcb.rcvWnd();
        final int rcvNxt = tcb.rcvNxt();
        final boolean isFinFree = segment.isFin() && (window > 0 || tcb.is(Tcb.KNOWN));
        if (segment.isFin() && segment.payloadLength() == 0)
        {
            return isFinFree && ReceiveWindow.accepts(seq, 0, rcvNxt, window);
        }
        return isFinFree && seq + segment.payloadLength() == rcvNxt || ReceiveWindow.accepts(seq, length, rcvNxt, window);
    }

    /**
     * Whether the ACK of a segment that is not acceptable counts, as it is no older than all else that was received: that of
     * a probe of our closed window, whose data is dropped (RFC 9293 3.10.7.4), and that of the last segment sent once more.
     * By its FIN again, a peer whose FIN has crossed ours acknowledges it.
     */
    private boolean bringsAck(final Segment segment, final int seq, final int length)
    {
        final boolean isProbe = tcb.rcvWnd() == 0 && seq == tcb.rcvNxt();
        final boolean isLastAgain = length > 0 && seq + length == tcb.rcvNxt();
        return (isProbe || isLastAgain) && segment.isAck() && !tcb.isIn(SYN_RCVD) &&
            AckField.isAcceptable(tcb, segment);
    }

    /** RFC 5961 3.2. */
    private Counter reset(final Segment segment)
    {
        if (segment.seq() == tcb.rcvNxt())
        {
            connections.end(tcb, tcb.isIn(SYN_RCVD) ? CloseReason.REFUSED : CloseReason.RESET_BY_PEER);
            return Counter.SEGMENTS_ACCEPTED;
        }
        if (Seq.inWindow(segment.seq(), tcb.rcvNxt(), tcb.rcvWnd()))
        {
            refusals.challenge(tcb);
            return Counter.RST_CHALLENGED;
        }
        return Counter.RST_OUT_OF_WINDOW;
    }

    /** A SYN for a connection that has seen one (RFC 9293 3.10.7.4 fourth, RFC 5961 4.2). */
    private Counter syn(final Segment segment)
    {
        if (isSynUnacknowledged() && !segment.isAck() && segment.seq() == tcb.rcvNxt() - 1)
        {
            // Our SYN,ACK was lost, or the SYN was doubled.
            writer.synAck(tcb);
            return Counter.SEGMENTS_ACCEPTED;
        }
        refusals.challenge(tcb);
        return Counter.SYN_CHALLENGED;
    }

    /** The peer's SYN,ACK after both have sent a SYN (RFC 9293 figure 8). */
    private boolean isSimultaneousSynAck(final Segment segment)
    {
        return isSynUnacknowledged() && segment.isAck() &&
            segment.seq() == tcb.rcvNxt() - 1 && Seq.inWindow(segment.ack(), tcb.sndUna() + 1, tcb.flightSize());
    }

    /** In SYN_RCVD, or in FIN_WAIT_1 after a close there. */
    private boolean isSynUnacknowledged()
    {
        return tcb.isIn(SYN_RCVD) || Output.isSynInFlight(tcb);
    }
}
