package io.fourtuple.bench.tool.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadCommandTest
{
    private static final String SHORT = " --rate 1k --duration 300ms --interval 100ms --warm-up 0s --patience 20s ";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String commandLine)
    {
        return Main.run(commandLine.trim().split(" +"), new PrintWriter(out), new PrintWriter(err));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "load --to 8.8.8.8:80             | destination 8.8.8.8/32 is refused: this is a laboratory tool",
        "load --to 127.0.0.1:80           | destination 127.0.0.1/32 is refused",
        "load --source 10.0.0.0/8         | source 10.0.0.0/8 is refused",
        "load --source 198.18.0.0/16      | the destination must not be one of the sources",
        "load --to 198.18.1.1             | --to is written ADDRESS:PORT",
        "load --to localhost:80           | --to: not an IP address: localhost",
        "load --to [2001:db8::1]:0        | the destination needs an address and a port",
        "load --to [::1]:80               | destination ::1/128 is refused",
        "load --source-ports 5-4          | --source-ports: ports must be 1 to 65535",
        "load --rate x                    | --rate: 'x' is no number",
        "load --rate 0                    | rate must be 0.001 to 100000000/s: 0/s",
        "load --patience 1ms              | patience must be 0.01 to 86400 s: 0.001 s",
        "load --rate 0%                   | --rate must be above 0%",
        "load --rate 1k --ramp 1..2       | exclude each other",
        "load --ramp 1k                   | --ramp is written FROM..TO",
        "load --rate 5 --find-ceiling     | exclude each other",
        "load --mode ajar                 | --mode must be open or closed",
        "load --target moon               | --target must be engine, tun-engine or kernel",
        "load --payload 5                 | --payload: a payload is none or REQUEST/RESPONSE",
        "load --close maybe               | 'maybe'",
        "load --duration 5x               | --duration: '5x' is no duration",
        "load --concurrent 9m             | --concurrent must be 0 to 2097152",
        "load --expect p99                | --expect: 'p99': a criterion is a measure",
        "load --expect frob<5             | --expect: 'frob<5': no such measure: frob",
        "load --cpus 0                    | --cpus are two numbers, as 0,1",
        "load --cpus 0,999                | --cpus: not allowed here",
        "load --cpus 0,0                  | generator and target need a CPU each: --cpus=0,0",
        "load --set tcp_sac=1             | --set: no such setting: tcp_sac",
        "load --defence moat              | --defence",
        "load --fault drop=2              | --fault: drop must be a probability",
        "load --target kernel --pcap /x   | --pcap is for an engine, not for the kernel",
        "load --target kernel --latency all | --latency is for an engine, not for the kernel",
        "flood --latency fast             | --latency: no such latency: fast; there are all, off, syn-to-syn-ack",
        "load --latency off --hlog x.hlog | --hlog has nothing to write with --latency off",
        "load --hlog /no/such/x.hlog      | --hlog",
        "load --latency connect-to-established | --latency: the engine is connected to",
        "load --target kernel --set x     | --set: a sysctl is written name=value: x",
        "flood --flood-source 192.168.0.0/16 | flood source 192.168.0.0/16 is refused",
        "flood --flood-source 198.18.0.0/24  | the flood's sources must be nobody else's",
        "flood --flood-kind tsunami       | 'tsunami'",
        "flood --flood-rate 0             | no flood would be sent",
        "flood --flood-start 20s          | no flood would be sent"})
    void shouldRefuseUnusableOptionsInOneLine(final String commandLine, final String expected)
    {
        assertEquals(2, run(commandLine), () -> out.toString());
        final String message = err.toString();
        assertTrue(message.contains(expected), message);
        assertEquals(1, message.lines().count(), message);
        assertEquals("", out.toString());
    }

    @Test
    void shouldPrintRowsOfStableColumnsAndAVerdict(@TempDir final Path folder) throws IOException
    {
        final int status = run("load" + SHORT + "--expect established>=0.1% --expect failed>=0 --out " + folder);
        // On a busy machine the rate may be missed in earnest.
        assertEquals(out.toString().contains("FAIL  rate kept") ? 1 : 0, status, () -> out + err.toString());
        final List<String> lines = out.toString().lines().toList();
        final String head = lines.stream()
            .filter(line -> line.contains("offered") && line.contains("sa_p50")).findFirst().orElseThrow();
        assertEquals("t offered opened establ timeout refused reset open SYN/s cook/s sa_p50 sa_p99 sa_max es_p50 " +
            "es_p99 es_max lost", head.trim().replaceAll(" +", " "));
        assertTrue(head.length() <= 120, "width " + head.length());
        final List<String> rows =
            lines.stream().filter(line -> line.matches(" +\\d+\\.\\d( +[\\d.a-zA-Z-]+){16}")).toList();
        // Three, fewer where nobody had time to read an interval before the next one ended, more until the last has ended.
        assertTrue(rows.size() >= 1, out.toString());
        final long offered = rows.stream().mapToLong(row -> Long.parseLong(row.trim().split(" +")[1])).sum();
        assertEquals(300, offered, out.toString());
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("floor: ")), out.toString());
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("PASS  established>=0.1%")), out.toString());
        final String json = Files.readString(folder.resolve("load.json"));
        assertTrue(json.contains("\"rate_per_second\": 1000.0") && json.contains("\"passed\": " + (status == 0)) &&
            json.contains("\"machine\"") && json.contains("\"rows\""), json);
        assertEquals(established(json), logged(folder.resolve("established.hlog")));
        assertTrue(logged(folder.resolve("synack.hlog")) >= logged(folder.resolve("established.hlog")), "SYN-ACKs");
    }

    /** Whatever was in time: what the engine has recorded is what it has counted, and its log has the run's part. */
    @Test
    void shouldCompareRecordedLatenciesWithCounters(@TempDir final Path folder) throws IOException
    {
        run("load" + SHORT.replace("--warm-up 0s", "--warm-up 200ms") + "--payload 10/20 --latency all --out " +
            folder + " --hlog " + folder.resolve("copy.hlog"));
        assertEquals("", err.toString());
        assertEquals(5, out.toString().lines().filter(line -> line.matches(".* recorded = .* = .*  ok")).count(),
            out.toString());
        assertTrue(out.toString().matches("(?s).*PASS  latencies=counters +5 of 5 counts are equal.*"), out.toString());
        assertTrue(out.toString().contains("written: load.json, synack.hlog, established.hlog, engine.hlog in "),
            out.toString());
        final long run = logged(folder.resolve("engine.hlog"), "syn-to-established");
        final long life = Long.parseLong(out.toString().replaceFirst(
            "(?s).*SYN to ESTABLISHED recorded = \\S+ - \\S+ +([\\d,]+) .*", "$1").replace(",", ""));
        assertTrue(run <= life, "run=" + run + " with the warm-up=" + life);
        assertEquals(Files.readString(folder.resolve("engine.hlog")), Files.readString(folder.resolve("copy.hlog")));
        final String json = Files.readString(folder.resolve("load.json"));
        final String recorded = json.substring(json.indexOf("\"engine_latencies\""));
        assertTrue(recorded.contains("\"syn-to-established\": {\"count\": " + run + ","), recorded);
    }

    @Test
    void shouldRecordNothingIfNotAsked(@TempDir final Path folder)
    {
        run("load" + SHORT + "--out " + folder);
        assertTrue(out.toString().contains("Latencies: off (--latency all, --hlog FILE)."), out.toString());
        assertTrue(out.toString().lines().anyMatch(line -> line.startsWith("Telemetry: ") && !line.contains("/")),
            out.toString());
        assertFalse(out.toString().contains(" recorded = "), out.toString());
        assertFalse(out.toString().contains("latencies=counters"), out.toString());
        assertFalse(Files.exists(folder.resolve("engine.hlog")));
    }

    private static long established(final String json)
    {
        final String totals = json.substring(json.indexOf("\"totals\""));
        return Long.parseLong(totals.replaceFirst("(?s).*?\"established\": (\\d+).*", "$1"));
    }

    private static long logged(final Path file) throws IOException
    {
        return logged(file, null);
    }

    private static long logged(final Path file, final String tag) throws IOException
    {
        long count = 0;
        try (HistogramLogReader reader = new HistogramLogReader(file.toFile()))
        {
            for (EncodableHistogram next = reader.nextIntervalHistogram(); next != null;
                next = reader.nextIntervalHistogram())
            {
                count += Objects.equals(tag, next.getTag()) ? ((org.HdrHistogram.Histogram)next).getTotalCount() : 0;
            }
        }
        return count;
    }

    @Test
    void shouldFailIfACriterionIsMissed()
    {
        assertEquals(1, run("load" + SHORT + "--expect p50<1ns"), () -> out + err.toString());
        assertTrue(out.toString().contains("FAIL  p50<1ns"), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void shouldFloodAndPrintPhases()
    {
        run("flood" + SHORT + "--flood-rate 10k --flood-start 100ms --flood-duration 100ms --flood-kind mixed " +
            "--defence cookies-always --latency syn-to-syn-ack,cycle");
        assertTrue(out.toString().matches("(?s).*flood: (1,000|1,001|999) frames due.*"), out.toString());
        assertEquals(3, out.toString().lines().filter(line -> line.matches("flood +[\\d.M]+/s from .*")).count(),
            out.toString());
        assertTrue(out.toString().contains("SYN defence: cookies-always"), out.toString());
        assertTrue(out.toString().matches("(?s).*PASS  latencies=counters +2 of 2 counts are equal.*"), out.toString());
        assertEquals("", err.toString());
    }

    /** Of three frames lost in four, next to no handshake is whole: without an expectation it was a PASS. */
    @ParameterizedTest
    @CsvSource({"load", "flood --flood-rate 1k --flood-start 100ms --flood-duration 100ms"})
    void shouldFailIfConnectionsFailAndNothingIsExpected(final String command, @TempDir final Path folder) throws IOException
    {
        final String lossy = command + SHORT.replace("--patience 20s", "--patience 100ms") + "--fault drop=0.3,seed=5 ";
        assertEquals(1, run(lossy + "--out " + folder.resolve("run")), () -> out + err.toString());
        assertTrue(out.toString().contains("FAIL  failed<0.001% "), out.toString());
        assertTrue(Files.readString(folder.resolve("run/load.json")).contains("\"passed\": false"));
    }

    @Test
    void shouldNotWriteOverARunThatIsThere(@TempDir final Path folder) throws IOException
    {
        final Path run = folder.resolve("run1");
        run("load" + SHORT + "--out " + run);
        final List<String> before = contents(run);
        out.getBuffer().setLength(0);
        for (final String second : List.of("load" + SHORT, "flood" + SHORT + "--flood-start 100ms ", "resilience --quick "))
        {
            err.getBuffer().setLength(0);
            assertEquals(2, run(second + "--out " + run), () -> out + err.toString());
            assertEquals("fourtuple: --out must be a new or an empty folder: " + run +
                "; a run that is there already is not written over: name another one, or remove it\n", err.toString());
        }
        assertEquals("", out.toString(), "nothing was measured");
        assertEquals(before, contents(run));
    }

    /** As without root: the next try is not refused for it. */
    @Test
    void shouldLeaveNoFolderBehindIfNothingCouldBeMeasured(@TempDir final Path folder) throws IOException
    {
        final Path run = folder.resolve("run1");
        assertEquals(1, run("load --set max_connections_ipv4=268435456 --set send_memory_bytes=68719476736 --out " + run),
            () -> out + err.toString());
        assertTrue(err.toString().contains("not enough memory"), err.toString());
        assertFalse(Files.exists(run));
    }

    private static List<String> contents(final Path run) throws IOException
    {
        final List<String> contents = new ArrayList<>();
        for (final String name : List.of("load.json", "synack.hlog", "established.hlog"))
        {
            contents.add(Files.readString(run.resolve(name)));
        }
        return contents;
    }
}
