package io.fourtuple.bench.tool.app;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;

/**
 * Sends the rotating lines of RFC 864 for as long as the peer takes them; the peer's data is thrown away. The
 * connection's {@code userData} is its place in the pattern, so that no connection costs memory.
 */
public final class ChargenHandler implements ConnectionHandler
{
    private static final int FIRST_CHARACTER = ' ';
    private static final int CHARACTERS = 95;
    private static final int CHARACTERS_PER_LINE = 72;
    private static final int LINE_LENGTH = CHARACTERS_PER_LINE + 2;
    /** The pattern repeats after as many bytes. */
    static final int PERIOD = CHARACTERS * LINE_LENGTH;
    // Several periods in a row, so that one send can be long wherever in the pattern it begins.
    private static final int PERIODS = 8;

    private final UnsafeBuffer pattern = new UnsafeBuffer(new byte[PERIODS * PERIOD]);

    /** Writes the pattern once. */
    public ChargenHandler()
    {
        for (int i = 0; i < pattern.capacity(); i++)
        {
            pattern.putByte(i, at(i));
        }
    }

    /** @return the byte at a position in the stream, from 0. */
    static byte at(final long position)
    {
        final int line = (int)(position / LINE_LENGTH % CHARACTERS);
        final int column = (int)(position % LINE_LENGTH);
        if (column >= CHARACTERS_PER_LINE)
        {
            return (byte)(column == CHARACTERS_PER_LINE ? '\r' : '\n');
        }
        return (byte)(FIRST_CHARACTER + (line + column) % CHARACTERS);
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        fill(tcp, connection);
    }

    @Override
    public void onWritable(final Tcp tcp, final long connection)
    {
        fill(tcp, connection);
    }

    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        // RFC 864: "Any data received is thrown away."
    }

    private void fill(final Tcp tcp, final long connection)
    {
        int place = (int)tcp.userData(connection);
        int offered;
        int taken;
        do
        {
            offered = pattern.capacity() - place;
            taken = tcp.send(connection, pattern, place, offered);
            place = (place + Math.max(taken, 0)) % PERIOD;
        }
        while (taken == offered);
        tcp.userData(connection, place);
    }
}
