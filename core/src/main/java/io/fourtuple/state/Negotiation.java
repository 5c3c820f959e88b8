package io.fourtuple.state;

import io.fourtuple.config.Setting;
import io.fourtuple.table.Tcb;
import io.fourtuple.wire.Segment;
import io.fourtuple.wire.TcpDescriptor;

/** Takes the peer's SYN into the record: IRS, window, and the options that both sides have. */
final class Negotiation
{
    private final Context context;
    private final SegmentSender sender;
    private final boolean timestamps;
    private final boolean scaling;
    private final boolean sack;
    private final int receiveWindow;

    Negotiation(final Context context, final SegmentSender sender)
    {
        this.context = context;
        this.sender = sender;
        timestamps = context.settings.isOn(Setting.TCP_TIMESTAMPS);
        scaling = context.settings.isOn(Setting.TCP_WINDOW_SCALING);
        sack = context.settings.isOn(Setting.TCP_SACK);
        receiveWindow = context.settings.intValue(Setting.TCP_RMEM);
    }

    void take(final Tcb tcb, final Segment syn)
    {
        tcb.rcvNxt(syn.seq() + 1);
        tcb.rcvAdv(syn.seq() + 1 + context.windows.ofSyn());
        if (timestamps && syn.hasTimestamps())
        {
            tcb.set(Tcb.TS_OK);
            tcb.tsRecent(syn.tsVal(), context.nowNs);
        }
        else
        {
            tcb.clear(Tcb.TS_OK);
        }
        if (sack && syn.isSackPermitted())
        {
            tcb.set(Tcb.SACK_OK);
        }
        // The application may have set its window already, while the SYN was under way, in the units that it offered.
        final int wanted = tcb.is(Tcb.ACTIVE_OPEN) ? context.windows.wantedBytes(tcb) : receiveWindow;
        final boolean isScaled = scaling && syn.windowScale() != Segment.ABSENT;
        tcb.sndScale(isScaled ? syn.windowScale() : Tcb.NO_SCALING);
        // The window of a SYN is not scaled (RFC 7323 2.2); the record holds it in scaled units. One that is open stays so.
        final int units = isScaled ? syn.window() >> syn.windowScale() : syn.window();
        tcb.sndWndRaw(units == 0 && syn.window() > 0 ? 1 : units);
        tcb.mss(sendMss(syn, tcb.isIpv6(), tcb.is(Tcb.TS_OK)));
        context.windows.want(tcb, wanted);
    }

    /** Eff.snd.MSS of RFC 9293 3.7.1, the timestamps option taken off. */
    private int sendMss(final Segment syn, final boolean ipv6, final boolean withTimestamps)
    {
        final int byDefault = ipv6 ? TcpDescriptor.DEFAULT_MSS_IPV6 : TcpDescriptor.DEFAULT_MSS_IPV4;
        final int announced = syn.mss() == Segment.ABSENT || syn.mss() == 0 ? byDefault : syn.mss();
        final int effective = Math.max(TcpDescriptor.MIN_SND_MSS, Math.min(announced, sender.ownMss(ipv6)));
        return effective - (withTimestamps ? TcpDescriptor.TIMESTAMPS_LENGTH : 0);
    }
}
