package io.fourtuple.state;

import static io.fourtuple.app.TcpState.*;

import io.fourtuple.app.TcpInfo;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.AckRecord;
import io.fourtuple.table.AckRecords;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.timer.AckQueues;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/**
 * Whether an ACK that is owed at the end of a cycle waits for data to ride on, for {@code tcp_delack_ms} at most (RFC 9293
 * 3.8.6.3). It goes at once:
 * <pre>
 *   more than one of the peer's segments is not acknowledged          RFC 5681 4.2
 *   the peer closes; or it was told to wait by a small window
 *   the first 16 ACKs, also after an idle RTO, or a duplicate         Linux's quick ACKs, for the peer's slow start
 *   the end of a write, all of which the application has              Linux's tcp_cleanup_rbuf
 *
 *   the last two not while the application answers each time: INTERACTIVE
 *     data is sent within the delay ──> INTERACTIVE ──> the delay runs out, or a duplicate ──> not
 * </pre>
 * A duplicate, a segment behind a gap, and one that fills a gap, are acknowledged without this being asked.
 */
final class DelayedAcks implements AckQueues.Handler
{
    private static final int QUICK_ACKS = 16;
    /** After a mark of congestion (RFC 3168), as in Linux. */
    private static final int MARK_QUICK_ACKS = 2;
    /** What a peer's segments are taken for before one was larger, as Linux does. */
    private static final int FIRST_RCV_MSS = 536;
    private static final int OF_ONE_ACK =
        AckRecord.MAY_WAIT | AckRecord.WAITS | AckRecord.AT_ONCE | AckRecord.PUSHED;

    private final Counters counters;
    private final Clock clock;
    private final ConnectionTable table;
    private final AckRecords records;
    private final AckQueues queues;
    private final RttEstimator rtt;
    private final ReceiveWindow windows;
    private final int delayMs;
    private final AckRecord record = new AckRecord();
    private final Tcb waiting = new Tcb();
    private OutputList outputList;

    DelayedAcks(
        final Settings settings,
        final Counters counters,
        final Clock clock,
        final Tables tables,
        final RttEstimator rtt,
        final ReceiveWindow windows)
    {
        this.counters = counters;
        this.clock = clock;
        table = tables.table;
        records = tables.ackRecords;
        queues = tables.ackQueues;
        this.rtt = rtt;
        this.windows = windows;
        delayMs = settings.intValue(Setting.TCP_DELACK_MS);
    }

    void wire(final OutputList list)
    {
        outputList = list;
    }

    private boolean find(final Tcb tcb)
    {
        records.wrap(record, tcb.ref());
        return record.id() == tcb.id();
    }

    /** Positions the record at a connection's, if need be instead of another's, whose ACK goes at once then. */
    private void open(final Tcb tcb)
    {
        if (find(tcb))
        {
            return;
        }
        if (record.is(AckRecord.WAITS) && table.isOpen(waiting, record.id()) && waiting.is(Tcb.ACK_PENDING))
        {
            outputList.later(waiting);
        }
        record.begin(tcb.id(), Math.min(FIRST_RCV_MSS, tcb.mss()));
        record.quick(QUICK_ACKS);
        record.receivedAtMs(clock.nowMs);
    }

    /** Data has come in order, and RCV.NXT is still to move on: its ACK may wait. */
    void arrived(final Tcb tcb, final Segment segment)
    {
        if (delayMs == 0)
        {
            return;
        }
        open(tcb);
        if (clock.nowMs - record.receivedAtMs() > rtt.rtoMs(tcb))
        {
            // The peer may be in slow start again (RFC 5681 4.1), and waits for each ACK.
            record.quick(QUICK_ACKS);
        }
        record.receivedAtMs(clock.nowMs);
        final int length = segment.payloadLength();
        if (length < record.rcvMss() || segment.isPsh())
        {
            record.set(AckRecord.PUSHED);
        }
        // A frame of several segments says nothing of their size.
        record.rcvMss(Math.max(Math.min(length, Math.max(FIRST_RCV_MSS, tcb.mss())), record.rcvMss()));
        if (!tcb.is(Tcb.ACK_PENDING))
        {
            record.acked(tcb.rcvNxt());
        }
        record.set(AckRecord.MAY_WAIT);
    }

    /** The ACK that is owed is not to wait. */
    void atOnce(final Tcb tcb)
    {
        if (find(tcb))
        {
            record.set(AckRecord.AT_ONCE);
        }
    }

    /** A mark of congestion, or the peer's word that it has reacted to one: its window may be small, so that it waits for the ACK. */
    void marked(final Tcb tcb)
    {
        if (delayMs > 0)
        {
            open(tcb);
            record.clear(AckRecord.INTERACTIVE);
            record.quick(Math.max(MARK_QUICK_ACKS, record.quick()));
            record.set(AckRecord.AT_ONCE);
        }
    }

    /**
     * The peer points at the end of urgent data (RFC 9293 3.8.5).
     *
     * @return whether the application was not told of that yet: the pointer has moved on.
     */
    boolean urgent(final Tcb tcb, final int rcvUp)
    {
        open(tcb);
        final boolean isNew = !record.is(AckRecord.URGENT) || Seq.gt(rcvUp, record.rcvUp());
        if (isNew)
        {
            record.rcvUp(rcvUp);
        }
        return isNew;
    }

    /** Something came again: an ACK may have been lost, or have come too late. */
    void arrivedAgain(final Tcb tcb)
    {
        counters.increment(Counter.DELAYED_ACK_LOST);
        if (find(tcb))
        {
            quicken();
        }
    }

    private void quicken()
    {
        record.quick(QUICK_ACKS);
        record.clear(AckRecord.INTERACTIVE);
    }

    /** Data bytes of the largest segment that the peer has sent. */
    int rcvMss(final Tcb tcb)
    {
        return find(tcb) ? record.rcvMss() : Math.min(FIRST_RCV_MSS, tcb.mss());
    }

    /** Milliseconds since data came, or {@link TcpInfo#UNKNOWN}. */
    int sinceDataMs(final Tcb tcb)
    {
        return find(tcb) ? clock.nowMs - record.receivedAtMs() : TcpInfo.UNKNOWN;
    }

    /** TCP_QUICKACK: off, ACKs wait for data from now on; on, they do not until the application answers again. */
    void quick(final Tcb tcb, final boolean isQuick)
    {
        if (delayMs == 0)
        {
            return;
        }
        open(tcb);
        if (!isQuick)
        {
            record.set(AckRecord.INTERACTIVE);
            return;
        }
        quicken();
        if (tcb.is(Tcb.ACK_PENDING))
        {
            record.set(AckRecord.AT_ONCE);
            outputList.later(tcb);
        }
    }

    /**
     * Asked at the end of a cycle that has sent nothing that the ACK could ride on.
     *
     * @return whether the ACK that is owed waits; it goes in time then, or with data.
     */
    boolean waits(final Tcb tcb)
    {
        if (delayMs == 0 || !mayMoreCome(tcb) || !find(tcb) || !record.is(AckRecord.MAY_WAIT) || isDueNow(tcb))
        {
            return false;
        }
        if (!record.is(AckRecord.WAITS))
        {
            record.set(AckRecord.WAITS);
            record.dueMs(clock.nowMs + delayMs);
            queues.add(record, clock.nowMs);
        }
        return true;
    }

    /** Asked first: the record lies on a line of its own, which a close need not touch. */
    private static boolean mayMoreCome(final Tcb tcb)
    {
        return tcb.isIn(ESTABLISHED) || tcb.isIn(FIN_WAIT_1) || tcb.isIn(FIN_WAIT_2);
    }

    private boolean isDueNow(final Tcb tcb)
    {
        return record.is(AckRecord.AT_ONCE) ||
            tcb.rcvNxt() - record.acked() > record.rcvMss() ||
            !record.is(AckRecord.INTERACTIVE) && (record.quick() > 0 || record.is(AckRecord.PUSHED)) ||
            windows.wantedBytes(tcb) >= 2 * tcb.rcvWnd() ||
            record.is(AckRecord.WAITS) && record.dueMs() - clock.nowMs <= delayMs / 4;
    }

    /**
     * A segment is going out, which acknowledges all that was received.
     *
     * @param hasData whether the application has sent something.
     */
    void sent(final Tcb tcb, final boolean hasData)
    {
        final boolean isOwed = tcb.is(Tcb.ACK_PENDING);
        if (delayMs > 0 && (isOwed || hasData) && mayMoreCome(tcb) && find(tcb))
        {
            if (isOwed)
            {
                record.quick(Math.max(0, record.quick() - 1));
                record.clear(OF_ONE_ACK);
            }
            if (hasData && clock.nowMs - record.receivedAtMs() < delayMs)
            {
                record.set(AckRecord.INTERACTIVE);
            }
        }
    }

    /**
     * Has the ACKs go that have waited for long enough.
     *
     * @param limit most of them looked at.
     * @return how many were.
     */
    int poll(final int limit)
    {
        return queues.poll(clock.nowMs, limit, this);
    }

    @Override
    public void onAckDue(final AckRecord due)
    {
        if (table.isOpen(waiting, due.id()) && waiting.is(Tcb.ACK_PENDING))
        {
            counters.increment(Counter.DELAYED_ACKS);
            due.clear(AckRecord.INTERACTIVE);
            due.set(AckRecord.AT_ONCE);
            outputList.later(waiting);
        }
    }
}
