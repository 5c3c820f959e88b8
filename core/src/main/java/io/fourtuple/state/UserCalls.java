package io.fourtuple.state;

import static io.fourtuple.app.TcpState.*;

import java.util.Objects;

import org.agrona.DirectBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.wire.IpCheck;

/** The user calls (RFC 9293 3.10.1 to 3.10.6). */
final class UserCalls implements Tcp
{
    /** When send memory is short and nothing of its own in flight, an application is asked again after this long. */
    private static final int MEMORY_RETRY_MS = 10;

    private final Context context;
    private final Listeners listeners;
    private final Handlers handlers;
    private final SegmentSender sender;
    private final Transmit transmit;
    private final Connections connections;
    private final Tcb tcb = new Tcb();
    private final Transfer transfer = new Transfer();
    private final int sendBuffer;
    private final int firstPort;
    private final int ports;

    UserCalls(
        final Context context,
        final Listeners listeners,
        final Handlers handlers,
        final SegmentSender sender,
        final Transmit transmit,
        final Connections connections)
    {
        this.context = context;
        this.listeners = listeners;
        this.handlers = handlers;
        this.sender = sender;
        this.transmit = transmit;
        this.connections = connections;
        sendBuffer = context.settings.intValue(Setting.TCP_WMEM);
        firstPort = context.settings.intValue(Setting.IP_LOCAL_PORT_MIN);
        ports = context.settings.intValue(Setting.IP_LOCAL_PORT_MAX) - firstPort + 1;
        if (ports < 1)
        {
            throw new IllegalArgumentException("ip_local_port_range is empty: min=" + firstPort + " max=" +
                context.settings.get(Setting.IP_LOCAL_PORT_MAX));
        }
    }

    @Override
    public int listen(final Endpoint local, final SynFilter filter, final ConnectionHandler handler)
    {
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(handler, "handler");
        listeners.check(local);
        final int number = handlers.acquire(handler);
        if (number < 0)
        {
            throw new IllegalStateException("too many different handlers in use: local=" + local);
        }
        return listeners.add(local, filter, number).id;
    }

    @Override
    public boolean unlisten(final int listener)
    {
        final Listeners.Listener removed = listeners.remove(listener);
        if (removed == null)
        {
            return false;
        }
        handlers.release(removed.handler);
        return true;
    }

    @Override
    public long connect(final FourTuple tuple, final ConnectionHandler handler, final long userData)
    {
        Objects.requireNonNull(handler, "handler");
        checkRanges(tuple);
        final long id = open(tuple, handler, userData);
        if (id < 0)
        {
            context.counters.increment(Counter.CONNECT_FAILS);
        }
        return id;
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

    private long open(final FourTuple tuple, final ConnectionHandler handler, final long userData)
    {
        if (context.draining)
        {
            return DRAINING;
        }
        if (!chooseAddress(tuple) || !isConnectable(tuple))
        {
            return UNREACHABLE_ADDRESS;
        }
        if (tuple.localPort() == 0)
        {
            if (!choosePort(tuple))
            {
                return NO_PORT_FREE;
            }
        }
        else if (isInUse(tuple))
        {
            return TUPLE_IN_USE;
        }
        final int number = handlers.acquire(handler);
        if (number < 0)
        {
            return TABLE_FULL;
        }
        if (!context.table.add(tuple, tcb))
        {
            handlers.release(number);
            return TABLE_FULL;
        }
        tcb.handler(number);
        tcb.userData(userData);
        tcb.set(Tcb.ACTIVE_OPEN | Tcb.KNOWN);
        tcb.sndScale(context.windows.offeredScale() == 0 ? Tcb.NO_SCALING : 0);
        context.windows.want(tcb, context.settings.intValue(Setting.TCP_RMEM));
        final int iss = context.secrets.isn(tuple, context.nowNs);
        tcb.sndUna(iss);
        tcb.sndNxt(iss + 1);
        context.rtt.start(tcb);
        connections.enter(tcb, SYN_SENT);
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
        final Endpoint first = context.localAddresses.first(tuple.isIpv6());
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

    @Override
    public int send(final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        if (length > 0)
        {
            // Before anything is taken: half of it copied and then an exception would leave bytes that no one counts.
            buffer.boundsCheck(offset, length);
        }
        final int space = sendSpace(connection);
        if (space < 0 || length <= 0 || !isSynchronized())
        {
            return Math.min(space, 0);
        }
        if (tcb.transfer() == 0)
        {
            final int number = context.sendMemory.allocate(transfer);
            if (number == 0)
            {
                waitForMemory();
                return 0;
            }
            tcb.transfer(number);
        }
        final int wanted = Math.min(space, length);
        final int taken = wanted > 0 ? context.sendMemory.append(transfer, buffer, offset, wanted) : 0;
        if (taken < length)
        {
            if (taken < wanted)
            {
                context.counters.increment(Counter.SEND_MEMORY_FULL);
            }
            if (transfer.queued() == 0)
            {
                context.sendMemory.free(transfer);
                tcb.transfer(0);
                waitForMemory();
                return 0;
            }
            transfer.set(Transfer.WANT_WRITABLE);
        }
        if (taken > 0)
        {
            transmit.later(tcb);
        }
        return taken;
    }

    private boolean isSynchronized()
    {
        return tcb.state() != SYN_SENT && tcb.state() != SYN_RCVD;
    }

    /** Nothing of this connection is in flight that would bring it back: the clock has to. */
    private void waitForMemory()
    {
        context.counters.increment(Counter.SEND_MEMORY_FULL);
        if (!tcb.is(Tcb.TIMER_ARMED))
        {
            context.timers.arm(tcb, context.nowMs + MEMORY_RETRY_MS, context.nowMs);
        }
    }

    @Override
    public int sendSpace(final long connection)
    {
        if (!find(connection))
        {
            return NO_CONNECTION;
        }
        final TcpState state = tcb.state();
        if (state == SYN_SENT || state == SYN_RCVD)
        {
            return 0;
        }
        if (state != ESTABLISHED && state != CLOSE_WAIT)
        {
            return CLOSING;
        }
        if (tcb.transfer() == 0)
        {
            return (int)Math.min(sendBuffer, context.sendMemory.freeBytes());
        }
        context.sendMemory.wrap(transfer, tcb.transfer());
        return (int)Math.min(sendBuffer - transfer.queued(), context.sendMemory.room(transfer));
    }

    @Override
    public int shutdownOutput(final long connection)
    {
        if (!find(connection))
        {
            return NO_CONNECTION;
        }
        return shut();
    }

    private int shut()
    {
        switch (tcb.state())
        {
            case SYN_SENT, SYN_RCVD ->
            {
                return NO_CONNECTION;
            }
            case ESTABLISHED ->
            {
                connections.enter(tcb, FIN_WAIT_1);
                transmit.later(tcb);
            }
            case CLOSE_WAIT ->
            {
                connections.enter(tcb, LAST_ACK);
                transmit.later(tcb);
            }
            default ->
            {
            }
        }
        return 0;
    }

    @Override
    public int close(final long connection)
    {
        if (!find(connection))
        {
            return NO_CONNECTION;
        }
        final TcpState state = tcb.state();
        if (state == SYN_SENT || state == SYN_RCVD)
        {
            // RFC 9293 3.10.4: nothing was sent yet; the TCB is deleted.
            connections.abort(tcb, CloseReason.ABORTED);
            return 0;
        }
        tcb.set(Tcb.ORPHAN);
        shut();
        if (state == FIN_WAIT_2)
        {
            connections.limitFinWait2(tcb);
        }
        return 0;
    }

    @Override
    public int abort(final long connection)
    {
        if (!find(connection))
        {
            return NO_CONNECTION;
        }
        connections.abort(tcb, CloseReason.ABORTED);
        return 0;
    }

    @Override
    public int receiveWindow(final long connection, final int windowBytes)
    {
        if (!find(connection))
        {
            return NO_CONNECTION;
        }
        context.windows.want(tcb, windowBytes);
        if (isSynchronized() && context.windows.isUpdateDue(tcb))
        {
            transmit.ackLater(tcb);
        }
        return 0;
    }

    @Override
    public long userData(final long connection)
    {
        return find(connection) || isEnding(connection) ? tcb.userData() : 0;
    }

    @Override
    public boolean userData(final long connection, final long value)
    {
        if (!find(connection))
        {
            return false;
        }
        tcb.userData(value);
        return true;
    }

    @Override
    public TcpState state(final long connection)
    {
        return find(connection) ? tcb.state() : CLOSED;
    }

    @Override
    public boolean tuple(final long connection, final FourTuple into)
    {
        if (!find(connection) && !isEnding(connection))
        {
            return false;
        }
        tcb.tuple(into);
        return true;
    }

    @Override
    public void drain()
    {
        context.draining = true;
    }

    @Override
    public long openConnections()
    {
        return context.counters.get(Counter.CURR_OPEN) - context.counters.get(Counter.CURR_TIME_WAIT);
    }

    @Override
    public long nowNs()
    {
        return context.nowNs;
    }

    /** Positions the view; false for an id that is stale, or whose application was told of the end. */
    private boolean find(final long connection)
    {
        return context.table.wrapId(tcb, connection) && tcb.is(Tcb.KNOWN);
    }

    private boolean isEnding(final long connection)
    {
        return connections.isEnding(connection) && context.table.wrapId(tcb, connection);
    }
}
