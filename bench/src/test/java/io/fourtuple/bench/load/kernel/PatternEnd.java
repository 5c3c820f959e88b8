package io.fourtuple.bench.load.kernel;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;

/** The engine's application: sends bytes as soon as there is a connection, and checks each byte that it gets. */
final class PatternEnd implements ConnectionHandler
{
    /** A prime, so that no shift of the pattern by a power of two fits it. */
    private static final int PERIOD = 251;

    private final UnsafeBuffer toSend;
    private long connection;
    private int sent;
    private int received;
    private String wrong = "";
    private CloseReason end;

    /**
     * @param bytes to be sent.
     */
    PatternEnd(final int bytes)
    {
        toSend = new UnsafeBuffer(pattern(bytes));
    }

    static byte[] pattern(final int bytes)
    {
        final byte[] pattern = new byte[bytes];
        for (int i = 0; i < bytes; i++)
        {
            pattern[i] = (byte)(i % PERIOD);
        }
        return pattern;
    }

    /** 0 until there is one. */
    long connection()
    {
        return connection;
    }

    int received()
    {
        return received;
    }

    /** The first byte that was not the one that was sent; empty if there was none. */
    String wrong()
    {
        return wrong;
    }

    /** Null while there is none. */
    CloseReason end()
    {
        return end;
    }

    @Override
    public void onEstablished(final Tcp tcp, final long id)
    {
        connection = id;
        onWritable(tcp, id);
    }

    @Override
    public void onWritable(final Tcp tcp, final long id)
    {
        if (sent < toSend.capacity())
        {
            sent += Math.max(0, tcp.send(id, toSend, sent, toSend.capacity() - sent));
        }
    }

    @Override
    public void onData(final Tcp tcp, final long id, final DirectBuffer buffer, final int offset, final int length)
    {
        for (int i = 0; i < length && wrong.isEmpty(); i++)
        {
            final byte expected = (byte)((received + i) % PERIOD);
            if (buffer.getByte(offset + i) != expected)
            {
                wrong = "at=" + (received + i) + " expected=" + expected + " byte=" + buffer.getByte(offset + i);
            }
        }
        received += length;
    }

    @Override
    public void onClosed(final Tcp tcp, final long id, final CloseReason reason)
    {
        end = reason;
    }
}
