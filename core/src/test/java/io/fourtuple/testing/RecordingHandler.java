package io.fourtuple.testing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;

/**
 * An application that remembers its calls. It does nothing by itself, and does not close when the peer has; a test that
 * wants more of it overrides {@link #onEvent}.
 */
public class RecordingHandler implements ConnectionHandler
{
    public final List<String> events = new ArrayList<>();
    public final ByteArrayOutputStream received = new ByteArrayOutputStream();
    public long connection;
    public CloseReason reason;
    /** Run when urgent data was told of. */
    public Runnable onUrgent = () ->
    {
    };

    @Override
    public void onEstablished(final Tcp tcp, final long id)
    {
        connection = id;
        record(tcp, "established");
    }

    @Override
    public void onData(final Tcp tcp, final long id, final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        received.writeBytes(bytes);
        record(tcp, "data " + length);
    }

    @Override
    public void onUrgent(final Tcp tcp, final long id, final int ahead)
    {
        record(tcp, "urgent " + ahead);
        onUrgent.run();
    }

    @Override
    public void onPeerClosed(final Tcp tcp, final long id)
    {
        record(tcp, "peer closed");
    }

    @Override
    public void onWritable(final Tcp tcp, final long id)
    {
        record(tcp, "writable");
    }

    @Override
    public void onLingered(final Tcp tcp, final long id)
    {
        record(tcp, "lingered");
    }

    @Override
    public void onClosed(final Tcp tcp, final long id, final CloseReason closeReason)
    {
        reason = closeReason;
        record(tcp, "closed " + closeReason);
    }

    private void record(final Tcp tcp, final String event)
    {
        events.add(event);
        onEvent(tcp, event);
    }

    /** Called within each call, after the event was remembered. */
    protected void onEvent(final Tcp tcp, final String event)
    {
    }

    /** The calls from one on, onClosed by its reason alone; - for none. */
    public String told(final int from)
    {
        return from == events.size() ? "-" :
            String.join(", ", events.subList(from, events.size())).replaceAll("\\bclosed ([A-Z])", "$1");
    }
}
