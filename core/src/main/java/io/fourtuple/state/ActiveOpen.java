package io.fourtuple.state;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.wire.IpCheck;

/** Active OPEN (RFC 9293 3.10.1): chooses what the application left open, makes the record, sends the SYN. */
final class ActiveOpen
{
    private final Context context;
    private final Handlers handlers;
    private final SegmentSender sender;
    private final Connections connections;
    private final Tcb tcb = new Tcb();
    private final Endpoint firstIpv4;
    private final Endpoint firstIpv6;
    private final int receiveWindow;
    private final int firstPort;
    private final int ports;

    ActiveOpen(
        final Context context, final Handlers handlers, final SegmentSender sender, final Connections connections)
    {
        this.context = context;
        this.handlers = handlers;
        this.sender = sender;
        this.connections = connections;
        firstIpv4 = context.localAddresses.first(false);
        firstIpv6 = context.localAddresses.first(true);
        receiveWindow = context.settings.intValue(Setting.TCP_RMEM);
        firstPort = context.settings.intValue(Setting.IP_LOCAL_PORT_MIN);
        ports = context.settings.intValue(Setting.IP_LOCAL_PORT_MAX) - firstPort + 1;
        if (ports < 1)
        {
            throw new IllegalArgumentException("ip_local_port_range is empty: min=" + firstPort + " max=" +
                context.settings.get(Setting.IP_LOCAL_PORT_MAX));
        }
    }

    /** Fields out of range would be hashed as they are and kept cut off: a record that nobody finds again. */
    private static void checkRanges(final FourTuple tuple)
    {
        final boolean isIpv4InRange = tuple.isIpv6() || tuple.localHi() == 0 && tuple.remoteHi() == 0 &&
            tuple.localLo() >>> 32 == 0 && tuple.remoteLo() >>> 32 == 0;
        if (!isIpv4InRange || tuple.localPort() >>> 16 != 0 || tuple.remotePort() >>> 16 != 0)
        {
            throw new IllegalArgumentException("address or port is out of range: tuple=" + tuple + " localHi=" +
                tuple.localHi() + " localLo=" + tuple.localLo() + " remoteHi=" + tuple.remoteHi() + " remoteLo=" +
                tuple.remoteLo());
        }
    }

    /**
     * @return the connection's id, or the error as {@link Tcp#connect} has it.
     */
    long open(final FourTuple tuple, final ConnectionHandler handler, final long userData)
    {
        checkRanges(tuple);
        if (context.draining)
        {
            return Tcp.DRAINING;
        }
        if (!chooseAddress(tuple) || !isConnectable(tuple))
        {
            return Tcp.UNREACHABLE_ADDRESS;
        }
        if (tuple.localPort() == 0)
        {
            if (!choosePort(tuple))
            {
                return Tcp.NO_PORT_FREE;
            }
        }
        else if (isInUse(tuple))
        {
            return Tcp.TUPLE_IN_USE;
        }
        final int number = handlers.acquire(handler);
        if (number < 0)
        {
            return Tcp.TABLE_FULL;
        }
        if (!context.table.add(tuple, tcb))
        {
            handlers.release(number);
            return Tcp.TABLE_FULL;
        }
        tcb.handler(number);
        tcb.userData(userData);
        tcb.set(Tcb.ACTIVE_OPEN | Tcb.KNOWN);
        tcb.sndScale(context.windows.offeredScale() == 0 ? Tcb.NO_SCALING : 0);
        context.windows.want(tcb, receiveWindow);
        final int iss = context.secrets.isn(tuple, context.nowNs);
        tcb.sndUna(iss);
        tcb.sndNxt(iss + 1);
        context.rtt.start(tcb);
        connections.enter(tcb, TcpState.SYN_SENT);
        context.counters.increment(Counter.ACTIVE_OPENS);
        context.timers.arm(tcb, context.nowMs + context.rtt.backedOffMs(tcb), context.nowMs);
        sender.syn(tcb, false);
        return tcb.id();
    }

    private boolean chooseAddress(final FourTuple tuple)
    {
        if (tuple.localHi() != 0 || tuple.localLo() != 0)
        {
            return context.localAddresses.contains(tuple.isIpv6(), tuple.localHi(), tuple.localLo());
        }
        final Endpoint first = tuple.isIpv6() ? firstIpv6 : firstIpv4;
        if (first == null)
        {
            return false;
        }
        tuple.local(first.hi(), first.lo(), tuple.localPort());
        return true;
    }

    private static boolean isConnectable(final FourTuple tuple)
    {
        final boolean isUnicast = tuple.isIpv6() ? IpCheck.isUnicastIpv6(tuple.remoteHi(), tuple.remoteLo()) :
            IpCheck.isUnicastIpv4(tuple.remoteLo());
        final boolean isSelf = tuple.remoteLo() == tuple.localLo() && tuple.remoteHi() == tuple.localHi();
        return isUnicast && !isSelf && tuple.remotePort() != 0;
    }

    private boolean choosePort(final FourTuple tuple)
    {
        int port = context.secrets.firstPort(tuple, ports);
        for (int i = 0; i < ports; i++)
        {
            tuple.localPort(firstPort + port);
            if (!isInUse(tuple))
            {
                return true;
            }
            port = port + 1 == ports ? 0 : port + 1;
        }
        tuple.localPort(0);
        return false;
    }

    private boolean isInUse(final FourTuple tuple)
    {
        return context.table.find(tuple) >= 0;
    }
}
