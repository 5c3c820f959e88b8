package io.fourtuple.bench.tool.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.telemetry.Telemetry;

@Timeout(120)
class MetricsServerTest
{
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private Path folder;

    private MetricsServer server() throws IOException
    {
        final EngineDirectory directory = new EngineDirectory(folder, new TimeText(ZoneId.of("UTC")));
        return new MetricsServer(ANY_PORT, new Scrape(directory, null, () -> 0, () -> 0));
    }

    private static HttpResponse<String> ask(final HttpRequest.Builder request) throws IOException, InterruptedException
    {
        try (HttpClient client = HttpClient.newHttpClient())
        {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    @Test
    void shouldFindEnginesAnewEachTime() throws IOException, InterruptedException
    {
        try (MetricsServer server = server())
        {
            final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url()))
                .header("Accept", "application/openmetrics-text");
            assertEquals(Map.of(), OpenMetricsParser.parse(ask(request).body()).samples("fourtuple_up"));
            final Telemetry engine = TelemetryFiles.running(folder, "late");
            final HttpResponse<String> response = ask(request);
            assertEquals(200, response.statusCode());
            assertEquals("application/openmetrics-text; version=1.0.0; charset=utf-8",
                response.headers().firstValue("Content-Type").orElse(""));
            assertEquals(Map.of(Map.of("engine", "late", "pid", String.valueOf(ProcessHandle.current().pid())), 1.0),
                OpenMetricsParser.parse(response.body()).samples("fourtuple_up"));
            engine.close();
            assertEquals(Map.of(), OpenMetricsParser.parse(ask(request).body()).samples("fourtuple_up"));
        }
    }

    @Test
    void shouldServeTheFormatThatIsAskedFor() throws IOException, InterruptedException
    {
        try (MetricsServer server = server())
        {
            TelemetryFiles.running(folder, "asked");
            final HttpResponse<String> text =
                ask(HttpRequest.newBuilder(URI.create(server.url())).header("Accept", "text/plain"));
            assertEquals("text/plain; version=0.0.4; charset=utf-8",
                text.headers().firstValue("Content-Type").orElse(""));
            assertEquals("Accept", text.headers().firstValue("Vary").orElse(""));
            assertEquals(1, PrometheusTextParser.parse(text.body()).samples().get("fourtuple_up").size());
            final HttpResponse<String> any = ask(HttpRequest.newBuilder(URI.create(server.url())));
            assertEquals(text.headers().firstValue("Content-Type"), any.headers().firstValue("Content-Type"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        // What Prometheus 2.x and 3.x send.
        "application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75," +
            "text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | OPEN_METRICS",
        "text/plain;version=0.0.4;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5 | PROMETHEUS",
        "application/openmetrics-text; version=\"1.0.0\" | OPEN_METRICS",
        "application/openmetrics-text;version=0.0.1,text/plain;q=0.5 | PROMETHEUS",
        "application/openmetrics-text, text/plain | PROMETHEUS",
        "application/openmetrics-text;version=1.0.0, text/plain | OPEN_METRICS",
        "application/openmetrics-text, */* | OPEN_METRICS",
        "Application/OpenMetrics-Text ; Q=0.9 | OPEN_METRICS",
        "application/openmetrics-text;q=0, */* | PROMETHEUS",
        "application/*, text/*;q=0.1 | OPEN_METRICS",
        // A browser, curl, and those that take neither.
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | PROMETHEUS",
        "*/* | PROMETHEUS", "application/json | PROMETHEUS", "text/plain;q=0 | PROMETHEUS",
        ";;q=,,=;q=x, application/openmetrics-text;q=x | PROMETHEUS"})
    void shouldChooseByTypesVersionsAndWeights(final String accept, final MetricsTextFormat expected)
    {
        assertEquals(expected, MetricsTextFormat.accepted(List.of(accept)));
        assertEquals(expected, MetricsTextFormat.accepted(List.of(accept.split(","))), "in lines of their own");
        assertEquals(MetricsTextFormat.PROMETHEUS, MetricsTextFormat.accepted(null));
    }

    @Test
    void shouldAnswerOtherPathsAndMethodsWithAnError() throws IOException, InterruptedException
    {
        try (MetricsServer server = server())
        {
            final URI uri = URI.create(server.url());
            assertEquals(404, ask(HttpRequest.newBuilder(uri.resolve("/../etc/passwd"))).statusCode());
            assertEquals(404, ask(HttpRequest.newBuilder(uri.resolve("/metrics/x"))).statusCode());
            assertEquals(200, ask(HttpRequest.newBuilder(uri.resolve("/metrics?x=%00"))).statusCode());
            final HttpResponse<String> post =
                ask(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("x".repeat(100_000))));
            assertEquals(405, post.statusCode());
            assertEquals("GET, HEAD", post.headers().firstValue("Allow").orElse(""));
            final HttpResponse<String> head = ask(HttpRequest.newBuilder(uri).method("HEAD", BodyPublishers.noBody()));
            assertEquals(200, head.statusCode());
            assertEquals("", head.body());
        }
    }

    @Test
    void shouldServeBesideGarbageAndSilentClients() throws IOException, InterruptedException
    {
        try (MetricsServer server = server())
        {
            final URI uri = URI.create(server.url());
            for (int i = 0; i < 40; i++)
            {
                try (Socket socket = new Socket(uri.getHost(), uri.getPort()))
                {
                    socket.getOutputStream()
                        .write("\u0000\u0001 GET /\r\n: :\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                }
            }
            try (Socket silent = new Socket(uri.getHost(), uri.getPort());
                Socket slow = new Socket(uri.getHost(), uri.getPort()))
            {
                slow.getOutputStream().write('G');
                assertTrue(silent.isConnected());
                assertEquals(200, ask(HttpRequest.newBuilder(uri)).statusCode());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({":9464,127.0.0.1,9464", "9464,127.0.0.1,9464", "localhost:1,127.0.0.1,1", "0.0.0.0:80,0.0.0.0,80",
        "[::1]:80,0:0:0:0:0:0:0:1,80", "198.18.0.1:0,198.18.0.1,0"})
    void shouldListenAtThisMachineOnlyUnlessTold(final String text, final String host, final int port)
    {
        final InetSocketAddress address = MetricsServer.address(text);
        assertEquals(host, address.getAddress().getHostAddress());
        assertEquals(port, address.getPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "x", ":65536", ":-1", "example.org:80", "1.2.3:80", ":80x", "[::1:80:"})
    void shouldRefuseATextThatIsNoAddress(final String text)
    {
        assertThrows(IllegalArgumentException.class, () -> MetricsServer.address(text));
    }
}
