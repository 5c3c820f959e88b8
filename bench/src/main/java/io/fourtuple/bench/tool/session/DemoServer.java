package io.fourtuple.bench.tool.session;

import java.util.concurrent.atomic.AtomicLong;

import org.agrona.DirectBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;
import io.fourtuple.bench.tool.app.BytePattern;

/**
 * The demo's server: takes a request of a known length, answers with as much, and closes first if told to. A
 * connection's progress is in its {@code userData}: bytes received in the high half, bytes sent in the low.
 */
final class DemoServer implements ConnectionHandler
{
    private final int bytes;
    private final boolean closesFirst;
    private final AtomicLong established = new AtomicLong();
    private final AtomicLong finished = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    DemoServer(final int bytes, final boolean closesFirst)
    {
        this.bytes = bytes;
        this.closesFirst = closesFirst;
    }

    long established()
    {
        return established.get();
    }

    long finished()
    {
        return finished.get();
    }

    long failed()
    {
        return failed.get();
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        increment(established);
    }

    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        final long progress = tcp.userData(connection) + ((long)length << 32);
        tcp.userData(connection, progress);
        if (progress >>> 32 == bytes)
        {
            answer(tcp, connection);
        }
    }

    @Override
    public void onWritable(final Tcp tcp, final long connection)
    {
        answer(tcp, connection);
    }

    @Override
    public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
    {
        increment(reason == CloseReason.FINISHED ? finished : failed);
    }

    private void answer(final Tcp tcp, final long connection)
    {
        final long progress = tcp.userData(connection);
        int sent = (int)progress;
        int offered;
        int taken;
        do
        {
            offered = Math.min(bytes - sent, BytePattern.PERIOD);
            taken = tcp.send(connection, BytePattern.buffer(), sent % BytePattern.PERIOD, offered);
            sent += Math.max(taken, 0);
        }
        while (taken == offered && sent < bytes);
        tcp.userData(connection, progress & ~0xFFFF_FFFFL | sent);
        if (sent == bytes && closesFirst)
        {
            tcp.close(connection);
        }
    }

    static void increment(final AtomicLong counter)
    {
        // One writer: no locked instruction is needed.
        counter.setRelease(counter.getPlain() + 1);
    }
}
