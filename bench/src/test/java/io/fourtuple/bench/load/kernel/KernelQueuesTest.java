package io.fourtuple.bench.load.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.tun.testing.BackgroundCommand;
import io.fourtuple.tun.testing.InNamespace;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.RequiresTun;

/**
 * The kernel as the client of two loops on two queues: a segment that came to the wrong loop would be answered by a
 * RST, and there is none.
 */
@RequiresTun
class KernelQueuesTest
{
    // More than the 4,096 flows whose queue the kernel remembers.
    private static final int SEQUENTIAL = 20_000;
    private static final int PATIENCE_MS = 60_000;
    private static final int OPEN_AT_A_TIME = 1_000;
    // The kernel forgets a flow's queue 3 s after its last packet.
    private static final String SILENCE_SECONDS = "5";

    @InNamespace
    private NetNs netNs;

    @ParameterizedTest
    @ValueSource(strings = {"198.18.0.2", "2001:db8::2"})
    void shouldLoseNoConnectionOfThousands(final String address)
    {
        try (BackgroundCommand serve = CommandLineInNs.serve(netNs, "--queues", "2", "--idle", "yield"))
        {
            netNs.call(() ->
            {
                for (int i = 0; i < SEQUENTIAL; i++)
                {
                    try (Socket socket = connect(address))
                    {
                        echo(socket, i);
                    }
                }
                return null;
            });
            final String summary = CommandLineInNs.interrupt(serve);
            assertEquals(SEQUENTIAL, CommandLineInNs.counter(summary, "TcpEstablished"), summary);
            assertNoStranger(summary);
        }
    }

    /** Silence makes the kernel forget what it knows of the flows; the hash alone must then lead to the same loop. */
    @Test
    void shouldKeepAConnectionOnItsLoopAfterSilence()
    {
        try (BackgroundCommand serve = CommandLineInNs.serve(netNs, "--queues", "2", "--idle", "yield"))
        {
            netNs.call(() ->
            {
                final List<Socket> sockets = new ArrayList<>();
                for (int i = 0; i < OPEN_AT_A_TIME; i++)
                {
                    sockets.add(connect("198.18.0.2"));
                    echo(sockets.get(i), i);
                }
                // The silence itself; nothing is waited for that could be seen.
                netNs.run("sleep", SILENCE_SECONDS);
                for (int i = 0; i < OPEN_AT_A_TIME; i++)
                {
                    echo(sockets.get(i), OPEN_AT_A_TIME - i);
                    sockets.get(i).close();
                }
                return null;
            });
            final String summary = CommandLineInNs.interrupt(serve);
            assertEquals(OPEN_AT_A_TIME, CommandLineInNs.counter(summary, "TcpEstablished"), summary);
            assertNoStranger(summary);
        }
    }

    @Test
    void shouldStandManyConnectionsAtATime()
    {
        try (BackgroundCommand serve = CommandLineInNs.serve(netNs, "--queues", "2");
            BackgroundCommand wrk = netNs.start(
                "wrk", "-t1", "-c200", "-d5s", "--timeout", "60s", "-H", "Connection: close", "http://198.18.0.2/"))
        {
            final String report = wrk.awaitEnd(CommandLineInNs.PATIENCE_S).orFail().output();
            assertTrue(report.contains("Requests/sec"), report);
            assertFalse(report.contains("Socket errors"), report);
            final String summary = CommandLineInNs.interrupt(serve);
            assertTrue(summary.contains(": ok"), summary);
            // wrk's own end may reset connections; what came to the wrong loop would be counted by these two.
            assertEquals(0, CommandLineInNs.counter(summary, "TcpListenAck"), summary);
            assertTrue(establishedBy(summary, 0) > 0 && establishedBy(summary, 1) > 0, summary);
        }
    }

    private static Socket connect(final String address) throws IOException
    {
        final Socket socket = new Socket();
        socket.connect(new InetSocketAddress(address, 7), PATIENCE_MS);
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    private static void echo(final Socket socket, final int number) throws IOException
    {
        final byte[] sent = ("number " + number).getBytes(US_ASCII);
        socket.getOutputStream().write(sent);
        assertArrayEquals(sent, socket.getInputStream().readNBytes(sent.length));
    }

    /** Every segment found its connection, and either loop had a fair share. */
    private static void assertNoStranger(final String summary)
    {
        assertTrue(summary.contains(": ok"), summary);
        assertEquals(0, CommandLineInNs.counter(summary, "TcpOutRsts"), summary);
        assertEquals(0, CommandLineInNs.counter(summary, "TcpListenAck"), summary);
        assertEquals(0, CommandLineInNs.counter(summary, "TcpNoConnection"), summary);
        final long first = establishedBy(summary, 0);
        final long second = establishedBy(summary, 1);
        assertTrue(first > (first + second) / 3 && second > (first + second) / 3, summary);
    }

    private static long establishedBy(final String summary, final int queue)
    {
        final Matcher matcher = Pattern.compile("queue " + queue + ": .* established (\\d+) ").matcher(summary);
        assertTrue(matcher.find(), summary);
        return Long.parseLong(matcher.group(1));
    }
}
