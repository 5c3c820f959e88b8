package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;
import io.fourtuple.app.TcpState;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.Packets;

/** An engine that connects to a server in the kernel, from the same port each time. */
final class ClientOfKernel implements AutoCloseable
{
    static final int PORT = 9_007;
    private static final String HELLO = "hello, kernel";
    private static final String ANSWER = "hello, engine";

    private final EngineInNs engine;
    private final KernelSockets kernel;
    private final EchoingEnd application = new EchoingEnd().silent();
    private final ServerSocketChannel server;
    private final String to;
    private final int localPort;
    private KernelSocket accepted;

    /**
     * @param to        the kernel's address.
     * @param localPort of the engine's connections, all of them.
     */
    ClientOfKernel(
        final NetNs netNs, final KernelSockets kernel, final String settings, final String to, final int localPort)
    {
        this.kernel = kernel;
        this.to = to;
        this.localPort = localPort;
        engine = new EngineInNs(netNs, 1_500, settings);
        server = kernel.listen(to, PORT);
    }

    EngineInNs engine()
    {
        return engine;
    }

    EchoingEnd application()
    {
        return application;
    }

    /** The kernel's side of the connection opened last. */
    KernelSocket accepted()
    {
        return accepted;
    }

    /** The state of the kernel's side as {@code /proc/net/tcp} has it; 0 if there is no socket any more. */
    int kernelState()
    {
        return kernel.states(PORT, localPort).stream().findFirst().orElse(0);
    }

    /**
     * Asks for the connection, and no more.
     *
     * @return what {@code connect} returned.
     */
    long connect()
    {
        final FourTuple tuple = FourTuple.to(Endpoint.of(Packets.inetAddress(to), PORT));
        // A call takes its time from the last cycle, and with it the SYN's time-out.
        engine.cycle();
        final Endpoint local = Endpoint.of(Packets.inetAddress(to.indexOf(':') < 0 ? "198.18.0.2" : "2001:db8::2"), 0);
        return engine.tcp().connect(tuple.local(local.hi(), local.lo(), localPort), application, 0);
    }

    /** Connects, and exchanges a greeting. */
    void connectAndTalk()
    {
        final long connection = connect();
        assertTrue(connection > 0, () -> "connection=" + connection);
        talk(connection);
    }

    /** Waits until the connection asked for is open, and exchanges a greeting. */
    void talk(final long connection)
    {
        engine.runUntil("accepted", () ->
        {
            accepted = KernelSockets.accept(server);
            return accepted != null;
        });
        engine.runUntil("established", () -> engine.tcp().state(connection) == TcpState.ESTABLISHED);
        EchoingEnd.send(engine.tcp(), connection, HELLO);
        engine.runUntil("the greeting", () -> accepted.received().equals(HELLO));
        accepted.write(ANSWER);
        engine.runUntil("the answer", () -> application.received().equals(ANSWER));
    }

    /** The kernel closes, then the engine: TIME_WAIT is the kernel's. */
    void closeByKernel()
    {
        final int ends = application.ends().size();
        accepted.close();
        engine.runUntil("the end", () -> application.ends().size() > ends);
        engine.runUntil("TIME_WAIT in the kernel", () -> kernelState() == KernelSockets.TIME_WAIT);
    }

    /** The engine closes, then the kernel: TIME_WAIT is the engine's. */
    void closeByEngine()
    {
        shutByEngine();
        engine.runUntil("the kernel's socket is gone", () -> kernelState() == 0);
    }

    /** As {@link #closeByEngine} without the last ACK, of which the caller takes care. */
    void shutByEngine()
    {
        final int ends = application.ends().size();
        engine.tcp().close(application.connection());
        engine.runUntil("the engine's FIN", accepted::isAtEnd);
        accepted.close();
        engine.runUntil("the end", () -> application.ends().size() > ends);
    }

    @Override
    public void close()
    {
        engine.close();
        try
        {
            if (accepted != null)
            {
                accepted.close();
            }
            server.close();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
