package io.fourtuple.state;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.flood.SynOptions;
import io.fourtuple.table.Tcb;
import io.fourtuple.wire.IpDescriptor;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.TcpDescriptor;

/** Agrees on options with a peer's SYN, and puts IRS, window and options into the record. */
final class OptionNegotiation
{
    private static final int MAX_SCALE = 14;

    private final Clock clock;
    private final ReceiveWindow windows;
    private final SegmentWriter writer;
    private final boolean timestamps;
    private final boolean scaling;
    private final boolean sack;
    private final boolean ecn;
    private final int receiveWindow;
    private final SynOptions options = new SynOptions();

    OptionNegotiation(final Context context, final SegmentWriter writer)
    {
        final Settings settings = context.settings;
        clock = context.clock;
        windows = context.windows;
        this.writer = writer;
        timestamps = settings.isOn(Setting.TCP_TIMESTAMPS);
        scaling = settings.isOn(Setting.TCP_WINDOW_SCALING);
        sack = settings.isOn(Setting.TCP_SACK);
        ecn = settings.isOn(Setting.TCP_ECN);
        receiveWindow = settings.intValue(Setting.TCP_RMEM);
    }

    /** Has this end and a SYN agree on options. */
    void agree(final Segment syn, final SynOptions into)
    {
        into.set(
            announcedMss(syn),
            scaling ? syn.windowScale() : Segment.ABSENT,
            sack && syn.isSackPermitted(),
            timestamps && syn.hasTimestamps());
        if (syn.isEcnSetup())
        {
            // RFC 3168 6.1.1: a SYN is not capable itself; one that is was spoilt on its way. Of one with AE, RFC 9768 allows it.
            into.ecn(ecn && (syn.isAe() || syn.ecn() == IpDescriptor.NOT_ECT));
        }
    }

    private static int announcedMss(final Segment syn)
    {
        final int byDefault = syn.isIpv6() ? TcpDescriptor.DEFAULT_MSS_IPV6 : TcpDescriptor.DEFAULT_MSS_IPV4;
        return syn.mss() == Segment.ABSENT || syn.mss() == 0 ? byDefault : syn.mss();
    }

    /** Whether an ACK's timestamp is one that was agreed on, as far as this end goes. */
    boolean hasTimestamps(final Segment ack)
    {
        return timestamps && ack.hasTimestamps();
    }

    /** Takes out the options that this end does not offer: a peer may give a cookie's timestamp back with other bits set. */
    void limit(final SynOptions carried)
    {
        if (!scaling || carried.windowScale() > MAX_SCALE || carried.windowScale() < 0)
        {
            carried.windowScale(Segment.ABSENT);
        }
        carried.sackPermitted(sack && carried.isSackPermitted());
        carried.ecn(ecn && carried.isEcn());
    }

    /**
     * Fills a record after a passive OPEN.
     *
     * @param agreed       by the peer's SYN.
     * @param irs          its sequence number.
     * @param isWindowOpen whether our SYN-ACK offered a window.
     */
    void open(
        final Tcb tcb, final SynOptions agreed, final int irs, final int tsRecent, final boolean isWindowOpen)
    {
        final boolean isScaling = agreed.windowScale() != Segment.ABSENT;
        put(tcb, agreed, irs, tsRecent, isWindowOpen ? windows.ofSynAck(isScaling) : 0);
        windows.want(tcb, isWindowOpen ? receiveWindow : 0);
    }

    /** Takes the peer's SYN into the record of a connection that connect has made. */
    void take(final Tcb tcb, final Segment syn)
    {
        // The application may have set its window already, while the SYN was under way, in the units that it offered.
        final int wanted = windows.wantedBytes(tcb);
        agree(syn, options);
        // RFC 3168 6.1.1: a SYN-ACK says yes by ECE alone. After a SYN without, and for one that crossed another, there is no ECN.
        options.ecn(writer.asksForEcn(tcb) && syn.isAck() && syn.isEce() && !syn.isCwr());
        put(tcb, options, syn.seq(), syn.tsVal(), windows.ofSyn());
        tcb.sndWndOfSyn(syn.window());
        windows.want(tcb, wanted);
    }

    private void put(
        final Tcb tcb, final SynOptions agreed, final int irs, final int tsRecent, final int offeredWindow)
    {
        tcb.rcvNxt(irs + 1);
        tcb.rcvAdv(irs + 1 + offeredWindow);
        if (agreed.hasTimestamps())
        {
            tcb.set(Tcb.TS_OK);
            tcb.tsRecent(tsRecent, clock.nowNs);
        }
        else
        {
            tcb.clear(Tcb.TS_OK);
        }
        if (agreed.isSackPermitted())
        {
            tcb.set(Tcb.SACK_OK);
        }
        tcb.ecn(agreed.isEcn());
        tcb.sndScale(agreed.windowScale() == Segment.ABSENT ? Tcb.NO_SCALING : agreed.windowScale());
        tcb.mss(sendMss(agreed.mss(), tcb.isIpv6(), agreed.hasTimestamps()));
    }

    /** Eff.snd.MSS of RFC 9293 3.7.1, the timestamps option taken off; never more than the link carries. */
    private int sendMss(final int announced, final boolean ipv6, final boolean withTimestamps)
    {
        final int effective = Math.min(writer.ownMss(ipv6), Math.max(TcpDescriptor.MIN_SND_MSS, announced));
        return effective - (withTimestamps ? TcpDescriptor.TIMESTAMPS_LENGTH : 0);
    }
}
