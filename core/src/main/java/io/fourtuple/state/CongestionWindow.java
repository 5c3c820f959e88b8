package io.fourtuple.state;

import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;

/**
 * How much a connection may have in flight for the sake of the path (RFC 5681): cwnd and ssthresh of its transfer. Called by
 * {@link Output}, which asks for room, and by the recovery of losses, which tells what became of the data.
 * <pre>
 *   open ──> room, sent ... acked ──┬── loss ─────> PRR, elsewhere ──> recovered
 *                                   ├── timeout ──> cwnd of one segment, slow start
 *                                   └── ecnEcho ──> as loss, without one
 *                          loss, timeout ── undo ──> the values before
 * </pre>
 */
final class CongestionWindow
{
    /** The largest window that a peer can offer, and so the largest that is of use. */
    static final int MAX_CWND = 1 << 30;
    /** {@link #acked}: no round trip was measured. */
    static final int NOT_MEASURED = -1;

    /** A transfer begins: the initial window, and no threshold. */
    void open(final Tcb tcb, final Transfer transfer)
    {
        transfer.cwnd(MAX_CWND);
        transfer.ssthresh(MAX_CWND);
    }

    /**
     * @param inFlight bytes under way.
     * @return bytes that may be sent now, of new data or again.
     */
    int room(final Tcb tcb, final Transfer transfer, final int inFlight)
    {
        if (transfer.cwnd() == 0)
        {
            open(tcb, transfer);
        }
        return Math.max(0, transfer.cwnd() - inFlight);
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
        final int cwnd = transfer.cwnd();
        if (cwnd == 0 || cwnd >= MAX_CWND)
        {
            return;
        }
        // RFC 5681 3.1: slow start, then a segment for each window.
        final int growth = cwnd < transfer.ssthresh() ? ackedBytes :
            Math.max(1, (int)((long)tcb.mss() * Math.min(ackedBytes, tcb.mss()) / cwnd));
        transfer.cwnd(Math.min(MAX_CWND, cwnd + growth));
    }

    /** A loss was found: ssthresh is cut, and the values before are kept for an undo. The way down of cwnd is the caller's. */
    void loss(final Tcb tcb, final Transfer transfer, final int inFlight)
    {
        transfer.prior(transfer.cwnd(), transfer.ssthresh());
        transfer.ssthresh(Math.max(2 * tcb.mss(), Math.min(transfer.cwnd(), inFlight) / 2));
    }

    /** The retransmission timer has expired: ssthresh is cut, and cwnd falls to one segment. */
    void timeout(final Tcb tcb, final Transfer transfer, final int inFlight)
    {
        if (transfer.cwnd() > tcb.mss())
        {
            loss(tcb, transfer, inFlight);
        }
        transfer.cwnd(tcb.mss());
    }

    /** A recovery is over. */
    void recovered(final Tcb tcb, final Transfer transfer)
    {
        transfer.cwnd(transfer.ssthresh());
    }

    /** The latest cut was made for nothing: the values before it are restored. */
    void undo(final Tcb tcb, final Transfer transfer)
    {
        transfer.cwnd(Math.max(transfer.cwnd(), transfer.priorCwnd()));
        transfer.ssthresh(Math.max(transfer.ssthresh(), transfer.priorSsthresh()));
    }

    /** The path has marked packets (RFC 3168 6.1.2); to be called once in a round trip. */
    void ecnEcho(final Tcb tcb, final Transfer transfer, final int inFlight)
    {
        loss(tcb, transfer, inFlight);
    }
}
