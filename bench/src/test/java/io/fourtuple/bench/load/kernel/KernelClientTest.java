package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.tun.testing.BackgroundCommand;
import io.fourtuple.tun.testing.InNamespace;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.RequiresTun;

/** Clients in the kernel, the engine as server. */
@RequiresTun
class KernelClientTest
{
    private static final int TEN_MEGABYTES = 10_000_000;
    private static final int SEQUENTIAL_CONNECTIONS = 50_000;
    private static final String PATIENCE = String.valueOf(CommandLineInNs.PATIENCE_S);

    @TempDir
    private Path directory;
    @InNamespace
    private NetNs netNs;

    @ParameterizedTest
    @ValueSource(strings = {"198.18.0.2", "[2001:db8::2]"})
    void shouldServeCurl(final String address)
    {
        final Path capture = directory.resolve("curl.pcap");
        try (BackgroundCommand serve =
            CommandLineInNs.serve(netNs, "--pcap", capture.toString(), "--set", "tcp_rto_min_ms=60000",
                "--set", "tcp_early_retrans=0"))
        {
            retransmissionTimeouts("60s");
            assertTrue(netNs.run("curl", "-sSg", "-m", PATIENCE, "http://" + address + "/").contains("fourtuple"));
            final String size = netNs.run("curl", "-sSg", "-m", PATIENCE, "-o", directory.resolve("body").toString(),
                "-w", "%{http_code} %{size_download}", "http://" + address + "/bytes/3000000");
            assertEquals("200 3000000", size);
            final String summary = CommandLineInNs.interrupt(serve);
            assertTrue(summary.contains(": ok"), summary);
            assertEquals(2, CommandLineInNs.counter(summary, "TcpPassiveOpens"), summary);
        }
        assertEquals("", CommandLineInNs.troubles(capture));
        assertTrue(CommandLineInNs.packets(capture, "tcp.flags.fin == 1") >= 4);
        // A SYN's time-out is a second, however busy the machine is; a loss probe would come after two round trips.
        assertEquals("", CommandLineInNs.list(capture, "tcp.analysis.retransmission && tcp.flags.syn == 0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.18.0.2", "2001:db8::2"})
    void shouldSendTheRestAfterNcHasShutItsOutput(final String address) throws IOException
    {
        final Path capture = directory.resolve("nc.pcap");
        final Path answer = directory.resolve("answer");
        try (BackgroundCommand serve = CommandLineInNs.serve(netNs, "--pcap", capture.toString()))
        {
            netNs.run("sh", "-c", "printf 'GET /bytes/5000000 HTTP/1.0\\r\\n\\r\\n' | nc -N -w " + PATIENCE + " " +
                address + " 80 > " + answer);
            CommandLineInNs.interrupt(serve);
        }
        assertTrue(Files.size(answer) > 5_000_000, "bytes: " + Files.size(answer));
        assertEquals("", CommandLineInNs.troubles(capture));
    }

    @ParameterizedTest
    @CsvSource({
        "198.18.0.2, ''",
        "2001:db8::2, ''",
        "198.18.0.2, 'drop=0.02,dup=0.02,reorder=0.02,corrupt=0.02,seed=7'",
        "2001:db8::2, 'drop=0.02,dup=0.02,reorder=0.02,corrupt=0.02,seed=8'"})
    void shouldEchoTenMegabytesIdentically(final String address, final String faults) throws IOException
    {
        final byte[] sent = new byte[TEN_MEGABYTES];
        new Random(1).nextBytes(sent);
        final Path input = Files.write(directory.resolve("input"), sent);
        final Path output = directory.resolve("output");
        final String[] options = faults.isEmpty() ? new String[0] :
            new String[]{"--fault", faults, "--set", "tcp_rto_min_ms=5"};
        try (BackgroundCommand serve = CommandLineInNs.serve(netNs, options))
        {
            retransmissionTimeouts("5ms");
            try (BackgroundCommand nc =
                netNs.start("sh", "-c", "nc -N " + address + " 7 < " + input + " > " + output))
            {
                nc.awaitEnd(300).orFail();
            }
            CommandLineInNs.interrupt(serve);
        }
        assertEquals(-1, Files.mismatch(input, output), "sizes: " + Files.size(input) + " " + Files.size(output));
    }

    /** The kernel as it is: what it sends behind a loss is kept, told of by SACK blocks, and not sent again. */
    @ParameterizedTest
    @CsvSource({
        "198.18.0.2, 'rx.drop=0.02,rx.dup=0.02,rx.reorder=0.05,seed=9'",
        "2001:db8::2, 'rx.drop=0.02,rx.dup=0.02,rx.reorder=0.05,seed=10'"})
    void shouldTakeAnUploadThroughLossAndDisorder(final String address, final String faults) throws IOException
    {
        final byte[] sent = new byte[TEN_MEGABYTES];
        new Random(3).nextBytes(sent);
        final Path input = Files.write(directory.resolve("input"), sent);
        final Path output = directory.resolve("output");
        try (BackgroundCommand serve = CommandLineInNs.serve(netNs, "--fault", faults))
        {
            try (BackgroundCommand nc =
                netNs.start("sh", "-c", "nc -N " + address + " 7 < " + input + " > " + output))
            {
                nc.awaitEnd(300).orFail();
            }
            final String summary = CommandLineInNs.interrupt(serve);
            final long kept = CommandLineInNs.counter(summary, "TcpExtTCPOFOQueue");
            assertTrue(kept > 100, summary);
            assertTrue(CommandLineInNs.counter(summary, "TcpExtTCPDSACKOldSent") > 10, summary);
            assertEquals(0, CommandLineInNs.counter(summary, "TcpExtTCPOFODrop"), summary);
            // What was kept is not sent again.
            assertTrue(CommandLineInNs.counter(summary, "TcpExtTCPOFOMerge") < kept / 4, summary);
        }
        assertEquals(-1, Files.mismatch(input, output), "sizes: " + Files.size(input) + " " + Files.size(output));
    }

    /**
     * Of the kernel; Linux has 200 ms. With that for each of hundreds of losses of either side a test would take two minutes
     * instead of seconds; while where nothing is lost a busy machine might keep an engine from its CPU for longer.
     */
    private void retransmissionTimeouts(final String min)
    {
        new KernelSockets(netNs).set("tcp_early_retrans", 0);
        netNs.run("ip", "route", "replace", "198.18.0.0/15", "dev", "ft0", "src", "198.18.0.1", "rto_min", min);
        netNs.run("ip", "-6", "route", "del", "2001:db8::/64", "dev", "ft0");
        netNs.run("ip", "-6", "route", "add", "2001:db8::/64", "dev", "ft0", "rto_min", min);
    }

    @Test
    void shouldStandWrkWithoutASocketError()
    {
        try (BackgroundCommand serve = CommandLineInNs.serve(netNs);
            BackgroundCommand wrk = netNs.start(
                "wrk", "-t1", "-c200", "-d10s", "--timeout", PATIENCE + "s", "http://198.18.0.2/"))
        {
            final String report = wrk.awaitEnd(CommandLineInNs.PATIENCE_S).orFail().output();
            assertTrue(report.contains("Requests/sec"), report);
            assertFalse(report.contains("Socket errors"), report);
            assertFalse(report.contains("Non-2xx"), report);
            final String summary = CommandLineInNs.interrupt(serve);
            assertTrue(CommandLineInNs.counter(summary, "TcpPassiveOpens") >= 200, summary);
        }
    }

    @Test
    void shouldLeaveNoRecordBehindAfterManyConnections()
    {
        try (BackgroundCommand serve = CommandLineInNs.serve(netNs, "--idle", "yield"))
        {
            netNs.call(() ->
            {
                for (int i = 0; i < SEQUENTIAL_CONNECTIONS; i++)
                {
                    // Another address each 20,000, since the kernel keeps every port of the last minute in TIME_WAIT.
                    connectAndClose("198.18.0." + (2 + i / 20_000));
                }
                return null;
            });
            final String summary = CommandLineInNs.interrupt(serve);
            assertEquals(SEQUENTIAL_CONNECTIONS, CommandLineInNs.counter(summary, "TcpPassiveOpens"), summary);
            assertEquals(SEQUENTIAL_CONNECTIONS, CommandLineInNs.counter(summary, "TcpClosedFinished"), summary);
            assertEquals(0, CommandLineInNs.counter(summary, "TcpCurrOpen"), summary);
        }
    }

    private static void connectAndClose(final String address) throws IOException
    {
        try (Socket socket = new Socket())
        {
            socket.connect(new InetSocketAddress(address, 9), 60_000);
            socket.shutdownOutput();
            final InputStream input = socket.getInputStream();
            assertEquals(-1, input.read());
        }
    }

    @Test
    void shouldAnswerPing()
    {
        try (BackgroundCommand serve = CommandLineInNs.serve(netNs))
        {
            assertTrue(ping("198.18.0.2").contains(" 0% packet loss"));
            assertTrue(ping("2001:db8::2").contains(" 0% packet loss"));
            assertEquals(4, CommandLineInNs.counter(CommandLineInNs.interrupt(serve), "IcmpOutEchoReps"));
        }
    }

    /** The kernel cuts what it sends to the route's MTU; the answers come back whole. */
    @Test
    void shouldAnswerPingsThatComeInFragments()
    {
        try (BackgroundCommand serve = CommandLineInNs.serve(netNs))
        {
            netNs.run("ip", "route", "replace", "198.18.0.2", "dev", EngineInNs.DEVICE, "mtu", "600");
            netNs.run("ip", "-6", "route", "replace", "2001:db8::2", "dev", EngineInNs.DEVICE, "mtu", "1280");
            assertTrue(ping("198.18.0.2", "-M", "dont", "-s", "1400").contains(" 0% packet loss"));
            assertTrue(ping("2001:db8::2", "-s", "1400").contains(" 0% packet loss"));
            final String summary = CommandLineInNs.interrupt(serve);
            assertEquals(4, CommandLineInNs.counter(summary, "IpReasmOKs"), summary);
            assertEquals(4, CommandLineInNs.counter(summary, "IcmpOutEchoReps"), summary);
        }
    }

    private String ping(final String address, final String... options)
    {
        final List<String> command = new ArrayList<>(List.of("ping", "-c", "2", "-i", "0.2", "-W", "60"));
        command.addAll(List.of(options));
        command.add(address);
        return netNs.run(command.toArray(String[]::new));
    }

    @Test
    void shouldRefuseAClosedPort()
    {
        try (BackgroundCommand serve = CommandLineInNs.serve(netNs))
        {
            // 7: could not connect; not 28, which would be a time-out.
            assertEquals(7, netNs.tryRun("curl", "-sS", "-m", PATIENCE, "http://198.18.0.2:81/").exitCode());
            final String summary = CommandLineInNs.interrupt(serve);
            // One for each SYN, which the kernel repeats after a second.
            assertTrue(CommandLineInNs.counter(summary, "TcpOutRsts") >= 1, summary);
            assertEquals(CommandLineInNs.counter(summary, "TcpNoConnection"),
                CommandLineInNs.counter(summary, "TcpOutRsts"), summary);
        }
    }
}
