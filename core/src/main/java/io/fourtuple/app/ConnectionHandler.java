package io.fourtuple.app;

import org.agrona.DirectBuffer;

/**
 * What an application is told of its connections. Called on the loop's thread, in the order of the segments' arrival;
 * it may call every method of {@link Tcp} from within. One handler serves any number of connections: {@code connection}
 * is the stable id, and {@link Tcp#userData(long)} a {@code long} of the application's own.
 * <p>
 * Each connection that {@link #onEstablished} was called for, or that {@link Tcp#connect} returned, gets exactly one
 * {@link #onClosed}, after which its id is no longer valid. Whatever a handler throws, errors included, aborts that
 * connection, is counted and reported, and touches no other.
 * <p>
 * No method is called within another one, of this or of any handler of the engine: of a connection that ends by what a
 * method does, its own included, the handler is told when that method has returned (see {@link Tcp}). {@code doWork} and
 * {@code onClose} of the engine refuse to be called from within.
 */
public interface ConnectionHandler
{
    /** The handshake is complete: the connection is ESTABLISHED. */
    default void onEstablished(final Tcp tcp, final long connection)
    {
    }

    /**
     * In-order data, without a copy: it lies in the link's own memory and is valid only during this call. All of it is
     * taken as consumed; who wants less at a time uses {@link Tcp#receiveWindow(long, int)}.
     */
    void onData(Tcp tcp, long connection, DirectBuffer buffer, int offset, int length);

    /** The peer has sent its FIN and will send no more. The connection may still send; the default closes it. */
    default void onPeerClosed(final Tcp tcp, final long connection)
    {
        tcp.close(connection);
    }

    /** {@link Tcp#send} took less than it was offered, and now there is room again. */
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
