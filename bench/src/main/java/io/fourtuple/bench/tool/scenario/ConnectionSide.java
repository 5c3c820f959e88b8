package io.fourtuple.bench.tool.scenario;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.app.CloseReason;
import io.fourtuple.app.Tcp;

/** One end of a connection as its application has it: the bytes sent and received, and the ending. */
final class ConnectionSide
{
    static final int LINGER_OFF = Tcp.LINGER_OFF;

    private final ScenarioHost host;
    private final EndpointPair tuple;
    private final ApplicationBehaviour behaviour;
    private final Trace trace;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private long id;
    private long openedNs;
    private long establishedNs;
    private int taken;
    private boolean isEstablished;
    private boolean hasSeenEnd;
    private boolean hasShut;
    private CloseReason ended;

    ConnectionSide(final ScenarioHost host, final EndpointPair tuple, final ApplicationBehaviour behaviour, final Trace trace)
    {
        this.host = host;
        this.tuple = tuple;
        this.behaviour = behaviour;
        this.trace = trace;
    }

    // Calls of the application.

    void send(final String text)
    {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(final byte[] bytes)
    {
        sent.writeBytes(bytes);
        push();
    }

    private void push()
    {
        host.called();
        final byte[] all = sent.toByteArray();
        final int count = host.tcp().send(id, new UnsafeBuffer(all), taken, all.length - taken);
        taken += Math.max(0, count);
    }

    void close()
    {
        close(LINGER_OFF);
    }

    void close(final int lingerSeconds)
    {
        trace.call(host, lingerSeconds == LINGER_OFF ? "close" : "linger " + lingerSeconds + " s");
        hasShut = true;
        host.called();
        host.tcp().close(id, lingerSeconds);
    }

    void shutdownOutput()
    {
        trace.call(host, "shutdown");
        hasShut = true;
        host.called();
        host.tcp().shutdownOutput(id);
    }

    void abort()
    {
        trace.call(host, "abort");
        host.called();
        host.tcp().abort(id);
    }

    // Callbacks of the engine.

    void opened(final long connection)
    {
        id = connection;
        openedNs = host.tcp().nowNs();
        host.known(tuple, connection);
    }

    void established()
    {
        host.telling(tuple, id);
        isEstablished = true;
        establishedNs = host.tcp().nowNs();
        behaviour.onEstablished(this);
    }

    void data(final DirectBuffer buffer, final int offset, final int length)
    {
        host.telling(tuple, id);
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        received.writeBytes(bytes);
        behaviour.onData(this);
    }

    void writable()
    {
        push();
    }

    void peerClosed()
    {
        host.telling(tuple, id);
        hasSeenEnd = true;
        if (!hasShut)
        {
            behaviour.onPeerClosed(this);
        }
    }

    void ended(final CloseReason reason)
    {
        ended = reason;
        // An application that has called close is told of the end only.
        hasSeenEnd |= reason == CloseReason.FINISHED;
        host.ended(tuple, id);
    }

    ScenarioHost host()
    {
        return host;
    }

    EndpointPair tuple()
    {
        return tuple;
    }

    Tcp tcp()
    {
        return host.tcp();
    }

    boolean isEstablished()
    {
        return isEstablished;
    }

    long openMs()
    {
        return isEstablished ? (establishedNs - openedNs) / VirtualClock.MS : -1;
    }

    boolean isOver()
    {
        return ended != null;
    }

    /** Whether the other end said that nothing more comes. */
    boolean hasSeenEnd()
    {
        return hasSeenEnd;
    }

    /** How it ended, or null. */
    CloseReason ending()
    {
        return ended;
    }

    byte[] sent()
    {
        return sent.toByteArray();
    }

    byte[] received()
    {
        return received.toByteArray();
    }
}
