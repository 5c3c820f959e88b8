package io.fourtuple.state;

import io.fourtuple.table.Flight;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;

/**
 * Brings cwnd down to ssthresh within a recovery, by what each ACK says was delivered (PRR, RFC 9937 6): neither a burst when the
 * recovery begins nor a silence of half a round trip.
 * <pre>
 *   in flight &gt; ssthresh    sent = delivered * ssthresh / RecoverFS                    proportional
 *   in flight &lt;= ssthresh   sent = delivered                                           conservative bound (CRB)
 *                           and one segment more an ACK that moves SND.UNA with no      slow start bound (SSRB)
 *                           new loss
 * </pre>
 */
final class RateReduction
{
    /** ssthresh of a connection whose window congestion control leaves alone. */
    private static final int UNLIMITED = 1 << 30;

    private RateReduction()
    {
    }

    /**
     * A recovery begins; ssthresh is cut already.
     *
     * @param sentBytes    SND.NXT - SND.UNA.
     * @param sackedBytes  that were SACKed before the ACK that has the recovery begin.
     * @param ackedBytes   that this ACK has moved SND.UNA by.
     */
    static void begin(final Flight flight, final int sentBytes, final int sackedBytes, final int ackedBytes)
    {
        flight.prrDelivered(0);
        flight.prrOut(0);
        flight.recoverFs(Math.max(1, sentBytes - sackedBytes + ackedBytes));
    }

    /**
     * An ACK in the recovery.
     *
     * @param delivered bytes, acknowledged or SACKed.
     * @param inFlight  bytes after it, without what was found lost.
     * @param isSafe    SND.UNA moved on, and nothing more was found lost.
     */
    static void acked(
        final Tcb tcb,
        final Transfer transfer,
        final Flight flight,
        final int delivered,
        final int inFlight,
        final boolean isSafe)
    {
        final int ssthresh = transfer.ssthresh();
        if (delivered <= 0 || ssthresh >= UNLIMITED)
        {
            return;
        }
        flight.prrDelivered(flight.prrDelivered() + delivered);
        long send;
        if (inFlight > ssthresh)
        {
            final long recoverFs = flight.recoverFs();
            send = ((long)flight.prrDelivered() * ssthresh + recoverFs - 1) / recoverFs - flight.prrOut();
        }
        else
        {
            send = Math.max(flight.prrDelivered() - flight.prrOut(), delivered) + (isSafe ? tcb.mss() : 0);
            send = Math.min(ssthresh - inFlight, send);
        }
        if (flight.prrOut() == 0)
        {
            // Forces the first retransmission.
            send = Math.max(send, tcb.mss());
        }
        transfer.cwnd(inFlight + (int)Math.max(0, send));
    }
}
