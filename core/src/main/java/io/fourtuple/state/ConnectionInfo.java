package io.fourtuple.state;

import static io.fourtuple.app.TcpInfo.UNKNOWN;

import io.fourtuple.app.TcpInfo;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.congestion.Path;
import io.fourtuple.table.Flight;
import io.fourtuple.table.SendMemory;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.wire.IpDescriptor;
import io.fourtuple.wire.TcpDescriptor;

/** Fills a {@link TcpInfo}: from the connection's record, from its transfer, and from what is known of its ACKs. */
final class ConnectionInfo
{
    private final Context context;
    private final SendMemory sendMemory;
    private final SegmentWriter writer;
    private final DelayedAcks delayedAcks;
    private final ConnectionTimer timer;
    private final Transfer transfer = new Transfer();
    private final Flight flight = new Flight();
    private final int delackMs;

    ConnectionInfo(
        final Context context, final SegmentWriter writer, final DelayedAcks delayedAcks, final ConnectionTimer timer)
    {
        this.context = context;
        sendMemory = context.tables.sendMemory;
        this.writer = writer;
        this.delayedAcks = delayedAcks;
        this.timer = timer;
        delackMs = context.settings.intValue(Setting.TCP_DELACK_MS);
    }

    void fill(final Tcb tcb, final TcpInfo info)
    {
        info.state = tcb.state();
        info.rto = 1_000 * context.rtt.rtoMs(tcb);
        info.ato = 1_000 * delackMs;
        info.rcvSpace = tcb.isLingering() ? tcb.rcvWnd() : context.windows.wantedBytes(tcb);
        info.sndWnd = tcb.sndWnd();
        info.rcvWnd = tcb.rcvWnd();
        info.rcvMss = delayedAcks.rcvMss(tcb);
        info.lastDataRecv = delayedAcks.sinceDataMs(tcb);
        agreed(tcb, info);
        sizes(tcb, info);
        retries(tcb, info);
        if (tcb.transfer() == 0)
        {
            info.notsentBytes = 0;
            info.caState = CaState.OPEN;
            info.rtt = info.rttvar = info.minRtt = UNKNOWN;
            info.sndCwnd = info.sndSsthresh = info.lastDataSent = UNKNOWN;
            info.sacked = info.lost = info.retrans = info.reordering = UNKNOWN;
            return;
        }
        sendMemory.wrap(transfer, tcb.transfer());
        info.notsentBytes = Math.max(0, transfer.queued() - tcb.flightSize());
        path(tcb, info);
    }

    private void agreed(final Tcb tcb, final TcpInfo info)
    {
        info.options = (tcb.is(Tcb.TS_OK) ? TcpInfo.OPT_TIMESTAMPS : 0) | (tcb.is(Tcb.SACK_OK) ? TcpInfo.OPT_SACK : 0) |
            (tcb.isScaling() ? TcpInfo.OPT_WSCALE : 0);
        info.sndWscale = tcb.isScaling() ? tcb.sndScale() : 0;
        info.rcvWscale = tcb.isScaling() ? context.windows.offeredScale() : 0;
    }

    private void sizes(final Tcb tcb, final TcpInfo info)
    {
        final int headers = TcpDescriptor.HEADER_LENGTH + (tcb.is(Tcb.TS_OK) ? TcpDescriptor.TIMESTAMPS_LENGTH : 0) +
            (tcb.isIpv6() ? IpDescriptor.IPV6_HEADER_LENGTH : IpDescriptor.IPV4_HEADER_LENGTH);
        info.sndMss = tcb.mss();
        info.advmss = writer.ownMss(tcb.isIpv6());
        info.pmtu = tcb.mss() + headers;
        info.unacked = tcb.mss() == 0 ? 0 : (tcb.flightSize() + tcb.mss() - 1) / tcb.mss();
    }

    private void retries(final Tcb tcb, final TcpInfo info)
    {
        final boolean isAwaited = tcb.flightSize() > 0 || tcb.isIn(TcpState.SYN_SENT) || tcb.isIn(TcpState.SYN_RCVD);
        info.retransmits = isAwaited ? tcb.retries() : 0;
        info.probes = isAwaited ? 0 : tcb.retries();
        info.backoff = timer.purpose(tcb) == TimerPurpose.KEEPALIVE ? 0 : tcb.retries();
    }

    /** What is known as long as the connection has a transfer. */
    private void path(final Tcb tcb, final TcpInfo info)
    {
        final boolean isMeasured = transfer.srttUs() > 0;
        info.rtt = isMeasured ? transfer.srttUs() : UNKNOWN;
        info.rttvar = isMeasured ? transfer.rttvarUs() : UNKNOWN;
        final boolean hasSent = transfer.cwnd() > 0;
        info.sndCwnd = hasSent ? Math.max(1, transfer.cwnd() / tcb.mss()) : UNKNOWN;
        info.sndSsthresh = !hasSent ? UNKNOWN : transfer.ssthresh() >= Path.UNLIMITED ? Integer.MAX_VALUE :
            transfer.ssthresh() / tcb.mss();
        info.lastDataSent = hasSent ? transfer.sinceSentMs(context.clock.nowMs) : UNKNOWN;
        info.caState = transfer.caState();
        info.reordering = UNKNOWN;
        flight(tcb, info);
    }

    /** Where nothing is kept of each segment, all are on their way for the first time. */
    private void flight(final Tcb tcb, final TcpInfo info)
    {
        info.sacked = info.lost = info.retrans = 0;
        info.minRtt = UNKNOWN;
        if (!transfer.is(Transfer.HAS_FLIGHT))
        {
            return;
        }
        // A view of its own: the application may ask in the middle of an ACK.
        sendMemory.sentRuns().wrap(flight, transfer.number());
        info.minRtt = flight.minRttUs() > 0 ? flight.minRttUs() : UNKNOWN;
        if (transfer.is(Transfer.TRACKED))
        {
            info.sacked = segments(tcb, flight.sackedBytes());
            info.lost = segments(tcb, flight.lostBytes());
            info.retrans = segments(tcb, flight.againBytes());
        }
    }

    private static int segments(final Tcb tcb, final int bytes)
    {
        return (bytes + tcb.mss() - 1) / tcb.mss();
    }
}
