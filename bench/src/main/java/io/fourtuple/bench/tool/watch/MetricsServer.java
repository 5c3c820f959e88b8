package io.fourtuple.bench.tool.watch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.fourtuple.app.IpText;

/**
 * Serves {@code GET /metrics} over HTTP, to Prometheus or a browser, in the format that it accepts. Reads no request's
 * body, looks at nothing but method, path and {@code Accept}, and holds few threads, for a few seconds each: a client
 * that asks for something else, or slowly, costs next to nothing.
 */
public final class MetricsServer implements AutoCloseable
{
    private static final String PATH = "/metrics";
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final int THREADS = 4;
    private static final int WAITING = 16;
    private static final int SECONDS = 5;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    static
    {
        // The JDK's server waits for a slow request for ever, unless told before its first use.
        setIfAbsent("sun.net.httpserver.maxReqTime", SECONDS);
        setIfAbsent("sun.net.httpserver.maxRspTime", SECONDS);
        setIfAbsent("sun.net.httpserver.idleInterval", 2 * SECONDS);
        setIfAbsent("jdk.httpserver.maxConnections", 4 * WAITING);
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Scrape scrape;

    /**
     * Begins to serve.
     *
     * @param address to listen at.
     * @param scrape  what is served.
     * @throws IOException if the address cannot be had.
     */
    public MetricsServer(final InetSocketAddress address, final Scrape scrape) throws IOException
    {
        this.scrape = scrape;
        server = HttpServer.create(address, WAITING);
        threads = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("metrics-", 0).factory());
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * @param text {@code HOST:PORT}, {@code :PORT} or {@code PORT}; without a host only this machine can ask.
     * @return the address.
     * @throws IllegalArgumentException if it is none; names are not looked up.
     */
    public static InetSocketAddress address(final String text)
    {
        final int colon = text.lastIndexOf(':');
        final String host = colon <= 0 ? "" : text.substring(0, colon).replaceAll("^\\[|]$", "");
        final String port = text.substring(colon + 1);
        if (!port.matches("\\d{1,5}"))
        {
            throw new IllegalArgumentException("not HOST:PORT or :PORT: " + text);
        }
        if (Integer.parseInt(port) > 65_535)
        {
            throw new IllegalArgumentException("a port is 0 to 65535: " + text);
        }
        final InetAddress address = host.isEmpty() || host.equals("localhost") ? InetAddress.getLoopbackAddress() :
            IpText.parse(host);
        return new InetSocketAddress(address, Integer.parseInt(port));
    }

    /** @return where it can be reached. */
    public String url()
    {
        final InetSocketAddress address = server.getAddress();
        final String host = address.getAddress().getHostAddress();
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort() + PATH;
    }

    @Override
    public void close()
    {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(final HttpExchange exchange) throws IOException
    {
        try (exchange)
        {
            final String method = exchange.getRequestMethod();
            final String path = exchange.getRequestURI().getPath();
            if (!method.equals("GET") && !method.equals("HEAD"))
            {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, NOT_ALLOWED, PLAIN, "GET " + PATH + "\n");
            }
            else if (PATH.equals(path))
            {
                final MetricsTextFormat format = MetricsTextFormat.accepted(exchange.getRequestHeaders().get("Accept"));
                exchange.getResponseHeaders().set("Vary", "Accept");
                send(exchange, OK, format.contentType(), scrape.text(format));
            }
            else
            {
                send(exchange, NOT_FOUND, PLAIN, "GET " + PATH + "\n");
            }
        }
    }

    private static void send(final HttpExchange exchange, final int status, final String type, final String text)
        throws IOException
    {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        final boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, isHead ? -1 : bytes.length);
        if (!isHead)
        {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static void setIfAbsent(final String property, final int value)
    {
        if (System.getProperty(property) == null)
        {
            System.setProperty(property, String.valueOf(value));
        }
    }
}
