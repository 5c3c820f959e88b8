package io.fourtuple.testing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;

/** Remembers what an application was told. Does nothing by itself: not even close when the peer has. */
public class RecordingHandler implements ConnectionHandler
{
    public final List<String> events = new ArrayList<>();
    public final ByteArrayOutputStream received = new ByteArrayOutputStream();
    public long connection;
    public CloseReason reason;

    @Override
    public void onEstablished(final Tcp tcp, final long id)
    {
        connection = id;
        events.add("established");
    }

    @Override
    public void onData(final Tcp tcp, final long id, final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        received.writeBytes(bytes);
        events.add("data " + length);
    }

    @Override
    public void onPeerClosed(final Tcp tcp, final long id)
    {
        events.add("peer closed");
    }

    @Override
    public void onWritable(final Tcp tcp, final long id)
    {
        events.add("writable");
    }

    @Override
    public void onLingered(final Tcp tcp, final long id)
    {
        events.add("lingered");
    }

    @Override
    public void onClosed(final Tcp tcp, final long id, final CloseReason closeReason)
    {
        reason = closeReason;
        events.add("closed " + closeReason);
    }
}
