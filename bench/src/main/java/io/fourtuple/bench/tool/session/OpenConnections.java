package io.fourtuple.bench.tool.session;

import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;

/** Knows the established connections of some handlers, so that they can be closed in order at the end. */
public final class OpenConnections
{
    private final LongHashSet connections = new LongHashSet();

    /** @return a handler that passes everything on and keeps account. */
    public ConnectionHandler track(final ConnectionHandler handler)
    {
        return new Tracked(handler);
    }

    /** Closes them all; on the loop's thread. */
    public void closeAll(final Tcp tcp)
    {
        // A copy, because a close may end a connection at once.
        for (final long connection : connections.stream().mapToLong(Long::longValue).toArray())
        {
            tcp.close(connection);
        }
    }

    private final class Tracked implements ConnectionHandler
    {
        private final ConnectionHandler handler;

        Tracked(final ConnectionHandler handler)
        {
            this.handler = handler;
        }

        @Override
        public void onEstablished(final Tcp tcp, final long connection)
        {
            connections.add(connection);
            handler.onEstablished(tcp, connection);
        }

        @Override
        public void onData(
            final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
        {
            handler.onData(tcp, connection, buffer, offset, length);
        }

        @Override
        public void onPeerClosed(final Tcp tcp, final long connection)
        {
            handler.onPeerClosed(tcp, connection);
        }

        @Override
        public void onWritable(final Tcp tcp, final long connection)
        {
            handler.onWritable(tcp, connection);
        }

        @Override
        public void onLingered(final Tcp tcp, final long connection)
        {
            handler.onLingered(tcp, connection);
        }

        @Override
        public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
        {
            connections.remove(connection);
            handler.onClosed(tcp, connection, reason);
        }
    }
}
