package io.fourtuple.goodput;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;

/** Sends so many bytes of a pattern on its one connection as fast as it may, then shuts its output; counts what comes back. */
class Sender implements ConnectionHandler
{
    /** Prime, so that data out of place by any power of two differs. */
    static final int PERIOD = 65_521;
    private static final UnsafeBuffer PATTERN = pattern();

    final long bytes;
    long sent;
    long received;
    long firstWrong = -1;
    long connection;
    CloseReason reason;

    Sender(final long bytes)
    {
        this.bytes = bytes;
    }

    private static UnsafeBuffer pattern()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2 * PERIOD]);
        for (int i = 0; i < buffer.capacity(); i++)
        {
            buffer.putByte(i, at(i));
        }
        return buffer;
    }

    static byte at(final long position)
    {
        final int place = (int)(position % PERIOD);
        return (byte)(place * 31 + (place >>> 8) * 7);
    }

    @Override
    public void onEstablished(final Tcp tcp, final long id)
    {
        connection = id;
        fill(tcp);
    }

    @Override
    public void onWritable(final Tcp tcp, final long id)
    {
        fill(tcp);
    }

    private void fill(final Tcp tcp)
    {
        while (sent < bytes)
        {
            final int offered = (int)Math.min(PERIOD, bytes - sent);
            final int taken = tcp.send(connection, PATTERN, (int)(sent % PERIOD), offered);
            sent += Math.max(0, taken);
            if (taken < offered)
            {
                return;
            }
        }
        tcp.shutdownOutput(connection);
    }

    @Override
    public void onData(final Tcp tcp, final long id, final DirectBuffer buffer, final int offset, final int length)
    {
        check(buffer, offset, length);
        received += length;
    }

    /** Compares with the pattern, eight bytes at a time where they fit. */
    private void check(final DirectBuffer buffer, final int offset, final int length)
    {
        final int place = (int)(received % PERIOD);
        for (int i = 0; i < length && firstWrong < 0; i += Long.BYTES)
        {
            final boolean fits = i + Long.BYTES <= length;
            for (int j = i; !fits && j < length; j++)
            {
                firstWrong = buffer.getByte(offset + j) == PATTERN.getByte(place + j) ? firstWrong : received + j;
            }
            if (fits && buffer.getLong(offset + i) != PATTERN.getLong(place + i))
            {
                firstWrong = received + i;
            }
        }
    }

    @Override
    public void onPeerClosed(final Tcp tcp, final long id)
    {
        // The other direction goes on.
    }

    @Override
    public void onClosed(final Tcp tcp, final long id, final CloseReason closeReason)
    {
        reason = closeReason;
    }
}
