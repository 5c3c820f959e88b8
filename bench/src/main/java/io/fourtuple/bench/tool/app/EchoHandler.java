package io.fourtuple.bench.tool.app;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.Long2ObjectHashMap;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;

/**
 * Sends back all data (RFC 862), without losing a byte: bytes that the send buffer has no room for wait here, and the
 * receive window is shut until it is gone. Because a window once offered is not taken back, up to {@code tcp_rmem}
 * bytes more may still come; that bounds the bytes that wait for one connection.
 * <pre>
 *   onData ──> send ── took all ──────────────> done
 *                 └── took less ──> waiting, window 0 ── onWritable ──> send ── took all ──> window open
 * </pre>
 */
public final class EchoHandler implements ConnectionHandler
{
    private static final int MAX_SPARE = 1_024;
    private static final int INITIAL_LENGTH = 16_384;

    private final Long2ObjectHashMap<Waiting> waitingByConnection = new Long2ObjectHashMap<>();
    private final Waiting[] spare = new Waiting[MAX_SPARE];
    private int spareCount;

    /** Bytes that wait for room; {@code peerClosed} says that a FIN of ours is to follow them. */
    private static final class Waiting
    {
        private final ExpandableArrayBuffer bytes = new ExpandableArrayBuffer(INITIAL_LENGTH);
        private int start;
        private int end;
        private boolean peerClosed;
    }

    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        Waiting waiting = waitingByConnection.get(connection);
        int taken = 0;
        if (waiting == null)
        {
            taken = tcp.send(connection, buffer, offset, length);
            if (taken == length || taken < 0)
            {
                return;
            }
            waiting = spareCount > 0 ? spare[--spareCount] : new Waiting();
            waitingByConnection.put(connection, waiting);
            tcp.receiveWindow(connection, 0);
        }
        waiting.bytes.putBytes(waiting.end, buffer, offset + taken, length - taken);
        waiting.end += length - taken;
    }

    @Override
    public void onWritable(final Tcp tcp, final long connection)
    {
        final Waiting waiting = waitingByConnection.get(connection);
        if (waiting == null)
        {
            return;
        }
        final int taken = tcp.send(connection, waiting.bytes, waiting.start, waiting.end - waiting.start);
        waiting.start += Math.max(taken, 0);
        if (waiting.start < waiting.end)
        {
            return;
        }
        final boolean peerClosed = waiting.peerClosed;
        release(connection);
        if (peerClosed)
        {
            tcp.close(connection);
        }
        else
        {
            tcp.receiveWindow(connection, Integer.MAX_VALUE);
        }
    }

    @Override
    public void onPeerClosed(final Tcp tcp, final long connection)
    {
        final Waiting waiting = waitingByConnection.get(connection);
        if (waiting == null)
        {
            tcp.close(connection);
        }
        else
        {
            waiting.peerClosed = true;
        }
    }

    @Override
    public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
    {
        release(connection);
    }

    private void release(final long connection)
    {
        final Waiting waiting = waitingByConnection.remove(connection);
        if (waiting != null && spareCount < MAX_SPARE)
        {
            waiting.start = 0;
            waiting.end = 0;
            waiting.peerClosed = false;
            spare[spareCount++] = waiting;
        }
    }
}
