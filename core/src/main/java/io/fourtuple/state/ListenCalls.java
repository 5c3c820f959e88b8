package io.fourtuple.state;

import java.util.Objects;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.Tcp;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.table.ListenerRecords;
import io.fourtuple.table.Tcb;

/** The user calls about listeners: passive OPEN, its end, and accept (RFC 9293 3.10.1). */
final class ListenCalls
{
    /** The handler of connections that wait to be accepted; it is never called. */
    private static final ConnectionHandler UNACCEPTED = (tcp, connection, buffer, offset, length) ->
    {
    };

    private final ConnectionTable table;
    private final ListenerRecords listenerRecords;
    private final Listeners listeners;
    private final Handlers handlers;
    private final Connections connections;
    private final HalfOpenConnections halfOpens;
    private final Tcb tcb = new Tcb();
    private final int maxBacklog;

    ListenCalls(
        final Settings settings,
        final Tables tables,
        final Listeners listeners,
        final Handlers handlers,
        final Connections connections,
        final HalfOpenConnections halfOpens)
    {
        table = tables.table;
        listenerRecords = tables.listenerRecords;
        this.listeners = listeners;
        this.handlers = handlers;
        this.connections = connections;
        this.halfOpens = halfOpens;
        maxBacklog = settings.intValue(Setting.SOMAXCONN);
    }

    /** @param handler null: connections wait to be accepted. */
    int listen(final Endpoint local, final int backlog, final SynFilter filter, final ConnectionHandler handler)
    {
        Objects.requireNonNull(filter, "filter");
        if (backlog < 1)
        {
            throw new IllegalArgumentException("backlog must be at least 1: backlog=" + backlog + " local=" + local);
        }
        listeners.check(local);
        final int limit = Math.min(backlog, maxBacklog);
        // Before anything else is taken: the queue may need more memory than there is.
        final AcceptQueue acceptQueue = handler == null ? new AcceptQueue(limit) : null;
        final int number = handlers.acquire(handler == null ? UNACCEPTED : handler);
        if (number < 0)
        {
            throw new IllegalStateException("too many different handlers in use: local=" + local);
        }
        final Listeners.Listener listener = listeners.add(local, limit, filter, number, acceptQueue);
        listener.record = listenerRecords.add(local, limit);
        halfOpens.came(listener);
        return listener.id;
    }

    /**
     * @param congestion number of an algorithm, for connections of a listener that are established from now on.
     * @return 0, or an error as {@link Tcp#listenerCongestionControl} has it.
     */
    int congestionControl(final int id, final int congestion)
    {
        final Listeners.Listener listener = listeners.get(id);
        if (listener == null)
        {
            return Tcp.NO_CONNECTION;
        }
        final int before = listener.handler;
        final int number = handlers.acquire(handlers.get(before), handlers.userTimeoutMs(before), congestion);
        if (number < 0)
        {
            return Tcp.TABLE_FULL;
        }
        listener.handler = number;
        handlers.release(before);
        return 0;
    }

    boolean unlisten(final int id)
    {
        final Listeners.Listener removed = listeners.remove(id);
        if (removed == null)
        {
            return false;
        }
        listenerRecords.remove(removed.record);
        handlers.release(removed.handler);
        halfOpens.went(removed);
        if (removed.isQueued())
        {
            for (long waiting = removed.acceptQueue.poll(); waiting != AcceptQueue.NONE;
                waiting = removed.acceptQueue.poll())
            {
                connections.abort(waiting, CloseReason.ABORTED);
            }
        }
        return true;
    }

    /**
     * The connection that waits longest becomes the application's; those that have ended since are left out.
     *
     * @return its id, or an error as {@link Tcp#accept} has it.
     */
    long accept(final int id, final ConnectionHandler handler, final long userData)
    {
        Objects.requireNonNull(handler, "handler");
        final Listeners.Listener listener = listeners.get(id);
        if (listener == null || !listener.isQueued())
        {
            return Tcp.NO_CONNECTION;
        }
        long waiting = listener.acceptQueue.poll();
        while (waiting != AcceptQueue.NONE && !table.isOpen(tcb, waiting))
        {
            waiting = listener.acceptQueue.poll();
        }
        listenerRecords.waiting(listener.record, listener.acceptQueue.count());
        if (waiting == AcceptQueue.NONE)
        {
            return Tcp.NONE_WAITING;
        }
        final int number = handlers.acquireAs(handler, tcb.handler());
        if (number < 0)
        {
            connections.abort(waiting, CloseReason.ABORTED);
            return Tcp.TABLE_FULL;
        }
        handlers.release(tcb.handler());
        tcb.handler(number);
        tcb.userData(userData);
        tcb.set(Tcb.KNOWN);
        return waiting;
    }
}
