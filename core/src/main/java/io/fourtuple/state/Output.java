package io.fourtuple.state;

import static io.fourtuple.app.TcpState.*;

import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.TcpDescriptor;

/**
 * Sends what a connection has to send for the first time: data, FIN, ACKs. {@link OutputList} has it called at the end of a
 * cycle, {@link TimeOuts} when a window stayed small. {@link LossRecovery} sends again.
 * <pre>
 *       SND.UNA            SND.NXT                       end of queue
 *          |####### sent #####|......... unsent ..............| FIN
 *          |<-- flightSize -->|<- usable ->|
 *          |<------------- queued ---------------------------->|         FIN sent: flightSize = queued + 1
 * </pre>
 * {@link #usable} asks {@link CongestionWindow} besides.
 */
final class Output
{
    /** Segments of a connection in one cycle, at most: then it is the others' turn, and that of the next frames. */
    private static final int TURN = 64;

    private final Clock clock;
    private final Transfers transfers;
    private final ConnectionLatencies latencies;
    private final Counters counters;
    private final CongestionWindow congestion;
    private final Scoreboard board;
    private final SegmentWriter writer;
    private final ConnectionTimer timer;
    private final DelayedAcks delayedAcks;
    private final SmallSegments smallSegments;
    private final OutputList list;
    private final Transfer transfer = new Transfer();
    /** The link had no room for a segment in this cycle. */
    boolean isLinkFull;
    private int segmentsSent;

    Output(
        final Context context,
        final CongestionWindow congestion,
        final Scoreboard board,
        final SegmentWriter writer,
        final ConnectionTimer timer,
        final DelayedAcks delayedAcks)
    {
        clock = context.clock;
        transfers = context.transfers;
        latencies = context.latencies;
        counters = context.counters;
        smallSegments = new SmallSegments(context.handlers);
        this.congestion = congestion;
        this.board = board;
        this.writer = writer;
        this.timer = timer;
        this.delayedAcks = delayedAcks;
        list = new OutputList(context.tables.table, this);
        delayedAcks.wire(list);
    }

    CongestionWindow congestion()
    {
        return congestion;
    }

    ConnectionTimer timer()
    {
        return timer;
    }

    OutputList list()
    {
        return list;
    }

    /** As {@link #send}, but for an ACK that is not to wait. */
    void sendAtOnce(final Tcb tcb)
    {
        delayedAcks.atOnce(tcb);
        send(tcb);
    }

    /**
     * Sends now what windows allow, and the ACK if one is still owed then and does not wait.
     *
     * @return false if the link had no room, not even for one segment.
     */
    boolean send(final Tcb tcb)
    {
        final int before = segmentsSent;
        if (tcb.stateOrdinal() >= ESTABLISHED.ordinal())
        {
            sendData(tcb, isFinQueued(tcb), false);
        }
        if (tcb.is(Tcb.ACK_PENDING) && !delayedAcks.waits(tcb) && (isLinkFull || !ackNow(tcb)))
        {
            list.later(tcb);
        }
        return !isLinkFull || segmentsSent != before;
    }

    /** Sends what the window allows, however little: it has stayed small for as long as the timer runs. */
    void sendForced(final Tcb tcb)
    {
        sendData(tcb, isFinQueued(tcb), true);
    }

    private void sendData(final Tcb tcb, final boolean finQueued, final boolean force)
    {
        int unsent = transfers.queuedBytes(tcb, transfer) - tcb.flightSize();
        final boolean isFirstInFlight = tcb.flightSize() == 0;
        if (unsent > 0 && tcb.flightSize() == 0)
        {
            congestion.begins(tcb, transfer);
        }
        boolean roomInLink = true;
        boolean isCwndLimited = false;
        int segments = 0;
        while (roomInLink && segments < TURN && (unsent > 0 || unsent == 0 && finQueued))
        {
            final int wanted = Math.min(unsent, tcb.mss());
            if (wanted > 0 && congestion.room(tcb, transfer, board.inFlight(tcb, transfer)) < wanted)
            {
                isCwndLimited = true;
                break;
            }
            int length = Math.min(wanted, window(tcb));
            // RFC 9293 3.8.6.2.1: a segment cut short by the window waits, unless it is half of the largest window.
            if (length < wanted && (length == 0 || !force && length < tcb.maxSndWnd() / 2))
            {
                break;
            }
            // RFC 9293 3.7.4; what a FIN follows does not wait.
            if (!force && !finQueued && smallSegments.holds(tcb, transfer, length))
            {
                break;
            }
            if (length == tcb.mss() && writer.takesSeveralSegments() && !transfer.isCongestion(TransferPath.CWR_DUE))
            {
                length = severalSegments(tcb, unsent, usable(tcb), TURN - segments);
            }
            // A FIN takes no room at the peer, and goes whatever the window.
            final boolean fin = finQueued && length == unsent;
            roomInLink = sendNew(tcb, length, length == unsent, fin);
            if (roomInLink)
            {
                unsent -= length + (fin ? 1 : 0);
                segments += length > tcb.mss() ? (length - 1) / tcb.mss() + 1 : 1;
            }
        }
        if (segments > 0)
        {
            armAfterSending(tcb, isFirstInFlight);
        }
        if (tcb.transfer() != 0 && (segments > 0 || isCwndLimited))
        {
            transfers.queuedBytes(tcb, transfer);
            congestion.sent(tcb, transfer, board.inFlight(tcb, transfer));
        }
        if (unsent > 0 || unsent == 0 && finQueued)
        {
            waitToSend(tcb, roomInLink, segments == TURN);
        }
    }

    private void armAfterSending(final Tcb tcb, final boolean isFirstInFlight)
    {
        if (isFirstInFlight)
        {
            tcb.retries(0);
        }
        timer.armAfterSending(tcb, isFirstInFlight);
    }

    /** All that is left to send, or as many whole segments as may go now and one frame of the link takes. */
    private int severalSegments(final Tcb tcb, final int unsent, final int usable, final int segmentsLeft)
    {
        final int mss = tcb.mss();
        final int most = Math.min(usable, Math.min(writer.largestData(tcb), segmentsLeft * mss));
        // What is left behind whole segments may have to wait (RFC 9293 3.7.4).
        return most >= unsent && !smallSegments.mayHold(tcb, unsent % mss) ? unsent : most / mss * mss;
    }

    /** Bytes that the rest of the peer's window has room for. */
    private static int window(final Tcb tcb)
    {
        return Math.max(0, tcb.sndWnd() - tcb.flightSize());
    }

    /** Bytes that may be sent now: of the peer's window and cwnd, the smaller one counts (RFC 5681 3.1). */
    private int usable(final Tcb tcb)
    {
        return tcb.transfer() == 0 ? window(tcb) :
            Math.min(window(tcb), congestion.room(tcb, transfer, board.inFlight(tcb, transfer)));
    }

    /** The connection has got another congestion control. */
    void changeCongestion(final Tcb tcb)
    {
        if (tcb.transfer() != 0)
        {
            transfers.queuedBytes(tcb, transfer);
            congestion.change(tcb, transfer);
        }
    }

    /** Whether the window lets a segment go that was never sent: a whole one, or all that there is. */
    boolean hasNewData(final Tcb tcb)
    {
        final int unsent = transfers.queuedBytes(tcb, transfer) - tcb.flightSize();
        return unsent > 0 && usable(tcb) >= Math.min(unsent, tcb.mss());
    }

    /** Something is still to be sent: in the next cycle, or when the peer has room. */
    private void waitToSend(final Tcb tcb, final boolean roomInLink, final boolean isTurnOver)
    {
        final boolean waitsForPeer = roomInLink && !isTurnOver;
        if (!waitsForPeer)
        {
            list.later(tcb);
        }
        if (tcb.flightSize() == 0 && !tcb.is(Tcb.TIMER_ARMED))
        {
            if (waitsForPeer || tcb.isLingering())
            {
                // Nothing is under way that would come back: the persist timer asks. A close that lingers keeps its time.
                arm(tcb);
            }
            else if (!tcb.is(Tcb.OUTPUT_LISTED))
            {
                timer.arm(tcb, ConnectionTimer.LINK_FULL_MS);
            }
        }
    }

    private void arm(final Tcb tcb)
    {
        if (smallSegments.isCorked(tcb) && tcb.sndWnd() > 0)
        {
            timer.arm(tcb, SmallSegments.CORK_MS);
        }
        else
        {
            timer.arm(tcb);
        }
    }

    private boolean sendNew(final Tcb tcb, final int length, final boolean isLast, final boolean fin)
    {
        final int seq = tcb.sndNxt();
        final int flags = (isLast && length > 0 ? TcpDescriptor.PSH : 0) | (fin ? TcpDescriptor.FIN : 0);
        final boolean isFirstInFlight = tcb.flightSize() == 0;
        final boolean isWritten = length > tcb.mss() ?
            writer.segments(tcb, flags, seq, transfer, tcb.flightSize(), length) :
            writer.data(tcb, flags, seq, transfer, tcb.flightSize(), length);
        if (!isWritten)
        {
            isLinkFull = true;
            return false;
        }
        segmentsSent++;
        smallSegments.sent(tcb, transfer, length, isFirstInFlight);
        tcb.sndNxt(seq + length + (fin ? 1 : 0));
        if (length > 0)
        {
            counters.add(Counter.OUT_BYTES, length);
        }
        if (fin)
        {
            latencies.finSent(tcb);
        }
        if (tcb.transfer() != 0)
        {
            board.sent(tcb, transfer, seq);
        }
        if (length > 0 && !transfer.is(Transfer.TIMING))
        {
            transfer.time(tcb.sndNxt(), clock.nowUs);
        }
        return true;
    }

    /**
     * Sends one segment that was never sent, whatever cwnd (RFC 8985 7.3).
     *
     * @return false if there is none, or the peer's window or the link has no room for it.
     */
    boolean sendProbe(final Tcb tcb)
    {
        final int unsent = transfers.queuedBytes(tcb, transfer) - tcb.flightSize();
        final int length = Math.min(unsent, tcb.mss());
        return length > 0 && tcb.sndWnd() - tcb.flightSize() >= length &&
            sendNew(tcb, length, length == unsent, length == unsent && isFinQueued(tcb));
    }

    /**
     * CLOSE in SYN_RCVD: the FIN goes out behind a SYN that is not acknowledged yet, and at once, as the SYN of a connect does:
     * while it waited, an acknowledgment of the SYN could not be told from one of the FIN.
     */
    void finBehindSyn(final Tcb tcb)
    {
        final int seq = tcb.sndNxt();
        // Where the link has no room, the FIN is lost as one may be on the way.
        writer.fin(tcb, seq);
        tcb.sndNxt(seq + 1);
        counters.increment(Counter.SYN_RCVD_CLOSED);
        latencies.finSentByCall(tcb);
        tcb.retries(0);
        timer.arm(tcb);
    }

    /** Whether SYN and FIN are in flight, without data: one of them alone is the FIN. */
    static boolean isSynInFlight(final Tcb tcb)
    {
        return tcb.flightSize() == 2 && tcb.transfer() == 0 && (tcb.isIn(FIN_WAIT_1) || tcb.isIn(CLOSING));
    }

    /** Whether the application has closed its output: FIN follows, or has followed, the last byte. */
    static boolean isFinQueued(final Tcb tcb)
    {
        return tcb.isIn(LAST_ACK) || tcb.isIn(FIN_WAIT_1) || tcb.isIn(CLOSING);
    }

    /**
     * Asks a peer with a closed window for its state, by an ACK that it must answer: one with the sequence number before
     * SND.UNA, which carries nothing (RFC 9293 3.8.6.1; as Linux does).
     *
     * @return false if the link had no room for it.
     */
    boolean probe(final Tcb tcb)
    {
        final boolean isSent = writer.probe(tcb);
        counters.add(Counter.PERSIST_PROBES, isSent ? 1 : 0);
        timer.armOrTryAgain(tcb, isSent);
        return isSent;
    }

    /** Sends a bare ACK: {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>}. */
    boolean ackNow(final Tcb tcb)
    {
        final boolean isSent = writer.ack(tcb);
        isLinkFull |= !isSent;
        segmentsSent += isSent ? 1 : 0;
        return isSent;
    }

    /** The window has grown, which the peer is told at the end of the cycle. */
    void ackWindow(final Tcb tcb)
    {
        delayedAcks.atOnce(tcb);
        list.ackLater(tcb);
    }

    /** Sends a bare ACK now, or as soon as the link has room. */
    void ackNowOrLater(final Tcb tcb)
    {
        if (!ackNow(tcb))
        {
            delayedAcks.atOnce(tcb);
            list.ackLater(tcb);
        }
    }
}
