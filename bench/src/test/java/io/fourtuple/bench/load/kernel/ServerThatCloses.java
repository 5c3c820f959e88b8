package io.fourtuple.bench.load.kernel;

import java.nio.ByteBuffer;

import io.fourtuple.app.Endpoint;
import io.fourtuple.tun.testing.NetNs;

/** An engine that is server of the kernel's clients and closes first, so that TIME_WAIT is its own. */
final class ServerThatCloses implements AutoCloseable
{
    static final int PORT = 7;
    private static final String TEXT = "the old connection";
    private static final int CHUNK_BYTES = 1 << 20;
    /** The kernel's clock for ISNs. */
    private static final long ISN_TICK_NS = 64;

    private final EngineInNs engine;
    private final KernelSockets kernel;
    private final EchoingEnd application = new EchoingEnd();
    private final int listener;
    private int sndNxt;

    ServerThatCloses(final NetNs netNs, final KernelSockets kernel, final int mtuBytes, final String settings)
    {
        this.kernel = kernel;
        engine = new EngineInNs(netNs, mtuBytes, settings);
        listener = engine.tcp().listen(Endpoint.any(PORT), application);
    }

    EngineInNs engine()
    {
        return engine;
    }

    EchoingEnd application()
    {
        return application;
    }

    /** Nobody listens any more. */
    void unlisten()
    {
        engine.tcp().unlisten(listener);
    }

    /** SND.NXT of the connection that was closed last: one beyond the engine's FIN. */
    int sndNxt()
    {
        return sndNxt;
    }

    /** An address of the engine's that the kernel's address reaches; 2 is the first one. */
    static String address(final String from, final int number)
    {
        return (from.indexOf(':') < 0 ? "198.18.0." : "2001:db8::") + number;
    }

    /**
     * A whole connection that the engine closes first.
     *
     * @param from      the kernel's address.
     * @param localPort the kernel's port, 0 for any.
     * @param to        the engine's address.
     * @return the kernel's port, whose socket is no more.
     */
    int connectAndClose(final String from, final int localPort, final String to)
    {
        try (KernelSocket client = kernel.connect(from, localPort, to, PORT))
        {
            engine.runUntil("connected", client::isConnected);
            client.write(TEXT);
            engine.runUntil("the echo", () -> TEXT.equals(client.received()));
            return close(client);
        }
    }

    /**
     * As {@link #connectAndClose}, and the client sends so much that its sequence numbers are ahead of the kernel's
     * clock for ISNs, which has gone on since the connection's SYN. What arrives is not looked at.
     *
     * @param aheadBytes how far.
     */
    int uploadAndClose(final String from, final String to, final int aheadBytes)
    {
        application.silent();
        final long startNs = System.nanoTime();
        try (KernelSocket client = kernel.connect(from, 0, to, PORT))
        {
            engine.runUntil("connected", client::isConnected);
            engine.wire().recording(false);
            final ByteBuffer data = ByteBuffer.allocateDirect(CHUNK_BYTES);
            final long[] sent = new long[1];
            engine.runUntil("an upload that outruns the kernel's clock", () ->
            {
                final boolean isAhead = sent[0] - (System.nanoTime() - startNs) / ISN_TICK_NS >= aheadBytes;
                sent[0] += isAhead ? 0 : client.write(data.hasRemaining() ? data : data.clear());
                return isAhead && application.receivedBytes() == sent[0];
            });
            engine.wire().recording(true);
            return close(client);
        }
        finally
        {
            application.echoing();
        }
    }

    private int close(final KernelSocket client)
    {
        final int port = client.localPort();
        engine.tcp().close(application.connection());
        engine.runUntil("the engine's FIN", client::isAtEnd);
        client.close();
        engine.runUntil("the kernel's socket is gone", () -> kernel.states(port, PORT).isEmpty());
        final WireTap.Seen fin = engine.wire().last(true, WireTap.Seen::isFin);
        sndNxt = fin.seq() + fin.lengthBytes() + 1;
        return port;
    }

    @Override
    public void close()
    {
        engine.close();
    }
}
