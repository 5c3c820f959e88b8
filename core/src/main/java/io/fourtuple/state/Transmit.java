package io.fourtuple.state;

import static io.fourtuple.app.TcpState.*;

import io.fourtuple.config.Setting;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.TcpDescriptor;

/**
 * Sends what a connection has to send: data, FIN, ACKs, and all of it again. Records with something to send are listed
 * while a batch of frames is processed and served at its end: one ACK then answers a connection's small segments of the
 * batch, and rides on data where there is some. That is the whole delay an ACK ever has (RFC 9293 3.8.6.3); every second
 * full segment is answered before that.
 * <pre>
 *       SND.UNA            SND.NXT                       end of queue
 *          |####### sent #####|......... unsent ..............| FIN
 *          |<-- flightSize -->|
 *          |<------------- queued ---------------------------->|         FIN sent: flightSize = queued + 1
 * </pre>
 * Congestion control will decide in {@link #usable}. What is sent again is up to {@link LossRecovery}.
 */
final class Transmit
{
    private static final int LIST_LENGTH = 1 << 16;
    /** Segments that a connection sends in a cycle, at most: then the others' turn comes, and the next frames'. */
    private static final int QUANTUM = 64;
    /** A linger time is kept in 16 bits, in units of 128 ms. */
    private static final int LINGER_SHIFT = 7;
    /** When the link had no room and the list none either: try again this much later. */
    private static final int LINK_FULL_MS = 5;

    private final Context context;
    private final Counters counters;
    private final SegmentWriter writer;
    private final Handlers handlers;
    private final LossRecovery recovery;
    private final Tcb listTcb = new Tcb();
    private final Transfer transfer = new Transfer();
    private final int[] list = new int[LIST_LENGTH];
    private final int invalidRatelimitMs;
    /** The list is a ring: where it begins, and how many are in it. */
    private int listedFrom;
    private int listed;
    private boolean isUnlisted;
    /** The link had no room for a segment in this cycle. */
    private boolean isLinkFull;
    private int segmentsSent;

    Transmit(final Context context, final SegmentWriter writer, final Handlers handlers)
    {
        this.handlers = handlers;
        this.context = context;
        this.counters = context.counters;
        this.writer = writer;
        recovery = new LossRecovery(context, writer, this);
        invalidRatelimitMs = context.settings.intValue(Setting.TCP_INVALID_RATELIMIT);
    }

    LossRecovery recovery()
    {
        return recovery;
    }

    /** Has {@link #output} called for the record at the end of the cycle. */
    void later(final Tcb tcb)
    {
        if (tcb.is(Tcb.OUTPUT_LISTED))
        {
            return;
        }
        if (listed == LIST_LENGTH)
        {
            outputUnlisted(tcb);
            return;
        }
        tcb.set(Tcb.OUTPUT_LISTED);
        list[listedFrom + listed++ & LIST_LENGTH - 1] = tcb.ref();
    }

    /**
     * The list is full: it is served at once. What the link has no room for is left to the connection's timer, an ACK to
     * the peer's.
     */
    private void outputUnlisted(final Tcb tcb)
    {
        if (!isUnlisted)
        {
            isUnlisted = true;
            output(tcb);
            isUnlisted = false;
        }
    }

    /** An ACK is owed: it goes with the output at the end of the cycle. */
    void ackLater(final Tcb tcb)
    {
        tcb.set(Tcb.ACK_PENDING);
        later(tcb);
    }

    /**
     * Whether one more segment makes two full ones that are not acknowledged, or as many bytes (RFC 5681 4.2). An ACK is
     * owed already: be it for a smaller segment, the answer only comes sooner.
     *
     * @param lengthBytes of its data.
     */
    boolean isAckDue(final Tcb tcb, final int lengthBytes)
    {
        return lengthBytes >= tcb.mss() || context.windows.isGrownBy(tcb, 2 * tcb.mss() - lengthBytes);
    }

    /**
     * Serves the records listed, in order. One that has used up its quantum, or finds the link full, lists itself anew behind
     * the others; with the link full, they too wait for the next cycle: to wait costs one claim a cycle, however many do.
     *
     * @return how many were served; one that the link had no room for at all was not.
     */
    int flush()
    {
        final int count = listed;
        int served = 0;
        isLinkFull = false;
        for (int i = 0; i < count && !isLinkFull; i++)
        {
            context.table.wrap(listTcb, list[listedFrom]);
            listedFrom = listedFrom + 1 & LIST_LENGTH - 1;
            listed--;
            final int before = segmentsSent;
            // A record freed since then is unlisted, and owes nothing; one used anew was listed again and is served once.
            if (listTcb.is(Tcb.OUTPUT_LISTED))
            {
                listTcb.clear(Tcb.OUTPUT_LISTED);
                output(listTcb);
            }
            served += isLinkFull && segmentsSent == before ? 0 : 1;
        }
        return served;
    }

    /** Sends now what windows allow, and the ACK if one is still owed then. */
    void output(final Tcb tcb)
    {
        if (tcb.stateOrdinal() >= ESTABLISHED.ordinal())
        {
            sendData(tcb, isFinQueued(tcb), false);
        }
        if (tcb.is(Tcb.ACK_PENDING) && (isLinkFull || !ackNow(tcb)))
        {
            later(tcb);
        }
    }

    /** Sends what the window allows, however little: it has stayed small for as long as the timer runs. */
    void outputForced(final Tcb tcb)
    {
        sendData(tcb, isFinQueued(tcb), true);
    }

    private void sendData(final Tcb tcb, final boolean finQueued, final boolean force)
    {
        final int queued = queued(tcb);
        int unsent = queued - tcb.flightSize();
        boolean roomInLink = true;
        int segments = 0;
        while (roomInLink && segments < QUANTUM && (unsent > 0 || unsent == 0 && finQueued))
        {
            final int usable = usable(tcb);
            final int length = Math.min(Math.min(unsent, tcb.mss()), usable);
            // RFC 9293 3.8.6.2.1: a segment cut short by the window waits, unless it is half of the largest window.
            final boolean isCut = length < Math.min(unsent, tcb.mss());
            if (isCut && (length == 0 || !force && length < tcb.maxSndWnd() / 2))
            {
                break;
            }
            // A FIN takes no room at the peer, and goes whatever the window.
            final boolean fin = finQueued && length == unsent;
            roomInLink = sendNew(tcb, length, length == unsent, fin);
            if (roomInLink)
            {
                unsent -= length + (fin ? 1 : 0);
                segments++;
            }
        }
        if (unsent > 0 || unsent == 0 && finQueued)
        {
            waitToSend(tcb, roomInLink, segments == QUANTUM);
        }
    }

    /** Something is still to be sent: in the next cycle, or when the peer has room. */
    private void waitToSend(final Tcb tcb, final boolean roomInLink, final boolean isTurnOver)
    {
        final boolean waitsForPeer = roomInLink && !isTurnOver;
        if (!waitsForPeer)
        {
            later(tcb);
        }
        if (tcb.flightSize() == 0 && !tcb.is(Tcb.TIMER_ARMED))
        {
            if (waitsForPeer)
            {
                // Nothing is under way that would come back: the persist timer asks.
                arm(tcb, context.rtt.backedOffMs(tcb));
            }
            else if (!tcb.is(Tcb.OUTPUT_LISTED) || tcb.isLingering())
            {
                arm(tcb, tcb.isLingering() ? context.rtt.backedOffMs(tcb) : LINK_FULL_MS);
            }
        }
    }

    private boolean sendNew(final Tcb tcb, final int length, final boolean isLast, final boolean fin)
    {
        final int seq = tcb.sndNxt();
        final int flags = (isLast && length > 0 ? TcpDescriptor.PSH : 0) | (fin ? TcpDescriptor.FIN : 0);
        final boolean isFirstInFlight = tcb.flightSize() == 0;
        if (!writer.ack(tcb, flags, seq, transfer, tcb.flightSize(), length))
        {
            isLinkFull = true;
            return false;
        }
        segmentsSent++;
        tcb.sndNxt(seq + length + (fin ? 1 : 0));
        counters.add(Counter.OUT_BYTES, length);
        if (fin)
        {
            context.latencies.finSent(tcb);
        }
        if (length > 0 && !transfer.is(Transfer.TIMING))
        {
            transfer.time(tcb.sndNxt(), context.nowUs);
        }
        if (isFirstInFlight)
        {
            tcb.retries(0);
            arm(tcb, context.rtt.backedOffMs(tcb));
        }
        return true;
    }

    /**
     * CLOSE in SYN_RCVD: the FIN goes out behind a SYN that is not acknowledged yet, and at once, as the SYN of a connect does:
     * while it waited, an acknowledgment of the SYN could not be told from one of the FIN.
     */
    void finBehindSyn(final Tcb tcb)
    {
        final int seq = tcb.sndNxt();
        // Where the link has no room, it is lost as one may be on the way.
        writer.ack(tcb, TcpDescriptor.FIN, seq, null, 0, 0);
        tcb.sndNxt(seq + 1);
        counters.increment(Counter.SYN_RCVD_CLOSED);
        context.latencies.finSentByCall(tcb);
        tcb.retries(0);
        arm(tcb, context.rtt.backedOffMs(tcb));
    }

    /** Whether SYN and FIN are in flight, without data: one of them alone is the FIN. */
    static boolean isSynInFlight(final Tcb tcb)
    {
        return tcb.flightSize() == 2 && tcb.transfer() == 0 && (tcb.isIn(FIN_WAIT_1) || tcb.isIn(CLOSING));
    }

    /**
     * Sends our SYN,ACK and the FIN behind it again.
     *
     * @return false if the link had no room for both.
     */
    boolean resendSynAndFin(final Tcb tcb)
    {
        final boolean isSent = writer.syn(tcb, true) && writer.ack(tcb, TcpDescriptor.FIN, tcb.sndNxt() - 1, null, 0, 0);
        counters.add(Counter.RETRANS_SEGS, isSent ? 2 : 0);
        return isSent;
    }

    /**
     * Arms the timer after it made something be sent. What found no room in the link says nothing of the peer: it does not
     * count as one more retransmission that was not answered (RFC 9293 3.8.3), the RTO does not back off, and the link is
     * tried again soon.
     */
    void armOrTryAgain(final Tcb tcb, final boolean isSent)
    {
        if (!isSent)
        {
            tcb.retries(Math.max(0, tcb.retries() - 1));
        }
        arm(tcb, isSent ? context.rtt.backedOffMs(tcb) : LINK_FULL_MS);
    }

    /**
     * Asks a peer with a closed window for its state, by an ACK it must answer: one with the sequence number before
     * SND.UNA, which carries nothing (RFC 9293 3.8.6.1; as Linux does).
     *
     * @return false if the link had no room for it.
     */
    boolean probe(final Tcb tcb)
    {
        final boolean isSent = writer.ack(tcb, 0, tcb.sndUna() - 1, null, 0, 0);
        counters.add(Counter.PERSIST_PROBES, isSent ? 1 : 0);
        armOrTryAgain(tcb, isSent);
        return isSent;
    }

    /** Sends a bare ACK: {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>}. */
    boolean ackNow(final Tcb tcb)
    {
        final boolean isSent = writer.ack(tcb, 0, tcb.sndNxt(), null, 0, 0);
        isLinkFull |= !isSent;
        segmentsSent += isSent ? 1 : 0;
        return isSent;
    }

    /** Sends a bare ACK now, or as soon as the link has room. */
    private void ackNowOrLater(final Tcb tcb)
    {
        if (!ackNow(tcb))
        {
            ackLater(tcb);
        }
    }

    /** Challenge ACK (RFC 5961), at most one per connection and {@code tcp_invalid_ratelimit}. */
    void challenge(final Tcb tcb)
    {
        if (isAnswerDue(tcb))
        {
            counters.increment(Counter.CHALLENGE_ACK);
            ackNowOrLater(tcb);
        }
        else
        {
            counters.increment(Counter.CHALLENGE_SKIPPED);
        }
    }

    /**
     * Answers a segment that is not acceptable with an ACK (RFC 9293 3.10.7.4, first). One that the peer may have sent again
     * is always answered, so that it does not stall; others could be answered for ever, be it by a peer that finds our
     * answer unacceptable or by anyone who knows the 4-tuple, and are limited.
     */
    void ackUnacceptable(final Tcb tcb, final boolean isAgain)
    {
        if (isAgain || isAnswerDue(tcb))
        {
            ackNowOrLater(tcb);
        }
        else
        {
            counters.increment(Counter.DUP_ACK_SKIPPED);
        }
    }

    /**
     * Answers a segment behind missing data with an ACK at once (RFC 5681 4.2). What is owed goes first, as a frame of its
     * own: the peer counts three duplicates, and the first ACK of a number is none.
     */
    void ackOutOfOrder(final Tcb tcb)
    {
        if (tcb.is(Tcb.ACK_PENDING))
        {
            ackNow(tcb);
        }
        ackNow(tcb);
    }

    private boolean isAnswerDue(final Tcb tcb)
    {
        final int now = (int)((context.nowMs & 0xFFFF_FFFFL) / 8 % 65_535) + 1;
        final int last = tcb.challengeStamp();
        // The first and the last unit may have been begun only: what has passed for certain.
        final int elapsedMs = (Math.floorMod(now - last, 65_535) - 1) * 8;
        if (last != 0 && invalidRatelimitMs > 0 && elapsedMs < invalidRatelimitMs)
        {
            return false;
        }
        tcb.challengeStamp(now);
        return true;
    }

    /** A close gives up after so many milliseconds, up to an hour, rounded up to the next 128. */
    void linger(final Tcb tcb, final int ms)
    {
        tcb.set(Tcb.LINGERING);
        tcb.lingerStamp((context.nowMs + ms >> LINGER_SHIFT) + 1);
        // What is listed for output gets its timer there: one set here would be taken for that.
        if (tcb.is(Tcb.TIMER_ARMED) || !tcb.is(Tcb.OUTPUT_LISTED))
        {
            arm(tcb, tcb.is(Tcb.TIMER_ARMED) ? tcb.deadlineMs() - context.nowMs : context.rtt.backedOffMs(tcb));
        }
    }

    /** Milliseconds until a close that lingers gives up; 0 or less: it does now. */
    int lingerLeftMs(final Tcb tcb)
    {
        return ((tcb.lingerStamp() << Integer.SIZE - 16) - (context.nowMs << Integer.SIZE - 16 - LINGER_SHIFT)) >>
            Integer.SIZE - 16 - LINGER_SHIFT;
    }

    /** Bytes that may be sent now: what the peer's window leaves. */
    private static int usable(final Tcb tcb)
    {
        return Math.max(0, tcb.sndWnd() - tcb.flightSize());
    }

    /** Whether the window lets a segment go that was never sent: a whole one, or all that there is. */
    boolean hasNewData(final Tcb tcb)
    {
        final int unsent = queued(tcb) - tcb.flightSize();
        return unsent > 0 && usable(tcb) >= Math.min(unsent, tcb.mss());
    }

    /**
     * How long SND.UNA has stood still while something was to be acknowledged, or to be sent.
     *
     * @param isWaitOver whether the timer has just expired; else it was just armed.
     */
    long stalledMs(final Tcb tcb, final boolean isWaitOver)
    {
        if (queued(tcb) > 0)
        {
            return context.nowMs - transfer.sinceMs();
        }
        // With a FIN alone under way nothing says since when; it is what was waited for it.
        return context.rtt.waitsMs(tcb) - (isWaitOver ? 0 : context.rtt.backedOffMs(tcb));
    }

    boolean isQueued(final Tcb tcb)
    {
        return queued(tcb) > 0;
    }

    /** Bytes the application has sent that are not acknowledged; positions {@link #transfer} if there are any. */
    private int queued(final Tcb tcb)
    {
        if (tcb.transfer() == 0)
        {
            return 0;
        }
        context.sendMemory.wrap(transfer, tcb.transfer());
        return transfer.queued();
    }

    /** Whether the application has closed its output: FIN follows, or has followed, the last byte. */
    static boolean isFinQueued(final Tcb tcb)
    {
        return tcb.isIn(LAST_ACK) || tcb.isIn(FIN_WAIT_1) || tcb.isIn(CLOSING);
    }

    /** No wait is longer than a close lingers, or than the peer may acknowledge nothing: an RTO backed off may be. */
    void arm(final Tcb tcb, final int inMs)
    {
        final int userTimeoutMs = handlers.userTimeoutMs(tcb.handler());
        int ms = userTimeoutMs == 0 ? inMs : Math.min(inMs, userTimeoutMs);
        ms = tcb.isLingering() ? Math.max(0, Math.min(ms, lingerLeftMs(tcb))) : ms;
        context.timers.arm(tcb, context.nowMs + ms, context.nowMs);
    }
}
