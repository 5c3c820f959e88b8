package io.fourtuple.state;

import static io.fourtuple.app.TcpState.*;

import java.util.Objects;

import org.agrona.DirectBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.PortUse;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;
import io.fourtuple.config.Setting;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.SendMemory;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.Transfer;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.timer.DeadlineQueues;
import io.fourtuple.timer.WaitQueue;

/** The user calls (RFC 9293 3.10.1 to 3.10.6). */
final class UserCalls implements Tcp
{
    private final Context context;
    private final Clock clock;
    private final ConnectionTable table;
    private final SendMemory sendMemory;
    private final DeadlineQueues timers;
    private final ListenCalls listenCalls;
    private final ActiveOpen activeOpen;
    private final Output output;
    private final OutputList outputList;
    private final ConnectionTimer timer;
    private final Connections connections;
    private final HandlerCalls handlerCalls;
    private final Tcb tcb = new Tcb();
    private final Transfer transfer = new Transfer();
    private final int sendBuffer;
    private final int receiveBuffer;

    UserCalls(
        final Context context,
        final ListenCalls listenCalls,
        final ActiveOpen activeOpen,
        final Output output,
        final ConnectionTimer timer,
        final Connections connections,
        final HandlerCalls handlerCalls)
    {
        this.handlerCalls = handlerCalls;
        this.context = context;
        clock = context.clock;
        table = context.tables.table;
        sendMemory = context.tables.sendMemory;
        timers = context.tables.timers;
        this.listenCalls = listenCalls;
        this.activeOpen = activeOpen;
        this.output = output;
        outputList = output.list();
        this.timer = timer;
        this.connections = connections;
        sendBuffer = context.settings.intValue(Setting.TCP_WMEM);
        receiveBuffer = context.settings.intValue(Setting.TCP_RMEM);
    }

    @Override
    public int listen(
        final Endpoint local, final int backlog, final SynFilter filter, final ConnectionHandler handler)
    {
        Objects.requireNonNull(handler, "handler");
        return listenCalls.listen(local, backlog, filter, handler);
    }

    @Override
    public int listenQueued(final Endpoint local, final int backlog, final SynFilter filter)
    {
        return listenCalls.listen(local, backlog, filter, null);
    }

    @Override
    public long accept(final int listener, final ConnectionHandler handler, final long userData)
    {
        final long id = listenCalls.accept(listener, handler, userData);
        if (id >= 0)
        {
            receiveWindow(id, receiveBuffer);
        }
        return id;
    }

    @Override
    public boolean unlisten(final int listener)
    {
        return listenCalls.unlisten(listener);
    }

    @Override
    public long connect(final FourTuple tuple, final ConnectionHandler handler, final long userData)
    {
        Objects.requireNonNull(handler, "handler");
        final long id = activeOpen.open(tuple, handler, userData);
        if (id < 0)
        {
            context.counters.increment(Counter.CONNECT_FAILS);
        }
        return id;
    }

    @Override
    public PortUse portUse()
    {
        return activeOpen.localPorts.portUse;
    }

    @Override
    public int send(final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        if (length > 0)
        {
            // Before anything is taken: half of it copied and then an exception would leave bytes that no one counts.
            buffer.boundsCheck(offset, length);
        }
        final int space = bufferSpace(connection);
        if (space < 0 || length <= 0 || !isSynchronized())
        {
            return Math.min(space, 0);
        }
        final int wanted = Math.min(space, length);
        final int taken = (int)Math.min(wanted, context.transfers.room(tcb, transfer));
        if (taken > 0)
        {
            context.transfers.open(tcb, transfer);
            sendMemory.append(transfer, buffer, offset, taken);
            context.transfers.queued(transfer, taken);
            outputList.later(tcb);
        }
        if (taken < wanted)
        {
            context.transfers.isShort(tcb, transfer);
        }
        else if (taken < length)
        {
            transfer.set(Transfer.WANT_WRITABLE);
        }
        return taken;
    }

    private boolean isSynchronized()
    {
        return !tcb.isIn(SYN_SENT) && !tcb.isIn(SYN_RCVD);
    }

    @Override
    public int sendSpace(final long connection)
    {
        final int space = bufferSpace(connection);
        return space > 0 ? (int)Math.min(space, context.transfers.room(tcb, transfer)) : space;
    }

    /** Bytes that the send buffer has room for; positions {@link #transfer} if there is one. */
    private int bufferSpace(final long connection)
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
            return sendBuffer;
        }
        sendMemory.wrap(transfer, tcb.transfer());
        return sendBuffer - transfer.queued();
    }

    @Override
    public int userTimeout(final long connection, final int timeoutMs)
    {
        if (timeoutMs < 0 || timeoutMs > Setting.TCP_USER_TIMEOUT.max())
        {
            throw new IllegalArgumentException(
                "timeoutMs must be 0 to " + Setting.TCP_USER_TIMEOUT.max() + ": timeoutMs=" + timeoutMs);
        }
        return find(connection) ? connections.userTimeout(tcb, timeoutMs) ? 0 : TABLE_FULL : NO_CONNECTION;
    }

    @Override
    public int congestionControl(final long connection, final String name)
    {
        final int number = context.congestionAlgorithms.number(name);
        if (!find(connection))
        {
            return NO_CONNECTION;
        }
        if (!connections.congestionControl(tcb, number))
        {
            return TABLE_FULL;
        }
        output.changeCongestion(tcb);
        return 0;
    }

    @Override
    public int listenerCongestionControl(final int listener, final String name)
    {
        return listenCalls.congestionControl(listener, context.congestionAlgorithms.number(name));
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
        if (!isSynchronized())
        {
            return NO_CONNECTION;
        }
        WaitQueue.leave(tcb);
        if (tcb.isIn(CLOSE_WAIT))
        {
            connections.enter(tcb, LAST_ACK);
            outputList.later(tcb);
        }
        else if (tcb.isIn(ESTABLISHED))
        {
            connections.enter(tcb, FIN_WAIT_1);
            outputList.later(tcb);
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
        if (tcb.isIn(SYN_SENT))
        {
            // RFC 9293 3.10.4: the TCB is deleted.
            connections.abort(tcb, CloseReason.ABORTED);
            return 0;
        }
        if (tcb.isIn(SYN_RCVD))
        {
            // After a simultaneous open, where the application has its id; and it can have sent nothing yet.
            tcb.set(Tcb.ORPHAN);
            connections.enter(tcb, FIN_WAIT_1);
            output.finBehindSyn(tcb);
            return 0;
        }
        if (tcb.isLingering())
        {
            context.windows.want(tcb, tcb.rcvWnd());
        }
        tcb.clear(Tcb.LINGERING);
        tcb.set(Tcb.ORPHAN);
        shut();
        if (tcb.isIn(FIN_WAIT_2))
        {
            connections.limitFinWait2(tcb);
        }
        return 0;
    }

    @Override
    public int close(final long connection, final int lingerSeconds)
    {
        if (lingerSeconds < 0)
        {
            return close(connection);
        }
        if (lingerSeconds == 0)
        {
            return abort(connection);
        }
        final int result = close(connection);
        if (result != 0 || !find(connection))
        {
            return result;
        }
        if (tcb.isIn(FIN_WAIT_2))
        {
            tellLingered();
        }
        else
        {
            timer.linger(tcb, Math.min(lingerSeconds, Linger.MAX_SECONDS) * 1_000);
        }
        return 0;
    }

    /** All is acknowledged already. While an application is being called, the clock has to bring it up again. */
    private void tellLingered()
    {
        if (handlerCalls.isCalling())
        {
            tcb.set(Tcb.LINGERING);
            timers.arm(tcb, clock.nowMs, clock.nowMs);
        }
        else
        {
            handlerCalls.onLingered(tcb);
        }
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
        if (tcb.is(Tcb.ORPHAN))
        {
            return 0;
        }
        context.windows.want(tcb, windowBytes);
        if (isSynchronized() && context.windows.isUpdateDue(tcb))
        {
            outputList.ackLater(tcb);
        }
        return 0;
    }

    @Override
    public long userData(final long connection)
    {
        return isKnown(connection) ? tcb.userData() : 0;
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
        if (!isKnown(connection))
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
        return clock.nowNs;
    }

    /** Positions the view; false for an id that is stale, or whose connection has ended. */
    private boolean find(final long connection)
    {
        return table.isOpen(tcb, connection) && tcb.is(Tcb.KNOWN);
    }

    /** Positions the view; true also for a connection that has ended, until its application was told of that. */
    private boolean isKnown(final long connection)
    {
        return table.wrapId(tcb, connection) && tcb.is(Tcb.KNOWN);
    }
}
