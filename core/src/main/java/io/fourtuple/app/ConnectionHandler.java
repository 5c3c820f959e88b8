package io.fourtuple.app;

import org.agrona.DirectBuffer;

/**
 * An application's callbacks. The loop's thread calls them in the order of the segments' arrival, and they may call every
 * method of {@link Tcp}. One handler serves any number of connections: {@code connection} is the stable id, and
 * {@link Tcp#userData(long)} a {@code long} of the application's own.
 * <p>
 * Each connection that {@link #onEstablished} was called for, or that {@link Tcp#connect} returned, gets exactly one
 * {@link #onClosed}; its id is invalid afterwards. An exception or error thrown by a handler is counted, reported, and aborts
 * that connection alone.
 * <p>
 * Callbacks of an engine never nest: when a callback ends a connection, its own included, {@link #onClosed} follows after the
 * callback has returned (see {@link Tcp}). The engine's {@code doWork} and {@code onClose} refuse to be called from a callback.
 */
public interface ConnectionHandler
{
    /** The handshake is complete: the connection is ESTABLISHED. */
    default void onEstablished(final Tcp tcp, final long connection)
    {
    }

    /**
     * In-order data, without a copy: it lies in the link's own memory and is valid only during this call. All of it counts
     * as consumed; {@link Tcp#receiveWindow(long, int)} limits the bytes that may come.
     */
    void onData(Tcp tcp, long connection, DirectBuffer buffer, int offset, int length);

    /**
     * The peer has urgent data (RFC 9293 3.8.5). It comes in line, as with {@code SO_OOBINLINE}: the last of the next
     * {@code ahead} bytes of {@link #onData} is the last that is urgent. Called when the peer says so, which may be before those
     * bytes come, and again only if it points further on.
     */
    default void onUrgent(final Tcp tcp, final long connection, final int ahead)
    {
    }

    /** The peer has sent its FIN and will send no more. The connection may still send; the default closes it. */
    default void onPeerClosed(final Tcp tcp, final long connection)
    {
        tcp.close(connection);
    }

    /** There is room again, after {@link Tcp#send} took less than it was offered. */
    default void onWritable(final Tcp tcp, final long connection)
    {
    }

    /**
     * All data and the FIN of {@link Tcp#close(long, int)} were acknowledged in time. {@link #onClosed} follows when the
     * peer has closed too.
     */
    default void onLingered(final Tcp tcp, final long connection)
    {
    }

    /** The connection has ended; the last call for it. */
    default void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
    {
    }
}
