package io.fourtuple.bench.load.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;

/** The engine's application: sends back what it gets, counts it, keeps the last connection and how each one ended. */
final class EchoingEnd implements ConnectionHandler
{
    private final List<CloseReason> ends = new ArrayList<>();
    private final StringBuilder received = new StringBuilder();
    private boolean isEchoing = true;
    private long receivedBytes;
    private long connection;
    private int opened;

    /** Only takes data from now on, as a server of uploads does, and as a client does that is answered. */
    EchoingEnd silent()
    {
        isEchoing = false;
        return this;
    }

    /** Sends back what it gets from now on. */
    void echoing()
    {
        isEchoing = true;
    }

    /** The connection opened last. */
    long connection()
    {
        return connection;
    }

    /** How many have been opened. */
    int opened()
    {
        return opened;
    }

    long receivedBytes()
    {
        return receivedBytes;
    }

    /** What the connection opened last has received, if it does not echo. */
    String received()
    {
        return received.toString();
    }

    /** How the connections ended, in order. */
    List<CloseReason> ends()
    {
        return ends;
    }

    static void send(final Tcp tcp, final long connection, final String text)
    {
        final byte[] bytes = text.getBytes(US_ASCII);
        final int taken = tcp.send(connection, new UnsafeBuffer(bytes), 0, bytes.length);
        if (taken != bytes.length)
        {
            throw new AssertionError("not taken: bytes=" + bytes.length + " taken=" + taken);
        }
    }

    @Override
    public void onEstablished(final Tcp tcp, final long id)
    {
        connection = id;
        opened++;
        received.setLength(0);
    }

    @Override
    public void onData(final Tcp tcp, final long id, final DirectBuffer buffer, final int offset, final int length)
    {
        receivedBytes += length;
        if (isEchoing)
        {
            tcp.send(id, buffer, offset, length);
        }
        else if (length < 1_000)
        {
            received.append(buffer.getStringWithoutLengthAscii(offset, length));
        }
    }

    @Override
    public void onClosed(final Tcp tcp, final long id, final CloseReason reason)
    {
        ends.add(reason);
    }
}
