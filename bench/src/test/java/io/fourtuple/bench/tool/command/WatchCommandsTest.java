package io.fourtuple.bench.tool.command;

import static io.fourtuple.bench.tool.watch.LivingEngines.EACH;
import static io.fourtuple.bench.tool.watch.LivingEngines.WAITING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.bench.tool.watch.LivingEngines;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.EngineStatus;
import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.telemetry.TelemetryFile;
import io.fourtuple.tun.testing.BackgroundCommand;

/** stat, ss and errors on engines whose connections stay as they are, and on one that is killed. */
@Timeout(300)
class WatchCommandsTest
{
    private static final List<Counter> STATES = List.of(
        Counter.CURR_SYN_SENT, Counter.CURR_SYN_RCVD, Counter.CURR_ESTABLISHED, Counter.CURR_FIN_WAIT_1,
        Counter.CURR_FIN_WAIT_2, Counter.CURR_CLOSE_WAIT, Counter.CURR_CLOSING, Counter.CURR_LAST_ACK,
        Counter.CURR_TIME_WAIT);

    private static final int PATIENCE_S = 100;

    @TempDir
    private static Path folder;
    private static LivingEngines engines;
    private static Thread loop;
    private static volatile boolean isOver;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeAll
    static void startEngines()
    {
        engines = new LivingEngines(folder);
        loop = Thread.ofPlatform().name("engines").start(() -> engines.turnWhile(() -> !isOver));
    }

    @AfterAll
    static void end() throws InterruptedException
    {
        isOver = true;
        loop.join();
        engines.close();
    }

    private int run(final String commandLine)
    {
        return runIn(folder, commandLine);
    }

    private int runIn(final Path directory, final String commandLine)
    {
        out = new StringWriter();
        err = new StringWriter();
        final List<String> args = new ArrayList<>(Arrays.asList(commandLine.split(" ")));
        args.addAll(1, List.of("--dir", directory.toString()));
        return Main.run(args.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
    }

    private long number(final String commandLine)
    {
        assertEquals(0, run(commandLine), () -> commandLine + ": " + err);
        return Long.parseLong(out.toString().trim());
    }

    /** It runs; an engine whose thread was given no CPU for a second is called stalled. */
    private void assertUp(final long pid)
    {
        assertTrue(out.toString().matches("(?s)http-server  pid " + pid + "  (running|stalled since [^,]+), up .*"),
            out.toString());
    }

    private static long gauges(final TelemetryFile file)
    {
        return STATES.stream().mapToLong(file.counters()::get).sum();
    }

    private static Path file(final Path directory, final String name)
    {
        return TelemetryFile.list(directory).stream()
            .filter(path -> path.getFileName().toString().startsWith(name)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"http-server", "http-client"})
    void shouldHaveAsManyRowsAsTheGaugesSay(final String name)
    {
        try (TelemetryFile file = TelemetryFile.open(file(folder, name)))
        {
            assertEquals(gauges(file), number("ss " + name + " --count exclude listening"));
            assertEquals(file.counters().get(Counter.CURR_OPEN), gauges(file));
            final String ofState = "ss " + name + " --count state ";
            assertEquals(file.counters().get(Counter.CURR_TIME_WAIT), number(ofState + "time-wait"));
            assertEquals(file.counters().get(Counter.CURR_FIN_WAIT_2), number(ofState + "fin-wait-2"));
            assertEquals(file.counters().get(Counter.CURR_CLOSE_WAIT), number(ofState + "close-wait"));
            assertEquals(file.counters().get(Counter.CURR_SYN_SENT), number(ofState + "syn-sent"));
        }
    }

    @Test
    void shouldFindConnectionsByStateFamilyAndEnds()
    {
        assertEquals(2 * EACH, number("ss http-client --count state time-wait"));
        assertEquals(EACH, number("ss http-client --count -6 state time-wait"));
        assertEquals(2 * EACH, number("ss http-client --count state fin-wait-2"));
        assertEquals(2 * EACH, number("ss http-server --count state close-wait"));
        assertEquals(2 * EACH + WAITING, number("ss http-server --count state established"));
        assertEquals(EACH, number("ss http-server --count exclude listening src 2001:db8::/48 and sport = :80"));
        assertEquals(1, number("ss http-client --count dst 198.51.100.0/24"));
        assertEquals(6, number("ss http-server --count -l"));
        assertEquals(0, number("ss http-client --count -l"));
    }

    @Test
    void shouldPrintHeadsTimersAndJsonAsSsDoes()
    {
        assertEquals(0, run("ss http-server -tan sport = :99"));
        final List<String> lines = out.toString().lines().toList();
        assertEquals(2 + WAITING, lines.size(), out.toString());
        assertTrue(lines.get(0).matches("State +Recv-Q Send-Q +Local Address:Port +Peer Address:Port"), lines.get(0));
        assertTrue(lines.get(1).matches("LISTEN +" + WAITING + " +" + EACH + " +\\*:99 +\\*:\\*"), lines.get(1));
        assertTrue(lines.get(2).matches("ESTAB +0 +0 +198.18.0.2:99 +198.19.0.1:\\d+"), lines.get(2));
        assertEquals(0, run("ss http-client -Ho state time-wait"));
        assertTrue(out.toString().lines().allMatch(line ->
            line.matches("TIME-WAIT 0 +0 .* timer:\\(timewait,\\d+min(\\d+sec)?,0\\)")), out.toString());
        assertEquals(0, run("ss http-client -s"));
        assertTrue(out.toString().startsWith("TCP: "), out.toString());
        assertEquals(0, run("ss http-server --json state close-wait"));
        assertEquals(2 * EACH,
            out.toString().lines().filter(line -> line.startsWith("{\"state\": \"CLOSE-WAIT\"")).count());
    }

    /** As people type them for the kernel's, in one word. */
    @ParameterizedTest
    @ValueSource(strings = {"-tlnp", "-tulpn", "-ti", "-tm", "-tanp", "-antop", "-tie", "-tmiO", "-t4n", "-6a", "-rtH",
        "-ltu", "-nlpt4", "--tcp --listening --processes", "-s", "-tie --json"})
    void shouldTakeCombinedShortOptions(final String options)
    {
        assertEquals(0, run("ss http-server " + options), () -> options + ": " + err);
        assertFalse(out.toString().isEmpty(), options);
        assertEquals("", err.toString(), options);
    }

    @Test
    void shouldShowEngineAndDetailsOfAConnection()
    {
        final String users = " users:\\(\\(\"http-server\",pid=" + ProcessHandle.current().pid() + "\\)\\)";
        assertEquals(0, run("ss -tlnp sport = :99"));
        assertTrue(out.toString().lines().anyMatch(line -> line.matches("LISTEN .* \\*:\\* +" + users)),
            out.toString());
        assertEquals(0, run("ss http-server -tmiH state established sport = :99"));
        final List<String> lines = out.toString().lines().toList();
        assertEquals(2 * WAITING, lines.size(), out.toString());
        assertTrue(lines.get(0).startsWith("ESTAB "), lines.get(0));
        assertTrue(lines.get(1).matches("\t skmem:\\(r0,w0\\) record:64( transfer:\\d+)?( ts)?( sack)?" +
            "( wscale:\\d+)? rto:\\d+( rtt:\\S+)? mss:\\d+ pmtu:\\d+ retrans:0 snd_wnd:\\d+ rcv_wnd:\\d+"), lines.get(1));
        assertEquals(0, run("ss http-server -tuiO sport = :99"));
        assertEquals(2 + WAITING, out.toString().lines().count(), "one line each");
        assertEquals(0, number("ss http-server -u --count"), "there is no UDP");
    }

    /** As several queues of one server are. */
    @Test
    void shouldShowTheEnginesOfAProcessTogether()
    {
        final long sum = number("ss http-server --count") + number("ss http-client --count");
        final long pid = ProcessHandle.current().pid();
        assertEquals(sum, number("ss --count"));
        assertEquals(sum, number("ss " + pid + " --count"));
        assertEquals(0, run("ss " + pid + " -s"));
        assertTrue(out.toString().startsWith("TCP: " + sum + " ("), out.toString());
        assertEquals(0, run("ss " + pid));
        assertEquals(1 + sum, out.toString().lines().count(), "one head for all");
        assertEquals(0, run("ss " + pid + " --json"));
        for (final String name : List.of("http-client", "http-server"))
        {
            assertEquals(number("ss " + name + " --count"), count("ss " + pid + " --json",
                ", \"engine\": \"" + name + "\", \"pid\": " + pid), name);
        }
        for (final String command : List.of("errors", "errors " + pid))
        {
            assertEquals(0, run(command));
            assertTrue(out.toString().startsWith("http-client, pid " + pid + ":\n"), out.toString());
            assertTrue(out.toString().contains("\nhttp-server, pid " + pid + ":\n"), out.toString());
            assertEquals(0, run(command + " --json"));
        }
        assertEquals(0, run("errors http-server"));
        assertFalse(out.toString().contains("http-server"), "one needs no name");
    }

    private long count(final String commandLine, final String part)
    {
        assertEquals(0, run(commandLine));
        return out.toString().lines().filter(line -> line.contains(part)).count();
    }

    @Test
    void shouldShowCountersInEachForm()
    {
        assertEquals(0, run("stat http-server --count 0"));
        assertUp(ProcessHandle.current().pid());
        assertTrue(out.toString().contains(2 * EACH + " CLOSE-WAIT"), out.toString());
        assertFalse(out.toString().contains("\u001b"), "no control sequences into a pipe");
        assertEquals(0, run("stat http-server --interval 10ms --count 2"));
        assertEquals(3, out.toString().lines().count(), out.toString());
        assertEquals(0, run("stat http-server --nstat --interval 10ms"));
        assertTrue(out.toString().startsWith("#kernel\nIpInReceives "), out.toString());
        assertEquals(0, run("stat http-server --json --interval 10ms --count 2"));
        assertEquals(2, out.toString().lines().filter(line -> line.startsWith("{") && line.endsWith("}")).count());
        assertEquals(0, run("stat --openmetrics"));
        assertTrue(out.toString().endsWith("# EOF\n"), out.toString());
        assertEquals(2, out.toString().lines().filter(line -> line.startsWith("fourtuple_up{")).count());
        assertEquals(0, run("stat --prometheus"));
        assertFalse(out.toString().contains("stateset"), "a type of OpenMetrics alone");
        assertEquals(2, out.toString().lines().filter(line -> line.startsWith("fourtuple_up{")).count());
        assertEquals(0, run("stat --prometheus " + file(folder, "http-client")));
        assertEquals(1, out.toString().lines().filter(line -> line.startsWith("fourtuple_up{")).count());
        assertEquals(0, run("stat --list"));
        assertEquals(3, out.toString().lines().count(), out.toString());
    }

    @Test
    void shouldShowSeveralEnginesSideBySide()
    {
        for (final String command : new String[]{"stat", "stat " + ProcessHandle.current().pid()})
        {
            assertEquals(0, run(command + " --interval 10ms --count 2"), () -> err.toString());
            final List<String> lines = out.toString().lines().toList();
            assertEquals(7, lines.size(), out.toString());
            assertTrue(lines.get(0).startsWith("TIME      NAME "), lines.get(0));
            assertTrue(lines.get(4).matches("\\d\\d:\\d\\d:\\d\\d  http-client .*"), lines.get(4));
            assertTrue(lines.get(5).matches("\\d\\d:\\d\\d:\\d\\d  http-server .* 1"), lines.get(5));
            assertTrue(lines.get(6).matches("\\d\\d:\\d\\d:\\d\\d  sum +2 live .* 1"), lines.get(6));
        }
        assertEquals(0, run("stat --count 0"));
        assertTrue(out.toString().lines().anyMatch(line -> line.matches("http-server .* " +
            (2 * EACH + WAITING) + " .*")), out.toString());
        assertEquals(0, run("stat --json --interval 10ms --count 2"));
        assertEquals(4, out.toString().lines().filter(line -> line.startsWith("{") && line.endsWith("}")).count());
    }

    @Test
    void shouldShowErrorsOfAnEngineThatHasAny()
    {
        assertEquals(0, run("errors http-server"));
        assertTrue(out.toString().startsWith("1 time, at "), out.toString());
        assertTrue(out.toString().contains("java.lang.IllegalStateException: a mistake of the handler's own"),
            out.toString());
        assertTrue(out.toString().endsWith("1 distinct error" + System.lineSeparator()), out.toString());
        assertEquals(0, run("errors http-server --json"));
        assertTrue(out.toString().contains("\"count\": 1, "), out.toString());
        assertEquals(1, out.toString().lines().count());
        assertEquals(0, run("errors http-client"));
        assertEquals("no errors", out.toString().trim());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "stat --nstat                     | 2 | several engines live; say which by name, process id or file",
        "stat nobody                      | 1 | no engine has the name or process id nobody in",
        "stat http-server --interval 1ms  | 2 | --interval: must be 10ms to 60min: --interval=1ms",
        "stat http-server --interval x    | 2 | --interval: 'x' is no duration",
        "stat http-server --count -1      | 2 | --count must be 0 or more: --count=-1",
        "stat nobody --prometheus         | 1 | no engine has the name or process id nobody in",
        "stat --listen x                  | 2 | --listen: not HOST:PORT or :PORT: x",
        "stat --listen :99999             | 2 | --listen: a port is 0 to 65535: :99999",
        "stat --nstat --json              | 2 | fourtuple: --nstat, --json are mutually exclusive",
        "stat http-server other           | 2 | one argument too many: 'other'; fourtuple stat --help says more",
        "stat --list nobody               | 1 | no engine has the name or process id nobody in",
        "ss http-server state frob        | 2 | filter, character 7: a state is expected after state",
        "ss http-server dst               | 2 | filter, character 4: an address or network is expected",
        "ss -s --json http-server         | 2 | -s, --json and --count are three different things",
        "ss /no/such/file.tel             | 1 | no such telemetry file: /no/such/file.tel"})
    void shouldRefuseUnusableOptionsInOneLine(final String commandLine, final int exitStatus, final String expected)
    {
        assertEquals(exitStatus, run(commandLine));
        final String last = err.toString().lines().reduce((a, b) -> b).orElse("");
        assertTrue(last.startsWith("fourtuple: ") && last.contains(expected), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void shouldSayWhereItLookedIfThereIsNone()
    {
        final Path missing = folder.resolve("missing");
        for (final String command : new String[]{"stat", "ss", "errors"})
        {
            assertEquals(1, runIn(missing, command));
            assertTrue(err.toString().contains("in " + missing +
                ", which does not exist; start one, as in: fourtuple demo"), err.toString());
        }
    }

    @Test
    void shouldShowLatenciesThatTheEngineRecords(@TempDir final Path other)
    {
        final Telemetry telemetry = Telemetry.create(other, "timed");
        final Histogram histogram = new Histogram(3);
        histogram.recordValue(1_500);
        telemetry.latencies().show(Latency.SYN_TO_ESTABLISHED, 1_000, 2_000, histogram, histogram);
        telemetry.ready();
        assertEquals(0, runIn(other, "stat --count 0"));
        assertTrue(out.toString().lines().anyMatch(line ->
            line.matches("SYN to ESTABLISHED +1 +1.5 +1.5 +1.5 +1.5")), out.toString());
        assertEquals(0, runIn(other, "stat --count 0 --json"));
        assertTrue(out.toString().contains("\"latencies_ns\": {\"syn-to-established\": {\"begun\": "), out.toString());
        assertEquals(0, runIn(other, "stat --prometheus"));
        assertTrue(out.toString().contains("latency=\"syn-to-established\",quantile=\"1\"} 0.000001500\n"),
            out.toString());
        telemetry.close();
    }

    @Test
    void shouldWaitForTheNextEngineAsLongAsIsSaid(@TempDir final Path other)
    {
        final Telemetry telemetry = Telemetry.create(other, "short-one");
        telemetry.ready();
        out = new StringWriter();
        err = new StringWriter();
        final PrintWriter watched = new PrintWriter(out)
        {
            @Override
            public void flush()
            {
                // It was seen; a second time is none.
                telemetry.close();
            }
        };
        assertEquals(0, Main.run(new String[]{"stat", "--dir", other.toString(), "--interval", "10ms", "--count", "3"},
            watched, new PrintWriter(err)));
        assertTrue(out.toString().startsWith("engine short-one (pid "), out.toString());
        assertTrue(err.toString().matches("fourtuple: waits for the next engine, .* ends it; engine short-one " +
            "\\(pid \\d+\\) is closed at .*\\R"), err.toString());
    }

    @Test
    void shouldWaitForAnEngineThatIsStillBeingMade(@TempDir final Path other) throws InterruptedException
    {
        final Telemetry telemetry = Telemetry.create(other, "slow-one");
        assertEquals(0, runIn(other, "stat --list"));
        assertTrue(out.toString().lines().anyMatch(line -> line.matches("slow-one +\\d+  starting .*")),
            out.toString());
        final Thread maker = Thread.ofPlatform().start(telemetry::ready);
        assertEquals(0, runIn(other, "stat slow-one --count 0"));
        assertTrue(out.toString().matches("(?s)slow-one  pid \\d+  (running|stalled).*"), out.toString());
        maker.join();
        telemetry.close();
    }

    @Test
    void shouldReadAnEngineThatWasKilled(@TempDir final Path other)
    {
        try (BackgroundCommand child = new BackgroundCommand(LivingEngines.commandLine(other)))
        {
            child.awaitLine("^engines of " + child.process().pid(), PATIENCE_S);
            assertEquals(0, runIn(other, "stat http-server --count 0"), () -> err.toString());
            assertUp(child.process().pid());
            // SIGKILL, to this one process.
            child.process().destroyForcibly();
            child.awaitEnd(PATIENCE_S);
        }
        final Path path = file(other, "http-server");
        awaitDeath(path);
        for (final String command : new String[]{"stat", "ss", "errors"})
        {
            assertEquals(1, runIn(other, command + " http-server"), command);
            assertTrue(err.toString().matches("fourtuple: engine http-server \\(pid \\d+\\) is dead since " +
                "\\d{4}-\\d\\d-\\d\\d .*\\s+"), err.toString());
            assertTrue(out.toString().lines().count() > 3, out.toString());
        }
        awaitDeath(file(other, "http-client"));
        final long pid;
        try (TelemetryFile file = TelemetryFile.open(path))
        {
            pid = file.pid();
        }
        assertEquals(1, runIn(other, "stat " + pid));
        assertTrue(out.toString().matches("(?s)NAME .*http-client +" + pid + " +dead .*http-server +" + pid +
            " +dead .*sum +0 live .*"), out.toString());
        assertEquals(2, err.toString().lines().count(), err.toString());
        for (final String command : new String[]{"ss", "errors"})
        {
            assertEquals(1, runIn(other, command + " " + pid), command);
            assertEquals(2, err.toString().lines().filter(line -> line.contains(" is dead since ")).count(),
                err.toString());
            assertTrue(out.toString().lines().count() > 3, out.toString());
            assertEquals(2, runIn(other, command), "which of all that ended is meant, nobody says");
            assertTrue(err.toString().contains(
                "several engines were here, none lives; say which by name, process id or file"), err.toString());
        }
        assertEquals(1, runIn(other, "ss http-server --count exclude listening"));
        try (TelemetryFile file = TelemetryFile.open(path))
        {
            assertEquals(4 * EACH + WAITING, gauges(file));
            assertEquals(gauges(file), Long.parseLong(out.toString().trim()));
        }
        assertEquals(0, runIn(other, "stat --clean"));
        assertEquals(2, out.toString().lines().filter(line -> line.startsWith("removed ")).count(), out.toString());
        assertFalse(Files.exists(path));
    }

    /** Its last heartbeat has to be a second old. */
    private static void awaitDeath(final Path path)
    {
        final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        try (TelemetryFile file = TelemetryFile.open(path))
        {
            while (file.status() != EngineStatus.DEAD)
            {
                assertTrue(System.nanoTime() - endNs < 0, "still " + file.status());
                Thread.yield();
            }
        }
    }
}
