package io.fourtuple.state;

import java.util.Objects;

import org.agrona.DirectBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.Tcp;
import io.fourtuple.table.Tcb;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * Tells the applications. An error that a handler throws stops here: it is counted and reported, and its connection aborted.
 * After each call the connection may be gone: callers ask {@link io.fourtuple.table.ConnectionTable#isOpen} before they go on.
 * <p>
 * No application is called while one is: connections that end during a call wait, and are told of behind it
 * ({@link Connections#tellEnds}). Calls with values repeat the try: a lambda would allocate.
 */
final class HandlerCalls
{
    /** The calls that say no more than whose connection it is. */
    private enum Event
    {
        ESTABLISHED, PEER_CLOSED, LINGERED, WRITABLE
    }

    private final Counters counters;
    private final ConnectionLatencies latencies;
    private final UserErrors errors;
    private final Handlers handlers;
    private Connections connections;
    private Tcp tcp;
    private boolean isCalling;

    HandlerCalls(
        final Counters counters,
        final UserErrors errors,
        final ConnectionLatencies latencies,
        final Handlers handlers)
    {
        this.counters = counters;
        this.latencies = latencies;
        this.errors = errors;
        this.handlers = handlers;
    }

    void wire(final Connections connectionsValue, final Tcp tcpValue)
    {
        connections = connectionsValue;
        tcp = tcpValue;
    }

    /** @return whether an application is being called. */
    boolean isCalling()
    {
        return isCalling;
    }

    void onEstablished(final Tcb tcb)
    {
        tell(tcb, Event.ESTABLISHED);
    }

    void onPeerClosed(final Tcb tcb)
    {
        tell(tcb, Event.PEER_CLOSED);
    }

    void onLingered(final Tcb tcb)
    {
        tell(tcb, Event.LINGERED);
    }

    void onWritable(final Tcb tcb)
    {
        tell(tcb, Event.WRITABLE);
    }

    private void tell(final Tcb tcb, final Event event)
    {
        final long id = tcb.id();
        final ConnectionHandler handler = handlers.get(tcb.handler());
        isCalling = true;
        try
        {
            switch (event)
            {
                case ESTABLISHED -> handler.onEstablished(tcp, id);
                case PEER_CLOSED -> handler.onPeerClosed(tcp, id);
                case LINGERED -> handler.onLingered(tcp, id);
                case WRITABLE -> handler.onWritable(tcp, id);
            }
        }
        catch (final Throwable ex)
        {
            failed(id, ex);
        }
        finally
        {
            isCalling = false;
        }
        connections.tellEnds();
    }

    void onData(final Tcb tcb, final DirectBuffer buffer, final int offset, final int length)
    {
        counters.add(Counter.IN_BYTES, length);
        counters.increment(Counter.DATA_CALLS);
        latencies.dataDelivered();
        final long id = tcb.id();
        final ConnectionHandler handler = handlers.get(tcb.handler());
        isCalling = true;
        try
        {
            handler.onData(tcp, id, buffer, offset, length);
        }
        catch (final Throwable ex)
        {
            failed(id, ex);
        }
        finally
        {
            isCalling = false;
        }
        connections.tellEnds();
    }

    void onUrgent(final Tcb tcb, final int ahead)
    {
        counters.increment(Counter.URGENT);
        final long id = tcb.id();
        final ConnectionHandler handler = handlers.get(tcb.handler());
        isCalling = true;
        try
        {
            handler.onUrgent(tcp, id, ahead);
        }
        catch (final Throwable ex)
        {
            failed(id, ex);
        }
        finally
        {
            isCalling = false;
        }
        connections.tellEnds();
    }

    /** The caller goes on with {@link Connections#tellEnds}: what ends during this call waits for it. */
    void onClosed(final int handlerNumber, final long id, final CloseReason reason)
    {
        isCalling = true;
        try
        {
            handlers.get(handlerNumber).onClosed(tcp, id, reason);
        }
        catch (final Throwable ex)
        {
            errors.onError(ex);
        }
        finally
        {
            isCalling = false;
        }
    }

    /**
     * Asks a listener's filter, which is an application's as a handler is.
     *
     * @return DROP if it fails.
     */
    SynFilter.Decision onSyn(final SynFilter filter, final FourTuple tuple)
    {
        SynFilter.Decision decision = SynFilter.Decision.DROP;
        isCalling = true;
        try
        {
            decision = Objects.requireNonNull(filter.onSyn(tuple), "a filter must decide");
        }
        catch (final Throwable ex)
        {
            errors.onError(ex);
        }
        finally
        {
            isCalling = false;
        }
        connections.tellEnds();
        return decision;
    }

    private void failed(final long id, final Throwable ex)
    {
        errors.onError(ex);
        connections.abort(id, CloseReason.HANDLER_FAILED);
    }
}
