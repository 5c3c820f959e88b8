package io.fourtuple.state;

import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.Seq;

/**
 * The ACK field of a segment for a synchronised connection (RFC 9293 3.10.7.4, fifth): what it acknowledges is released,
 * the round trip measured, the send window updated.
 */
final class AckArrives
{
    /** A peer that answers probes of its closed window is alive: the back-off goes no further than this. */
    private static final int MAX_PROBE_BACKOFF = 6;

    private final Context context;
    private final Transmit transmit;
    private final Applications applications;
    private final Transfer transfer = new Transfer();

    AckArrives(final Context context, final Transmit transmit, final Applications applications)
    {
        this.context = context;
        this.transmit = transmit;
        this.applications = applications;
    }

    /** RFC 5961 5.2: SND.UNA - MAX.SND.WND =&lt; SEG.ACK =&lt; SND.NXT. */
    static boolean isAcceptable(final Tcb tcb, final Segment segment)
    {
        final int ack = segment.ack();
        return Seq.leq(ack, tcb.sndNxt()) && Seq.geq(ack, tcb.sndUna() - tcb.maxSndWnd());
    }

    /**
     * Takes an acceptable ACK.
     *
     * @param seq SEG.SEQ as it arrived, before the segment was cut to the window.
     * @return whether it acknowledges our FIN, which is the byte behind all that was queued.
     */
    boolean arrives(final Tcb tcb, final Segment segment, final int seq)
    {
        final int ack = segment.ack();
        final int acknowledged = ack - tcb.sndUna();
        if (acknowledged < 0)
        {
            return false;
        }
        boolean finAcknowledged = false;
        final int windowBefore = tcb.sndWndRaw();
        // RFC 9293 3.10.7.4: newer in sequence, or as new with an ACK as new. See TcbDescriptor for SND.WL1 and WL2.
        if (acknowledged > 0 || Seq.geq(seq, tcb.rcvNxt()))
        {
            tcb.sndWndRaw(segment.window());
        }
        if (acknowledged > 0)
        {
            finAcknowledged = advance(tcb, ack, acknowledged);
        }
        else if (tcb.flightSize() > 0 && segment.length() == 0 && tcb.sndWndRaw() == windowBefore)
        {
            transmit.duplicateAck(tcb);
        }
        if (tcb.sndWndRaw() == 0 && !tcb.is(Tcb.ORPHAN))
        {
            limitProbeBackOff(tcb);
        }
        // Once the FIN is acknowledged nothing is left; the state still says that one is to go, until the caller is done.
        if (!finAcknowledged && (tcb.transfer() != 0 || Transmit.isFinQueued(tcb)))
        {
            transmit.later(tcb);
        }
        return finAcknowledged;
    }

    /**
     * RFC 9293 3.8.6.1, MUST-35: a peer that answers is not given up, so the limit is never reached. With no application
     * left it is, after tcp_orphan_retries, as RFC 6429 3 allows: nobody else would ever end the connection.
     */
    private void limitProbeBackOff(final Tcb tcb)
    {
        final int most = Math.max(0, Math.min(MAX_PROBE_BACKOFF, context.settings.intValue(Setting.TCP_RETRIES2) - 1));
        if (tcb.retries() > most)
        {
            tcb.retries(most);
        }
    }

    private boolean advance(final Tcb tcb, final int ack, final int acknowledged)
    {
        int released = 0;
        if (tcb.transfer() != 0)
        {
            context.sendMemory.wrap(transfer, tcb.transfer());
            if (transfer.is(Transfer.TIMING) && Seq.geq(ack, transfer.timedSeq()))
            {
                transfer.clear(Transfer.TIMING);
                context.rtt.sample(tcb, transfer, context.nowUs - transfer.timedAtUs());
            }
            released = Math.min(acknowledged, transfer.queued());
            context.sendMemory.release(transfer, released);
        }
        tcb.sndUna(ack);
        transmit.afterAdvance(tcb);
        return acknowledged > released;
    }

    /**
     * After an ACK made room: gives back an empty transfer, and tells an application that waits. The connection may be
     * gone afterwards.
     *
     * @return whether the application was called.
     */
    boolean tellWritable(final Tcb tcb)
    {
        if (tcb.transfer() == 0)
        {
            return false;
        }
        context.sendMemory.wrap(transfer, tcb.transfer());
        final boolean mayStillSend = tcb.isIn(TcpState.ESTABLISHED) || tcb.isIn(TcpState.CLOSE_WAIT);
        final boolean isWaiting = transfer.is(Transfer.WANT_WRITABLE) && mayStillSend &&
            transfer.queued() <= context.settings.intValue(Setting.TCP_WMEM) / 2;
        if (transfer.queued() == 0)
        {
            context.sendMemory.free(transfer);
            tcb.transfer(0);
        }
        else if (isWaiting)
        {
            transfer.clear(Transfer.WANT_WRITABLE);
        }
        if (isWaiting)
        {
            applications.onWritable(tcb);
        }
        return isWaiting;
    }
}
