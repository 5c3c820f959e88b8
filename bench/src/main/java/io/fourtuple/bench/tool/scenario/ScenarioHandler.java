package io.fourtuple.bench.tool.scenario;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

import org.agrona.DirectBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.Tcp;

/** The handler of one host's connections: hands each call on to the end that it is for. */
final class ScenarioHandler implements ConnectionHandler
{
    private final Map<Long, ConnectionSide> peers = new HashMap<>();
    private final BiFunction<EndpointPair, Long, ConnectionSide> accept;

    /** @param accept makes the end of a connection that a peer has opened. */
    ScenarioHandler(final BiFunction<EndpointPair, Long, ConnectionSide> accept)
    {
        this.accept = accept;
    }

    void add(final long connection, final ConnectionSide peer)
    {
        peers.put(connection, peer);
    }

    @Override
    public void onEstablished(final Tcp tcp, final long connection)
    {
        ConnectionSide peer = peers.get(connection);
        if (peer == null)
        {
            final FourTuple tuple = new FourTuple();
            tcp.tuple(connection, tuple);
            peer = accept.apply(EndpointPair.of(tuple), connection);
            peers.put(connection, peer);
        }
        peer.established();
    }

    @Override
    public void onData(
        final Tcp tcp, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        peers.get(connection).data(buffer, offset, length);
    }

    @Override
    public void onPeerClosed(final Tcp tcp, final long connection)
    {
        peers.get(connection).peerClosed();
    }

    @Override
    public void onWritable(final Tcp tcp, final long connection)
    {
        peers.get(connection).writable();
    }

    @Override
    public void onClosed(final Tcp tcp, final long connection, final CloseReason reason)
    {
        // A connection refused while it was closing itself is told of the end within connect's own call.
        final ConnectionSide peer = peers.remove(connection);
        if (peer != null)
        {
            peer.ended(reason);
        }
    }
}
