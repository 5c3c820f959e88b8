package io.fourtuple.bench.tool.app;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SynFilter;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpState;

/** One connection of {@link Tcp} in memory, with a send buffer of a given size that the test empties. */
final class FakeTcp implements Tcp
{
    static final long CONNECTION = 42;
    static final int MAX_WINDOW = 65_536;

    private final ConnectionHandler handler;
    private final int sendBufferBytes;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private int unacknowledged;
    private boolean wantsRoom;
    private long userData;

    int windowBytes = MAX_WINDOW;
    boolean outputShut;
    boolean closed;
    boolean aborted;
    final List<String> calls = new ArrayList<>();

    FakeTcp(final ConnectionHandler handler, final int sendBufferBytes)
    {
        this.handler = handler;
        this.sendBufferBytes = sendBufferBytes;
        handler.onEstablished(this, CONNECTION);
    }

    /** Delivers bytes as one segment; the buffer is spoilt afterwards, as a link's memory is. */
    void deliver(final byte[] bytes)
    {
        final UnsafeBuffer segment = new UnsafeBuffer(new byte[bytes.length + 7]);
        segment.putBytes(7, bytes);
        handler.onData(this, CONNECTION, segment, 7, bytes.length);
        segment.setMemory(0, segment.capacity(), (byte)0xA5);
    }

    void deliver(final String text)
    {
        deliver(text.getBytes(StandardCharsets.US_ASCII));
    }

    void peerCloses()
    {
        handler.onPeerClosed(this, CONNECTION);
    }

    void ends(final CloseReason reason)
    {
        handler.onClosed(this, CONNECTION, reason);
    }

    /** The peer acknowledges some bytes. */
    void acknowledge(final int bytes)
    {
        unacknowledged -= Math.min(bytes, unacknowledged);
        if (wantsRoom)
        {
            wantsRoom = false;
            handler.onWritable(this, CONNECTION);
        }
    }

    /** The peer acknowledges until the handler sends no more. */
    void acknowledgeAll()
    {
        while (unacknowledged > 0)
        {
            acknowledge(unacknowledged);
        }
    }

    byte[] received()
    {
        return received.toByteArray();
    }

    String text()
    {
        return received.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public io.fourtuple.app.PortUse portUse()
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int close(final long connection, final int lingerSeconds)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int send(final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        if (outputShut)
        {
            return CLOSING;
        }
        final int taken = Math.min(length, sendBufferBytes - unacknowledged);
        wantsRoom |= taken < length;
        final byte[] bytes = new byte[taken];
        buffer.getBytes(offset, bytes);
        received.writeBytes(bytes);
        unacknowledged += taken;
        return taken;
    }

    @Override
    public int sendSpace(final long connection)
    {
        return sendBufferBytes - unacknowledged;
    }

    @Override
    public int userTimeout(final long connection, final int timeoutMs)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int congestionControl(final long connection, final String name)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int listenerCongestionControl(final int listener, final String name)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int shutdownOutput(final long connection)
    {
        outputShut = true;
        calls.add("shutdownOutput");
        return 0;
    }

    @Override
    public int close(final long connection)
    {
        outputShut = true;
        closed = true;
        calls.add("close");
        return 0;
    }

    @Override
    public int abort(final long connection)
    {
        aborted = true;
        outputShut = true;
        calls.add("abort");
        handler.onClosed(this, connection, CloseReason.ABORTED);
        return 0;
    }

    @Override
    public int receiveWindow(final long connection, final int bytes)
    {
        windowBytes = Math.min(bytes, MAX_WINDOW);
        return 0;
    }

    @Override
    public long userData(final long connection)
    {
        return userData;
    }

    @Override
    public boolean userData(final long connection, final long value)
    {
        userData = value;
        return true;
    }

    @Override
    public int listen(
        final Endpoint local, final int backlog, final SynFilter filter, final ConnectionHandler listener)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int listenQueued(final Endpoint local, final int backlog, final SynFilter filter)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public long accept(final int listener, final ConnectionHandler other, final long value)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean unlisten(final int listener)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public long connect(final FourTuple tuple, final ConnectionHandler other, final long value)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public TcpState state(final long connection)
    {
        return closed ? TcpState.FIN_WAIT_1 : TcpState.ESTABLISHED;
    }

    @Override
    public boolean tuple(final long connection, final FourTuple into)
    {
        return false;
    }

    @Override
    public void drain()
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public long openConnections()
    {
        return closed ? 0 : 1;
    }

    @Override
    public long nowNs()
    {
        return 0;
    }
}
