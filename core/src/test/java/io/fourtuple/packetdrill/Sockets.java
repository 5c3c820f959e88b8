package io.fourtuple.packetdrill;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.ConnectionHandler;
import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.SocketOptions;
import io.fourtuple.app.Tcp;
import io.fourtuple.app.TcpInfo;
import io.fourtuple.app.TcpState;
import io.fourtuple.telemetry.Counter;

/**
 * BSD sockets on {@link Tcp} and {@link ConnectionHandler}: keeps what a kernel would keep, as the accept queue, bytes
 * that were received and not read, SO_ERROR. What a call returns is checked by whoever made it.
 */
final class Sockets implements ConnectionHandler
{
    private static final int CONNECT_PORT = 8_080;
    private static final int BIND_PORT = 8_080;
    private static final int PEER_PORT = 50_000;

    private final Host host;
    private final Tcp tcp;
    private final Network network;
    private final Endpoint local;
    private final Endpoint peer;
    private final Map<Long, SocketState> sockets = new LinkedHashMap<>();
    private final Map<Long, SocketState> connections = new HashMap<>();
    private final FourTuple tuple = new FourTuple();
    private SocketState underTest = new SocketState();

    Sockets(final Host host, final Network network, final Endpoint local, final Endpoint peer)
    {
        this.host = host;
        tcp = host.tcp;
        this.network = network;
        this.local = local;
        this.peer = peer;
        network.connection(at(local, BIND_PORT), at(peer, PEER_PORT));
    }

    SocketState get(final Call call)
    {
        final SocketState socket = sockets.get(Numbers.parse(call.argument(0)));
        if (socket == null)
        {
            throw new IllegalStateException(
                call.name() + " of a file descriptor that is not open: " + call.argument(0));
        }
        return socket;
    }

    /** The state that {@code tcp_info} shows: that of the newest connection, else of the listener. */
    TcpState stateUnderTest()
    {
        return state(underTest);
    }

    /** @return what the engine tells of the newest connection; null if there is none, or it has ended. */
    TcpInfo infoUnderTest()
    {
        final TcpInfo info = new TcpInfo();
        return underTest.isConnection() && !underTest.ended && tcp.info(underTest.connection, info) ? info : null;
    }

    /** Sets an option, now and for what becomes of the socket. */
    void option(final SocketState socket, final String name, final String value)
    {
        socket.options.put(name, value);
        if (name.equals("TCP_QUICKACK") && socket.isConnection())
        {
            tcp.quickAck(socket.connection, !value.equals("0"));
        }
        apply(socket);
    }

    private void apply(final SocketState socket)
    {
        final SocketOptions options = socket.engineOptions(tcp.usualOptions());
        if (socket.isListening())
        {
            tcp.listenerOptions(socket.listener, options);
        }
        else if (socket.isConnection() && !socket.ended)
        {
            tcp.options(socket.connection, options);
            tcp.cork(socket.connection, socket.isOn("TCP_CORK", false));
        }
    }

    private TcpState state(final SocketState socket)
    {
        if (socket.isListening())
        {
            return TcpState.LISTEN;
        }
        if (socket.ended && socket.reason == CloseReason.FINISHED && host.counters.get(Counter.CURR_TIME_WAIT) > 0)
        {
            return TcpState.TIME_WAIT;
        }
        return socket.ended || !socket.isConnection() ? TcpState.CLOSED : tcp.state(socket.connection);
    }

    /** How many connections are in a state; closed sockets and half-open connections included. */
    long count(final TcpState state)
    {
        return switch (state)
        {
            case SYN_RCVD -> host.counters.get(Counter.CURR_SYN_RCVD);
            case TIME_WAIT -> host.counters.get(Counter.CURR_TIME_WAIT);
            case LISTEN -> sockets.values().stream().filter(SocketState::isListening).count();
            default -> connections.values().stream().filter(socket -> state(socket) == state).count();
        };
    }

    Call.Outcome socket(final Call call)
    {
        long fd = 3;
        while (sockets.containsKey(fd))
        {
            fd++;
        }
        // The numbers are the script's own.
        fd = call.result() != null && call.result() > 0 && !sockets.containsKey(call.result()) ? call.result() : fd;
        sockets.put(fd, new SocketState());
        return Call.Outcome.of(fd);
    }

    Call.Outcome bind(final SocketState socket)
    {
        socket.localPort = BIND_PORT;
        return Call.Outcome.of(0);
    }

    Call.Outcome listen(final SocketState socket)
    {
        if (!socket.isListening())
        {
            final int port = socket.localPort == 0 ? BIND_PORT : socket.localPort;
            socket.listener = tcp.listen(at(local, port), this);
            apply(socket);
            underTest = socket;
        }
        return Call.Outcome.of(0);
    }

    Call.Outcome accept(final SocketState socket, final Call call)
    {
        if (!socket.isListening())
        {
            return Call.Outcome.error("EINVAL");
        }
        if (socket.acceptQueue.isEmpty())
        {
            return wait(socket);
        }
        final long fd = socket(call).result();
        final SocketState accepted = socket.acceptQueue.poll();
        sockets.put(fd, accepted);
        accepted.nonBlocking = call.has(3) && call.argument(3).contains("SOCK_NONBLOCK");
        return Call.Outcome.of(fd);
    }

    Call.Outcome connect(final SocketState socket)
    {
        if (socket.isConnection())
        {
            return connected(socket);
        }
        final Endpoint remote = at(peer, CONNECT_PORT);
        tuple.family(local.family() == 6).local(local.hi(), local.lo(), socket.localPort)
            .remote(remote.hi(), remote.lo(), remote.port());
        final long id = tcp.connect(tuple, this, 0);
        if (id < 0)
        {
            return Call.Outcome.error(id == Tcp.TUPLE_IN_USE ? "EADDRINUSE" : "EADDRNOTAVAIL");
        }
        socket.connection = id;
        connections.put(id, socket);
        underTest = socket;
        apply(socket);
        network.connection(at(local, tuple.localPort()), remote);
        return socket.nonBlocking ? Call.Outcome.error("EINPROGRESS") : Call.WOULD_BLOCK;
    }

    /** A second connect asks what became of the first. */
    private static Call.Outcome connected(final SocketState socket)
    {
        if (socket.error != null)
        {
            return Call.Outcome.error(socket.takeError());
        }
        if (!socket.established)
        {
            return socket.nonBlocking ? Call.Outcome.error("EALREADY") : Call.WOULD_BLOCK;
        }
        return socket.nonBlocking ? Call.Outcome.error("EISCONN") : Call.Outcome.of(0);
    }

    Call.Outcome receive(final SocketState socket, final int length, final boolean isPeek)
    {
        if (socket.unread > 0 || length == 0)
        {
            final int taken = Math.min(length, socket.unread);
            if (!isPeek)
            {
                socket.unread -= taken;
                offerWindow(socket);
            }
            return Call.Outcome.of(taken);
        }
        if (socket.error != null)
        {
            return Call.Outcome.error(socket.takeError());
        }
        if (!socket.isConnection())
        {
            return Call.Outcome.error("ENOTCONN");
        }
        return socket.peerClosed || socket.ended || socket.inputShut ? Call.Outcome.of(0) : wait(socket);
    }

    Call.Outcome send(final SocketState socket, final int length)
    {
        if (socket.error != null)
        {
            return Call.Outcome.error(socket.takeError());
        }
        if (!socket.isConnection())
        {
            return Call.Outcome.error("ENOTCONN");
        }
        final boolean isBegun = socket.writing > 0;
        final int wanted = isBegun ? socket.unwritten : length;
        final int taken = tcp.send(socket.connection, new UnsafeBuffer(new byte[wanted]), 0, wanted);
        if (taken < 0)
        {
            return Call.Outcome.error("EPIPE");
        }
        if (socket.nonBlocking || taken == wanted)
        {
            socket.writing = 0;
            return taken == 0 && wanted > 0 ? Call.Outcome.error("EAGAIN") : Call.Outcome.of(isBegun ? length : taken);
        }
        socket.writing = length;
        socket.unwritten = wanted - taken;
        return Call.WOULD_BLOCK;
    }

    Call.Outcome shutdown(final SocketState socket, final String how)
    {
        if (!socket.established || socket.ended)
        {
            return Call.Outcome.error("ENOTCONN");
        }
        if (!how.equals("SHUT_RD"))
        {
            socket.outputShut = true;
            tcp.shutdownOutput(socket.connection);
        }
        if (!how.equals("SHUT_WR"))
        {
            socket.inputShut = true;
        }
        return Call.Outcome.of(0);
    }

    Call.Outcome close(final long fd, final SocketState socket)
    {
        sockets.remove(fd);
        socket.closed = true;
        if (socket.isListening())
        {
            tcp.unlisten(socket.listener);
            socket.acceptQueue.forEach(child -> tcp.abort(child.connection));
        }
        else if (socket.isConnection())
        {
            final String linger = socket.options.getOrDefault("SO_LINGER", "0 0");
            if (linger.startsWith("1 ") && !linger.equals("1 0"))
            {
                throw new NotBuilt.Needed(NotBuilt.LINGER, "SO_LINGER " + linger);
            }
            // RFC 2525 2.17: bytes that nobody will read are told to the peer by a RST, as by Linux and FreeBSD.
            if (socket.unread > 0 || linger.equals("1 0"))
            {
                tcp.abort(socket.connection);
            }
            else
            {
                tcp.close(socket.connection);
            }
        }
        return Call.Outcome.of(0);
    }

    /** @return which of the events asked for have come, as {@code POLLIN|POLLOUT}, or {@code 0}. */
    String poll(final long fd, final String events)
    {
        final SocketState socket = sockets.get(fd);
        if (socket == null)
        {
            return "POLLNVAL";
        }
        final boolean isReadable =
            socket.unread > 0 || socket.peerClosed || socket.ended || !socket.acceptQueue.isEmpty();
        final boolean isWritable = socket.ended || socket.established && tcp.sendSpace(socket.connection) != 0;
        final StringJoiner found = new StringJoiner("|").setEmptyValue("0");
        if (isReadable && events.contains("POLLIN"))
        {
            found.add("POLLIN");
        }
        if (isWritable && events.contains("POLLOUT"))
        {
            found.add("POLLOUT");
        }
        if (socket.error != null)
        {
            found.add("POLLERR");
        }
        if (socket.ended || socket.peerClosed && socket.outputShut)
        {
            found.add("POLLHUP");
        }
        return found.toString();
    }

    void receiveBuffer(final SocketState socket, final int bytes)
    {
        socket.receiveBuffer = bytes;
        offerWindow(socket);
    }

    private void offerWindow(final SocketState socket)
    {
        if (socket.receiveBuffer != SocketState.DEFAULT_BUFFER && socket.isConnection())
        {
            tcp.receiveWindow(socket.connection, Math.max(0, socket.receiveBuffer - socket.unread));
        }
    }

    private static Call.Outcome wait(final SocketState socket)
    {
        return socket.nonBlocking ? Call.Outcome.error("EAGAIN") : Call.WOULD_BLOCK;
    }

    private static Endpoint at(final Endpoint address, final int port)
    {
        return new Endpoint(address.family(), address.hi(), address.lo(), port);
    }

    @Override
    public void onEstablished(final Tcp unused, final long connection)
    {
        SocketState socket = connections.get(connection);
        if (socket == null)
        {
            tcp.tuple(connection, tuple);
            final SocketState listener = sockets.values().stream().filter(SocketState::isListening).findFirst().get();
            socket = new SocketState();
            socket.connection = connection;
            socket.receiveBuffer = listener.receiveBuffer;
            socket.options.putAll(listener.options);
            connections.put(connection, socket);
            listener.acceptQueue.add(socket);
            underTest = socket;
        }
        socket.established = true;
        offerWindow(socket);
    }

    @Override
    public void onData(
        final Tcp unused, final long connection, final DirectBuffer buffer, final int offset, final int length)
    {
        final SocketState socket = connections.get(connection);
        if (!socket.inputShut)
        {
            socket.unread += length;
        }
        offerWindow(socket);
    }

    @Override
    public void onPeerClosed(final Tcp unused, final long connection)
    {
        connections.get(connection).peerClosed = true;
    }

    @Override
    public void onClosed(final Tcp unused, final long connection, final CloseReason reason)
    {
        final SocketState socket = connections.remove(connection);
        if (socket != null)
        {
            socket.end(reason);
        }
    }
}
