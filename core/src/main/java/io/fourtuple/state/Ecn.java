package io.fourtuple.state;

import io.fourtuple.table.SendMemory;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.wire.IpDescriptor;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;
import io.fourtuple.wire.TcpDescriptor;

/**
 * Explicit congestion notification (RFC 3168 6.1) of a connection that has agreed on it.
 * <pre>
 *   data, ECT(0) ──> router marks: CE ──> receiver: ECE on each ACK ──> sender: a cut, once a window
 *                                              ^ until CWR ──────────────── CWR on the next new data
 * </pre>
 * Segments of connections without ECN cost a test of one flag.
 */
final class Ecn
{
    private static final Counter[] COUNTERS =
        {Counter.IN_NO_ECT_PKTS, Counter.IN_ECT1_PKTS, Counter.IN_ECT0_PKTS, Counter.IN_CE_PKTS};

    private final SendMemory sendMemory;
    private final Counters counters;
    private final CongestionWindow congestion;
    private final DelayedAcks delayedAcks;
    private final Transfer transfer = new Transfer();

    Ecn(final Context context, final CongestionWindow congestion, final DelayedAcks delayedAcks)
    {
        sendMemory = context.tables.sendMemory;
        counters = context.counters;
        this.congestion = congestion;
        this.delayedAcks = delayedAcks;
    }

    /** An acceptable segment has arrived, and its ACK is not taken yet. */
    void arrives(final Tcb tcb, final Segment segment)
    {
        final int field = segment.ecn();
        counters.increment(COUNTERS[field]);
        if (segment.payloadLength() > 0)
        {
            if (segment.isCwr() && tcb.owesEcnEcho())
            {
                tcb.owesEcnEcho(false);
                delayedAcks.marked(tcb);
            }
            // Behind CWR: this packet may itself be marked.
            if (field == IpDescriptor.CE && !tcb.owesEcnEcho())
            {
                tcb.owesEcnEcho(true);
                delayedAcks.marked(tcb);
            }
        }
        if (segment.isEce() && tcb.transfer() != 0 && tcb.flightSize() > 0 && Seq.geq(segment.ack(), tcb.sndUna()))
        {
            echoed(tcb);
        }
    }

    /** RFC 3168 6.1.2: a reaction as to a loss, but once a window, and not where a loss was reacted to in the same one. */
    private void echoed(final Tcb tcb)
    {
        sendMemory.wrap(transfer, tcb.transfer());
        final boolean isReacted = transfer.isCongestion(TransferPath.ECN_REACTED) && Seq.lt(tcb.sndUna(), transfer.recover());
        if (transfer.cwnd() == 0 || isReacted || transfer.caState() >= CaState.RECOVERY || transfer.is(Transfer.SENT_AGAIN))
        {
            return;
        }
        transfer.recover(tcb.sndNxt());
        congestion.ecnEcho(tcb, transfer, tcb.flightSize());
        congestion.recovered(tcb, transfer);
        transfer.congestionFlags(transfer.congestionFlags() | TransferPath.ECN_REACTED);
    }

    /**
     * The flags that a segment of such a connection bears besides its own.
     *
     * @param newData the transfer whose data goes for the first time in it; null if none does.
     * @param flags   of the segment.
     */
    static int flags(final Tcb tcb, final Transfer newData, final int flags)
    {
        if ((flags & TcpDescriptor.RST) != 0)
        {
            return 0;
        }
        int added = tcb.owesEcnEcho() ? TcpDescriptor.ECE : 0;
        if (newData != null && newData.isCongestion(TransferPath.CWR_DUE))
        {
            newData.congestionFlags(newData.congestionFlags() & ~TransferPath.CWR_DUE);
            added |= TcpDescriptor.CWR;
        }
        return added;
    }
}
