package io.fourtuple.state;

import io.fourtuple.config.Setting;
import io.fourtuple.congestion.CongestionControl;
import io.fourtuple.congestion.Path;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.wire.Seq;

/**
 * How much a connection may have in flight for the sake of the path (RFC 5681): cwnd and ssthresh of its transfer, which its
 * algorithm moves. Called by {@link Output}, which asks for room, and by the recovery of losses, which tells what became of the
 * data.
 * <pre>
 *   open ──> begins, room, sent ... acked ──┬── loss ─────> PRR, elsewhere ──> recovered
 *                                           ├── timeout ──> cwnd of one segment, slow start
 *                                           └── ecnEcho ──> as loss, without one
 *                                  loss, timeout ── undo ──> the values before
 * </pre>
 */
final class CongestionWindow
{
    /** {@link #acked}: no round trip was measured. */
    static final int NOT_MEASURED = Path.NOT_MEASURED;

    /** Flag of the transfer: ssthresh was cut, and the recovery is not over. */
    private static final int CUT = 1 << 1;
    /** Flag of the transfer: since the last time-out nothing was acknowledged. */
    private static final int TIMED_OUT = 1 << 2;
    /** RFC 6928 2. */
    private static final int INITIAL_SEGMENTS = 10;
    private static final int INITIAL_BYTES = 14_600;

    private final CongestionAlgorithms algorithms;
    private final Handlers handlers;
    private final RttEstimator rtt;
    private final Clock clock;
    private final TransferPath path;
    private final boolean isRestarting;

    CongestionWindow(final Context context)
    {
        algorithms = context.congestionAlgorithms;
        handlers = context.handlers;
        rtt = context.rtt;
        clock = context.clock;
        path = new TransferPath(clock);
        isRestarting = context.settings.isOn(Setting.TCP_SLOW_START_AFTER_IDLE);
    }

    /** RFC 6928 2: min(10 * MSS, max(2 * MSS, 14600)). */
    static int initialWindow(final int mss)
    {
        return Math.min(INITIAL_SEGMENTS * mss, Math.max(2 * mss, INITIAL_BYTES));
    }

    private CongestionControl algorithm(final Transfer transfer)
    {
        return algorithms.get(transfer.algorithm());
    }

    private TransferPath path(final Tcb tcb, final Transfer transfer)
    {
        return path.of(tcb, transfer, tcb.flightSize(), NOT_MEASURED);
    }

    /** A transfer begins: the initial window, and no threshold. */
    void open(final Tcb tcb, final Transfer transfer)
    {
        transfer.clearCongestion(handlers.congestion(tcb.handler()));
        transfer.noteUse(tcb.sndNxt(), 0);
        transfer.ssthresh(Path.UNLIMITED);
        path(tcb, transfer).cwnd(initialWindow(path.mss()));
        algorithm(transfer).onStart(path);
    }

    /** The connection has got another algorithm, which begins where the one before has come to. */
    void change(final Tcb tcb, final Transfer transfer)
    {
        if (transfer.cwnd() == 0)
        {
            return;
        }
        final int flags = transfer.congestionFlags();
        transfer.clearCongestion(handlers.congestion(tcb.handler()));
        transfer.congestionFlags(flags);
        path(tcb, transfer);
        if (transfer.cwnd() == Path.UNLIMITED)
        {
            path.cwnd(Math.max(tcb.flightSize(), initialWindow(path.mss())));
        }
        algorithm(transfer).onStart(path);
    }

    /** Nothing is in flight, and data is about to be sent. */
    void begins(final Tcb tcb, final Transfer transfer)
    {
        if (transfer.cwnd() == 0)
        {
            open(tcb, transfer);
            return;
        }
        final int idleMs = transfer.sinceSentMs(clock.nowMs);
        if (idleMs == 0)
        {
            return;
        }
        path(tcb, transfer);
        if (isRestarting && idleMs > rtt.rtoMs(tcb))
        {
            restart(transfer);
        }
        algorithm(transfer).onIdle(path, idleMs);
    }

    /** RFC 5681 4.1; ssthresh remembers, as RFC 2861 3.2 has it, how far cwnd had come. */
    private void restart(final Transfer transfer)
    {
        final int cwnd = transfer.cwnd();
        if (transfer.ssthresh() != Path.UNLIMITED)
        {
            path.ssthresh(Math.max(transfer.ssthresh(), cwnd - cwnd / 4));
        }
        path.cwnd(Math.min(cwnd, initialWindow(path.mss())));
    }

    /**
     * @param inFlight bytes under way.
     * @return bytes that may be sent now, of new data or again; with nothing under way at least a segment.
     */
    int room(final Tcb tcb, final Transfer transfer, final int inFlight)
    {
        if (transfer.cwnd() == 0)
        {
            open(tcb, transfer);
        }
        return Math.max(inFlight == 0 ? tcb.mss() : 0, transfer.cwnd() - inFlight);
    }

    /**
     * Data was sent, or cwnd had no room for it: notes how far cwnd is used, for one window (as Linux's tcp_cwnd_validate).
     *
     * @param inFlight bytes under way now.
     */
    void sent(final Tcb tcb, final Transfer transfer, final int inFlight)
    {
        final int mss = Math.max(1, tcb.mss());
        final int flags = transfer.congestionFlags();
        final boolean isLimited = transfer.cwnd() - inFlight < mss;
        final boolean isKnownLimited = (flags & TransferPath.CWND_LIMITED) != 0;
        transfer.sentAt(clock.nowMs);
        if (isLimited)
        {
            transfer.congestionFlags(flags | TransferPath.CWND_LIMITED);
            transfer.noteUse(tcb.sndNxt(), 0);
        }
        else if (Seq.geq(tcb.sndUna(), transfer.windowEnd()) || !isKnownLimited)
        {
            final int out = (inFlight + mss - 1) / mss;
            if (isKnownLimited || out > transfer.mostOut() || Seq.geq(tcb.sndUna(), transfer.windowEnd()))
            {
                transfer.congestionFlags(flags & ~TransferPath.CWND_LIMITED);
                transfer.noteUse(tcb.sndNxt(), out);
            }
        }
    }

    /**
     * Data was acknowledged, outside of fast recovery.
     *
     * @param ackedBytes     newly acknowledged or selectively acknowledged.
     * @param rttUs          round trip that this ACK has measured, microseconds, or {@link #NOT_MEASURED}.
     * @param inFlightBefore bytes under way before the ACK.
     */
    void acked(
        final Tcb tcb, final Transfer transfer, final int ackedBytes, final int rttUs, final int inFlightBefore)
    {
        if (ackedBytes > 0 && transfer.cwnd() != 0)
        {
            if (transfer.isCongestion(TIMED_OUT))
            {
                transfer.congestionFlags(transfer.congestionFlags() & ~TIMED_OUT);
            }
            algorithm(transfer).onAck(path.of(tcb, transfer, inFlightBefore, rttUs), ackedBytes);
        }
    }

    /**
     * A loss was found: ssthresh is cut, and the values before are kept for an undo. The way down of cwnd is the caller's.
     *
     * @param inFlight FlightSize, bytes sent and not acknowledged.
     */
    void loss(final Tcb tcb, final Transfer transfer, final int inFlight)
    {
        if (transfer.cwnd() != 0)
        {
            transfer.prior(transfer.cwnd(), transfer.ssthresh());
            algorithm(transfer).onLoss(path.of(tcb, transfer, inFlight, NOT_MEASURED));
            transfer.congestionFlags(transfer.congestionFlags() & ~TIMED_OUT | CUT | cwrDue(tcb));
        }
    }

    /**
     * The retransmission timer has expired: ssthresh is cut, unless a recovery under way has cut it or the timer has expired for
     * the same data before (RFC 5681 3.1), and cwnd falls to one segment.
     *
     * @param inFlight FlightSize, bytes sent and not acknowledged.
     */
    void timeout(final Tcb tcb, final Transfer transfer, final int inFlight)
    {
        final int flags = transfer.congestionFlags();
        if (transfer.cwnd() == 0)
        {
            return;
        }
        final int ssthresh = transfer.ssthresh();
        final boolean isCut = (flags & (CUT | TIMED_OUT)) != 0;
        if (!isCut)
        {
            transfer.prior(transfer.cwnd(), ssthresh);
        }
        algorithm(transfer).onTimeout(path.of(tcb, transfer, inFlight, NOT_MEASURED));
        if (isCut)
        {
            transfer.ssthresh(ssthresh);
        }
        // One segment is used up by the retransmission; the window grows from there until what was in flight has arrived.
        transfer.congestionFlags(flags & ~CUT | TIMED_OUT | TransferPath.CWND_LIMITED | cwrDue(tcb));
        transfer.noteUse(tcb.sndNxt(), 0);
    }

    /** RFC 3168 6.1.2: the peer is told of each reduction, whatever it was for. */
    private static int cwrDue(final Tcb tcb)
    {
        return tcb.isEcn() ? TransferPath.CWR_DUE : 0;
    }

    /** A recovery that a loss began is over. After a time-out, slow start goes on. */
    void recovered(final Tcb tcb, final Transfer transfer)
    {
        if (transfer.isCongestion(CUT))
        {
            transfer.congestionFlags(transfer.congestionFlags() & ~CUT);
            path(tcb, transfer).cwnd(transfer.ssthresh());
        }
    }

    /** The latest cut was made for nothing: the values before it are restored. */
    void undo(final Tcb tcb, final Transfer transfer)
    {
        if (transfer.cwnd() != 0 && transfer.priorCwnd() != 0)
        {
            transfer.congestionFlags(transfer.congestionFlags() & ~(CUT | TIMED_OUT));
            transfer.cwnd(Math.max(transfer.cwnd(), transfer.priorCwnd()));
            transfer.ssthresh(transfer.priorSsthresh());
            algorithm(transfer).onUndo(path(tcb, transfer));
        }
    }

    /**
     * The path has marked packets (RFC 3168 6.1.2); to be called once in a round trip.
     *
     * @param inFlight FlightSize, bytes sent and not acknowledged.
     */
    void ecnEcho(final Tcb tcb, final Transfer transfer, final int inFlight)
    {
        loss(tcb, transfer, inFlight);
    }
}
