package io.fourtuple.state;

import io.fourtuple.app.SocketOptions;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpInfo;
import io.fourtuple.table.Tcb;

/** The user calls that set a connection's options, and the one that tells what is known of it. */
final class OptionCalls
{
    private final Handlers handlers;
    private final Connections connections;
    private final ConnectionTimer timer;
    private final DelayedAcks delayedAcks;
    private final OutputList outputList;
    private final ConnectionInfo connectionInfo;
    /** Options, and what they last became by {@link #userTimeout}: the same change again makes no garbage. */
    private SocketOptions lastOptions;
    private SocketOptions lastWithTimeout;

    OptionCalls(
        final Handlers handlers,
        final Connections connections,
        final ConnectionTimer timer,
        final DelayedAcks delayedAcks,
        final OutputList outputList,
        final ConnectionInfo connectionInfo)
    {
        this.handlers = handlers;
        this.connections = connections;
        this.timer = timer;
        this.delayedAcks = delayedAcks;
        this.outputList = outputList;
        this.connectionInfo = connectionInfo;
    }

    SocketOptions usual()
    {
        return handlers.usual();
    }

    SocketOptions get(final Tcb tcb)
    {
        return handlers.options(tcb.handler());
    }

    int set(final Tcb tcb, final SocketOptions options)
    {
        return set(tcb, options, handlers.isCorked(tcb.handler()));
    }

    int cork(final Tcb tcb, final boolean isCorked)
    {
        return set(tcb, get(tcb), isCorked);
    }

    int userTimeout(final Tcb tcb, final int timeoutMs)
    {
        final SocketOptions before = get(tcb);
        if (before != lastOptions || timeoutMs != lastWithTimeout.userTimeoutMs())
        {
            lastWithTimeout = before.withUserTimeoutMs(timeoutMs);
            lastOptions = before;
        }
        return set(tcb, lastWithTimeout);
    }

    private int set(final Tcb tcb, final SocketOptions options, final boolean isCorked)
    {
        final boolean heldSmall = handlers.holdsSmall(tcb.handler());
        final boolean wasKeptAlive = handlers.isKeptAlive(tcb.handler());
        if (!connections.options(tcb, options, isCorked))
        {
            return Tcp.TABLE_FULL;
        }
        timer.optionsChanged(tcb, wasKeptAlive);
        if (heldSmall)
        {
            outputList.later(tcb);
        }
        return 0;
    }

    void info(final Tcb tcb, final TcpInfo info)
    {
        connectionInfo.fill(tcb, info);
    }

    int quickAck(final Tcb tcb, final boolean isQuick)
    {
        delayedAcks.quick(tcb, isQuick);
        return 0;
    }
}
