package io.fourtuple.bench.tool.app;

import org.agrona.DirectBuffer;

import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Tcp;

/** Throws away all data (RFC 863), and closes when the peer does. */
public final class DiscardHandler implements ConnectionHandler
{
    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        // To be delivered is to be consumed; there is nothing else to do.
    }
}
