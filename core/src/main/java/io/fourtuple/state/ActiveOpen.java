package io.fourtuple.state;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.TimeWaitEntry;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.timer.DeadlineQueues;
import io.fourtuple.wire.IpCheck;

/** Active OPEN (RFC 9293 3.10.1): chooses the local address and port if need be, makes the record, sends the SYN. */
final class ActiveOpen
{
    final LocalPorts localPorts;
    private final Context context;
    private final Clock clock;
    private final ConnectionTable table;
    private final DeadlineQueues timers;
    private final Handlers handlers;
    private final SegmentWriter writer;
    private final Connections connections;
    private final TimeWaitConnections timeWaits;
    private final Tcb tcb = new Tcb();
    private final Endpoint firstIpv4;
    private final Endpoint firstIpv6;
    private final int receiveWindow;
    private final TimeWaitEntry entry = new TimeWaitEntry();

    ActiveOpen(
        final Context context,
        final SegmentWriter writer,
        final Connections connections,
        final TimeWaitConnections timeWaits)
    {
        this.timeWaits = timeWaits;
        localPorts = new LocalPorts(context.settings, context.counters, context.clock, context.tables.table,
            context.secrets, context.timeWaitPolicy);
        this.context = context;
        clock = context.clock;
        table = context.tables.table;
        timers = context.tables.timers;
        handlers = context.handlers;
        this.writer = writer;
        this.connections = connections;
        firstIpv4 = context.localAddresses.first(false);
        firstIpv6 = context.localAddresses.first(true);
        receiveWindow = context.settings.intValue(Setting.TCP_RMEM);
    }

    /** Fields out of range would be hashed in full and kept cut off: their record would never be found again. */
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

    /** @return the connection's id, or the error as {@link Tcp#connect} has it. */
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
            if (!localPorts.choose(tuple))
            {
                return Tcp.NO_PORT_FREE;
            }
        }
        else if (!localPorts.mayUse(tuple))
        {
            return Tcp.TUPLE_IN_USE;
        }
        final int number = handlers.acquire(handler);
        if (number < 0)
        {
            return Tcp.TABLE_FULL;
        }
        if (!table.hasRoom(tuple.isIpv6()))
        {
            handlers.release(number);
            return Tcp.TABLE_FULL;
        }
        make(tuple);
        tcb.handler(number);
        tcb.userData(userData);
        tcb.set(Tcb.KNOWN);
        tcb.sndScale(context.windows.offeredScale() == 0 ? Tcb.NO_SCALING : 0);
        context.windows.want(tcb, receiveWindow);
        context.rtt.start(tcb);
        connections.enter(tcb, TcpState.SYN_SENT);
        context.counters.increment(Counter.ACTIVE_OPENS);
        context.latencies.connecting(tcb);
        timers.arm(tcb, clock.nowMs + context.rtt.backedOffMs(tcb), clock.nowMs);
        writer.syn(tcb);
        return tcb.id();
    }

    /** Makes the record, in place of an entry in TIME_WAIT if there is one, with the ISN that fits. */
    private void make(final FourTuple tuple)
    {
        final int isn = context.secrets.isn(tuple, clock.nowNs);
        final int timeWait = localPorts.timeWaitRef;
        if (timeWait == ConnectionTable.NONE)
        {
            table.add(tuple, tcb);
            tcb.sndUna(isn);
        }
        else
        {
            table.wrap(entry, timeWait, clock.nowMs);
            final int above = context.timeWaitPolicy.initialSequence(entry, isn);
            final boolean hadTimestamps = entry.hasTimestamps();
            final int tsRecent = entry.tsRecent();
            timeWaits.recycle(entry);
            context.counters.increment(Counter.TW_CONNECT);
            table.add(tuple, tcb);
            tcb.sndUna(above);
            if (hadTimestamps)
            {
                // Until the peer's SYN brings its own timestamp: it tells an old SYN that crosses ours.
                tcb.set(Tcb.TS_OK);
                tcb.tsRecent(tsRecent, clock.nowNs);
            }
        }
        tcb.sndNxt(tcb.sndUna() + 1);
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
}
