package io.fourtuple.bench.publish.page;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import com.fasterxml.jackson.jr.ob.JSON;

/**
 * A headless Chromium with one page, by its DevTools protocol: what it says on its console, what it asks for over the
 * network, what it looks like. Ends with {@link #close()}; for one thread.
 */
final class Chromium implements AutoCloseable
{
    private static final long PATIENCE_S = 100;
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final String[] NAMES = {"chromium", "chromium-browser", "google-chrome"};

    private final Process process;
    private final Path profile;
    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final WebSocket socket;
    private int lastId;
    private boolean isLoaded;

    Chromium() throws IOException, InterruptedException
    {
        profile = Files.createTempDirectory("fourtuple-chromium");
        process = new ProcessBuilder(executable().orElseThrow().toString(), "--headless", "--no-sandbox",
            "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--hide-scrollbars",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-port=0", "--user-data-dir=" + profile,
            "about:blank")
            .redirectErrorStream(true).start();
        socket = http.newWebSocketBuilder().buildAsync(URI.create(pageSocket()), new Listener()).join();
        for (final String domain : List.of("Page", "Runtime", "Log", "Network"))
        {
            call(domain + ".enable", Map.of());
        }
    }

    /** Where it is installed; empty if it is not. */
    static Optional<Path> executable()
    {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .flatMap(folder -> Stream.of(NAMES).map(name -> Path.of(folder, name)))
            .filter(Files::isExecutable).findFirst();
    }

    /** Of the one page, as the browser's own list has it. The browser says its port on standard error. */
    private String pageSocket() throws IOException, InterruptedException
    {
        final BufferedReader reader = process.inputReader();
        String line = reader.readLine();
        while (line != null && !line.startsWith("DevTools listening on "))
        {
            line = reader.readLine();
        }
        if (line == null)
        {
            throw new IOException("chromium ended before it listened: status " + process.waitFor());
        }
        Thread.ofPlatform().daemon().start(() -> drain(reader));
        final URI browser = URI.create(line.substring(line.indexOf("ws:")));
        final URI list = URI.create("http://127.0.0.1:" + browser.getPort() + "/json/list");
        // It listens before its page is there.
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        Optional<String> page = page(list);
        while (page.isEmpty() && deadlineNs - System.nanoTime() > 0)
        {
            LockSupport.parkNanos(POLL_NS);
            page = page(list);
        }
        return page.orElseThrow(() -> new IOException("chromium has no page after " + PATIENCE_S + " s"));
    }

    private Optional<String> page(final URI list) throws IOException, InterruptedException
    {
        final String body =
            http.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString()).body();
        return JSON.std.listFrom(body).stream().map(Map.class::cast)
            .filter(target -> "page".equals(target.get("type")))
            .map(target -> (String)target.get("webSocketDebuggerUrl")).findFirst();
    }

    /** A browser that cannot say what it has to say would stand still. */
    private static void drain(final BufferedReader reader)
    {
        try
        {
            reader.transferTo(Writer.nullWriter());
        }
        catch (final IOException ex)
        {
            // The browser was ended.
        }
    }

    /** Opens a page and waits until it has loaded, scripts included. */
    void open(final Path page, final int width, final boolean isDark) throws IOException, InterruptedException
    {
        complaints.clear();
        requests.clear();
        isLoaded = false;
        call("Emulation.setDeviceMetricsOverride",
            Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        media("", isDark);
        call("Page.navigate", Map.of("url", page.toUri().toString()));
        while (!isLoaded)
        {
            receive();
        }
    }

    /** Whether pages that are opened from now on may run their scripts. */
    void scripts(final boolean isOn) throws IOException, InterruptedException
    {
        call("Emulation.setScriptExecutionDisabled", Map.of("value", !isOn));
    }

    /** {@code print} or nothing, and which colours are preferred. */
    void media(final String media, final boolean isDark) throws IOException, InterruptedException
    {
        call("Emulation.setEmulatedMedia", Map.of("media", media, "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
    }

    /** Value of an expression, as JSON has it. */
    Object evaluate(final String expression) throws IOException, InterruptedException
    {
        final Map<?, ?> answer = call("Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.containsKey("exceptionDetails"))
        {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return ((Map<?, ?>)answer.get("result")).get("value");
    }

    /** Moves the pointer. */
    void pointAt(final double x, final double y) throws IOException, InterruptedException
    {
        call("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
        nextFrame();
    }

    /** Waits until the page has drawn what came before. */
    void nextFrame() throws IOException, InterruptedException
    {
        evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
    }

    /** Of the whole page. */
    void screenshot(final Path file) throws IOException, InterruptedException
    {
        final Map<?, ?> size = (Map<?, ?>)call("Page.getLayoutMetrics", Map.of()).get("cssContentSize");
        final Map<?, ?> image = call("Page.captureScreenshot", Map.of("captureBeyondViewport", true, "clip",
            Map.of("x", 0, "y", 0, "width", size.get("width"), "height", size.get("height"), "scale", 1)));
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode((String)image.get("data")));
    }

    /** As it would be printed. */
    byte[] pdf() throws IOException, InterruptedException
    {
        return Base64.getDecoder().decode((String)call("Page.printToPDF", Map.of()).get("data"));
    }

    /** Errors, warnings and whatever else came to the console since the page was opened. */
    List<String> complaints()
    {
        return complaints;
    }

    /** Addresses asked for since the page was opened. */
    List<String> requests()
    {
        return requests;
    }

    private Map<?, ?> call(final String method, final Map<String, ?> parameters)
        throws IOException, InterruptedException
    {
        final int id = ++lastId;
        socket.sendText(JSON.std.asString(Map.of("id", id, "method", method, "params", parameters)), true).join();
        while (true)
        {
            final Map<?, ?> message = receive();
            if (Integer.valueOf(id).equals(message.get("id")))
            {
                if (message.containsKey("error"))
                {
                    throw new IOException(method + ": " + message.get("error"));
                }
                return (Map<?, ?>)message.get("result");
            }
        }
    }

    private Map<?, ?> receive() throws IOException, InterruptedException
    {
        final String text = messages.poll(PATIENCE_S, TimeUnit.SECONDS);
        if (text == null)
        {
            throw new IOException("chromium said nothing for " + PATIENCE_S + " s");
        }
        final Map<?, ?> message = JSON.std.mapFrom(text);
        if (message.get("method") instanceof String method)
        {
            onEvent(method, (Map<?, ?>)message.get("params"));
        }
        return message;
    }

    private void onEvent(final String method, final Map<?, ?> parameters)
    {
        switch (method)
        {
            case "Page.loadEventFired" -> isLoaded = true;
            case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded" ->
                complaints.add(parameters.toString());
            case "Network.requestWillBeSent" ->
                requests.add(String.valueOf(((Map<?, ?>)parameters.get("request")).get("url")));
            default ->
            {
            }
        }
    }

    @Override
    public void close() throws IOException
    {
        socket.abort();
        http.close();
        // What still writes into its folder would leave a part of it behind.
        final List<ProcessHandle> helpers = process.descendants().toList();
        helpers.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        helpers.forEach(helper -> helper.onExit().join());
        try (Stream<Path> files = Files.walk(profile))
        {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    private final class Listener implements WebSocket.Listener
    {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(final WebSocket webSocket, final CharSequence data, final boolean last)
        {
            parts.append(data);
            if (last)
            {
                messages.add(parts.toString());
                parts.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }
}
