package io.fourtuple.bench.load.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.tun.testing.BackgroundCommand;
import io.fourtuple.tun.testing.Command;
import io.fourtuple.tun.testing.InNamespace;
import io.fourtuple.tun.testing.NetNs;
import io.fourtuple.tun.testing.RequiresTun;

/** The engine as client of servers in the kernel. */
@RequiresTun
class KernelServerTest
{
    private static final int FILE_LENGTH = 2_000_000;

    @TempDir
    private Path directory;
    @InNamespace
    private NetNs netNs;

    @ParameterizedTest
    @CsvSource({"198.18.0.1, 0.0.0.0", "2001:db8::1, ::"})
    void shouldFetchFromPython(final String address, final String bind) throws IOException
    {
        final byte[] content = content();
        final Path capture = directory.resolve("python.pcap");
        try (BackgroundCommand server = netNs.start(
            "python3", "-u", "-m", "http.server", "8000", "--bind", bind, "--directory", directory.toString()))
        {
            server.awaitLine("Serving HTTP", CommandLineInNs.PATIENCE_S);
            fetch(address, "8000", "--pcap", capture.toString());
        }
        assertBody(content);
        assertEquals("", CommandLineInNs.troubles(capture));
    }

    @ParameterizedTest
    @CsvSource({"198.18.0.1", "2001:db8::1"})
    void shouldFetchFromNginx(final String address) throws IOException
    {
        final byte[] content = content();
        final Path configuration = Files.writeString(directory.resolve("nginx.conf"),
            "daemon off; user root; pid " + directory + "/nginx.pid; error_log stderr notice; events {} http { " +
            "access_log off; server { listen 8001; listen [::]:8001; root " + directory + "; } }");
        try (BackgroundCommand server = netNs.start("nginx", "-e", "stderr", "-c", configuration.toString()))
        {
            server.awaitLine("start worker process", CommandLineInNs.PATIENCE_S);
            fetch(address, "8001");
        }
        assertBody(content);
    }

    @Test
    void shouldSaySoWhenNobodyListens()
    {
        final Command connect =
            CommandLineInNs.start(netNs, "connect", "198.18.0.1", "9999").awaitEnd(CommandLineInNs.PATIENCE_S);
        assertEquals(1, connect.exitCode(), connect.output());
        assertTrue(connect.output().toLowerCase().contains("refused"), connect.output());
    }

    private byte[] content() throws IOException
    {
        final byte[] content = new byte[FILE_LENGTH];
        new Random(2).nextBytes(content);
        Files.write(directory.resolve("file"), content);
        return content;
    }

    /** Standard input stays open: nginx takes the end of a client's output for the end of its interest. */
    private void fetch(final String address, final String port, final String... options) throws IOException
    {
        final String connect = String.join(" ", CommandLineInNs.commandLine("connect", address, port)) + " " +
            String.join(" ", options);
        try (BackgroundCommand fetch = netNs.start("sh", "-c", connect + " > " + directory.resolve("answer")))
        {
            fetch.process().getOutputStream().write("GET /file HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
            fetch.process().getOutputStream().flush();
            fetch.awaitEnd(CommandLineInNs.PATIENCE_S).orFail();
        }
    }

    private void assertBody(final byte[] content) throws IOException
    {
        final byte[] answer = Files.readAllBytes(directory.resolve("answer"));
        assertTrue(answer.length > content.length, "bytes: " + answer.length);
        assertArrayEquals(content, java.util.Arrays.copyOfRange(answer, answer.length - content.length, answer.length));
    }
}
