package io.fourtuple.state;

import org.agrona.DirectBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;

/**
 * Tells the applications. What a handler throws stops here: it is counted and reported, and its connection aborted. After
 * each call the connection may be gone; callers ask {@link #isSame} before they go on with it.
 */
final class Applications
{
    private final Context context;
    private final Handlers handlers;
    private Connections connections;
    private Tcp tcp;

    Applications(final Context context, final Handlers handlers)
    {
        this.context = context;
        this.handlers = handlers;
    }

    void wire(final Connections connectionsValue, final Tcp tcpValue)
    {
        connections = connectionsValue;
        tcp = tcpValue;
    }

    /**
     * @return whether the record at {@code ref} is still that of the connection {@code id}, and open.
     */
    boolean isSame(final Tcb tcb, final int ref, final long id)
    {
        context.table.wrap(tcb, ref);
        return tcb.id() == id && tcb.stateOrdinal() != 0;
    }

    void onEstablished(final Tcb tcb)
    {
        final long id = tcb.id();
        final ConnectionHandler handler = handlers.get(tcb.handler());
        try
        {
            handler.onEstablished(tcp, id);
        }
        catch (final Throwable ex)
        {
            failed(id, ex);
        }
    }

    void onData(final Tcb tcb, final DirectBuffer buffer, final int offset, final int length)
    {
        context.counters.add(Counter.IN_BYTES, length);
        context.counters.increment(Counter.DATA_CALLS);
        context.latencies.dataDelivered();
        final long id = tcb.id();
        final ConnectionHandler handler = handlers.get(tcb.handler());
        try
        {
            handler.onData(tcp, id, buffer, offset, length);
        }
        catch (final Throwable ex)
        {
            failed(id, ex);
        }
    }

    void onPeerClosed(final Tcb tcb)
    {
        final long id = tcb.id();
        final ConnectionHandler handler = handlers.get(tcb.handler());
        try
        {
            handler.onPeerClosed(tcp, id);
        }
        catch (final Throwable ex)
        {
            failed(id, ex);
        }
    }

    void onLingered(final Tcb tcb)
    {
        final long id = tcb.id();
        final ConnectionHandler handler = handlers.get(tcb.handler());
        try
        {
            handler.onLingered(tcp, id);
        }
        catch (final Throwable ex)
        {
            failed(id, ex);
        }
    }

    void onWritable(final Tcb tcb)
    {
        final long id = tcb.id();
        final ConnectionHandler handler = handlers.get(tcb.handler());
        try
        {
            handler.onWritable(tcp, id);
        }
        catch (final Throwable ex)
        {
            failed(id, ex);
        }
    }

    void onClosed(final int handlerNumber, final long id, final CloseReason reason)
    {
        try
        {
            handlers.get(handlerNumber).onClosed(tcp, id, reason);
        }
        catch (final Throwable ex)
        {
            report(ex);
        }
    }

    private void failed(final long id, final Throwable ex)
    {
        report(ex);
        connections.abort(id, CloseReason.HANDLER_FAILED);
    }

    void report(final Throwable ex)
    {
        context.report(ex);
    }
}
