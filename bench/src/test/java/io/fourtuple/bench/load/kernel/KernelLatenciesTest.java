package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.fourtuple.tun.testing.BackgroundCommand;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.RequiresTun;

/** What {@code serve} records of the kernel's connections, over two queues. */
@RequiresTun
class KernelLatenciesTest
{
    private static final int CONNECTIONS = 200;

    @Test
    void shouldRecordWhatTheKernelDoesAsOftenAsTheCountersSay(@TempDir final Path folder) throws Exception
    {
        final Path log = folder.resolve("serve.hlog");
        try (NetNs netNs = NetNs.create();
            BackgroundCommand serve = CommandLineInNs.serve(
                netNs, "--queues", "2", "--idle", "yield", "--latency", "all", "--hlog", log.toString()))
        {
            netNs.call(() ->
            {
                for (int i = 0; i < CONNECTIONS; i++)
                {
                    try (Socket socket = new Socket())
                    {
                        socket.connect(new InetSocketAddress(i % 2 == 0 ? "198.18.0.2" : "2001:db8::2", 7), 60_000);
                        socket.getOutputStream().write(i);
                        assertEquals(i, socket.getInputStream().read());
                    }
                }
                return null;
            });
            final String summary = CommandLineInNs.interrupt(serve);
            assertEquals(CONNECTIONS, CommandLineInNs.counter(summary, "TcpClosedFinished"), summary);
            assertEquals(CONNECTIONS, CommandLineInNs.counter(summary, "TcpDataCalls"), summary);
            assertEquals(12, summary.lines().filter(
                line -> line.contains(" recorded = ") && line.endsWith("  ok")).count(), summary);
            assertTrue(summary.contains("latencies, queue-1 "), summary);
        }
        assertTrue(Files.readString(log).contains("\nTag=queue-0.syn-to-established,"), "no such tag: " + log);
    }
}
