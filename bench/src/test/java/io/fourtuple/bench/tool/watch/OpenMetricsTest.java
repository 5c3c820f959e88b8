package io.fourtuple.bench.tool.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.EngineStatus;

class OpenMetricsTest
{
    private static OpenMetrics.Subject subject(final String name, final long pid, final EngineStatus status)
    {
        final Counters counters = new Counters();
        counters.add(Counter.IN_SEGS, 1_234_567_890_123L);
        counters.add(Counter.CURR_TIME_WAIT, 42);
        return new OpenMetrics.Subject(new EngineIdentity(name, pid, 1_795_000_000_123L), 1,
            EngineSnapshot.of(counters, new EngineLiveness(status, 0), SampleLatencies.SOME, 0, 0), 0.25, Map.of("java", "VM \"25\" \\ x\nnext"));
    }

    private static OpenMetricsParser parsed(final List<OpenMetrics.Subject> subjects)
    {
        return OpenMetricsParser.parse(OpenMetrics.of(MetricsTextFormat.OPEN_METRICS, subjects));
    }

    @Test
    void shouldBeReadByAStrictOpenMetricsParser()
    {
        final OpenMetricsParser parsed = parsed(List.of(
            subject("a", 1, EngineStatus.RUNNING), subject("a", 2, EngineStatus.STALLED),
            subject("b\"} 1\n# EOF", 3, EngineStatus.DEAD)));
        final Map<String, String> first = Map.of("engine", "a", "pid", "1");
        final Map<String, String> dead = Map.of("engine", "b\"} 1\n# EOF", "pid", "3");
        assertEquals("counter", parsed.types().get("fourtuple_tcp_in_segs"));
        assertEquals(1_234_567_890_123.0, parsed.samples("fourtuple_tcp_in_segs_total").get(first));
        assertEquals("gauge", parsed.types().get("fourtuple_tcp_curr_time_wait"));
        assertEquals(42.0, parsed.samples("fourtuple_tcp_curr_time_wait").get(first));
        assertEquals(42.0, parsed.samples("fourtuple_connections").get(
            Map.of("engine", "a", "pid", "2", "state", "TIME-WAIT")));
        assertEquals(1_795_000_000.123, parsed.samples("fourtuple_start_time_seconds").get(first));
        assertEquals(1.0, parsed.samples("fourtuple_engine_info").get(Map.of(
            "engine", "a", "pid", "1", "java", "VM \"25\" \\ x\nnext", "version", "unknown")));
        assertEquals(3e-6, parsed.samples("fourtuple_latency_seconds").get(Map.of(
            "engine", "a", "pid", "1", "latency", "syn-to-syn-ack", "quantile", "0.99")));
        assertEquals(Double.NaN, parsed.samples("fourtuple_latency_seconds").get(Map.of(
            "engine", "a", "pid", "1", "latency", "cycle", "quantile", "1")));
        assertEquals(1_000.0, parsed.samples("fourtuple_latency_seconds_count").get(Map.of(
            "engine", "a", "pid", "1", "latency", "syn-to-syn-ack")));
        assertEquals(0.002, parsed.samples("fourtuple_latency_seconds_sum").get(Map.of(
            "engine", "a", "pid", "1", "latency", "syn-to-syn-ack")));
        assertEquals(1.0, parsed.samples("fourtuple_up").get(first));
        assertEquals(0.0, parsed.samples("fourtuple_up").get(dead));
        assertEquals(null, parsed.samples("fourtuple_tcp_in_segs_total").get(dead));
        assertEquals(1.0, parsed.samples("fourtuple_state").get(Map.of(
            "engine", "a", "pid", "2", "fourtuple_state", "stalled")));
    }

    @Test
    void shouldHaveEqualSamplesInBothFormats()
    {
        final List<OpenMetrics.Subject> subjects = List.of(subject("a", 1, EngineStatus.RUNNING),
            subject("b\"} 1\n# EOF", 3, EngineStatus.DEAD));
        final PrometheusTextParser text =
            PrometheusTextParser.parse(OpenMetrics.of(MetricsTextFormat.PROMETHEUS, subjects));
        final OpenMetricsParser open = parsed(subjects);
        assertEquals(open.samples(), text.samples());
        assertEquals("gauge", text.types().get("fourtuple_state"));
        assertEquals("gauge", text.types().get("fourtuple_engine_info"));
        assertEquals("counter", text.types().get("fourtuple_tcp_in_segs_total"));
        assertEquals("summary", text.types().get("fourtuple_latency_seconds"));
        assertEquals(open.types().size(), text.types().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "# TYPE a stateset\na{} 1\n",
        "# TYPE a info\na{} 1\n",
        "# HELP a x\n# TYPE a counter\na_total{x=\"1\"} 1\n",
        "# HELP a x\n# TYPE a counter\na{x=\"1\"} 1\n",
        "# HELP a_total x\n# TYPE a_total gauge\na_total{x=\"1\"} 1\n",
        "# TYPE a gauge\na{x=\"1\"} 1\n",
        "# HELP a x\n# TYPE a gauge\na{x=\"1\"} 1\na{x=\"1\"} 2\n",
        "# HELP a x\n# TYPE a gauge\na{x=\"1\"} 1\n# EOF\n",
        "# HELP a x\n# TYPE a gauge\n# UNIT a x\n",
        "# HELP a x\n# TYPE a gauge\n# HELP a x\n",
        "# HELP a \\q\n# TYPE a gauge\n"})
    void shouldRefuseMalformedPrometheusText(final String text)
    {
        assertThrows(AssertionError.class, () -> PrometheusTextParser.parse(text));
    }

    @Test
    void shouldHaveEachCounterUnderANameOfItsOwn()
    {
        final Set<String> names = new HashSet<>();
        for (final Counter counter : Counter.ALL)
        {
            final String name = MetricFamily.snakeCase(counter.label());
            assertTrue(name.matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"), name);
            assertTrue(names.add(name), name);
        }
        final OpenMetricsParser parsed =
            parsed(List.of(subject("a", 1, EngineStatus.RUNNING)));
        names.forEach(name -> assertTrue(parsed.types().containsKey("fourtuple_" + name), name));
    }

    @Test
    void shouldHaveAllDropsInOneFamilyThatAddsUp()
    {
        final Counters counters = new Counters();
        Counter.ALL.stream().filter(counter -> counter.kind() == Counter.Kind.OUTCOME)
            .forEach(counter -> counters.add(counter, 1_000 + counter.id()));
        counters.add(Counter.IP_IN_RECEIVES, counters.outcomes());
        DropCounters.ofLinks().forEach(loss -> counters.add(loss, 10 + loss.id()));
        final OpenMetricsParser parsed = parsed(List.of(new OpenMetrics.Subject(
            new EngineIdentity("a", 1, 0), 1, EngineSnapshot.of(counters, new EngineLiveness(EngineStatus.RUNNING, 0), List.of(), 0, 0), 0,
            Map.of())));
        final Map<String, String> engine = Map.of("engine", "a", "pid", "1");
        final Set<String> reasons = new HashSet<>();
        for (final String family : List.of("fourtuple_drops_total", "fourtuple_link_losses_total"))
        {
            parsed.samples(family).forEach((labels, value) ->
            {
                assertTrue(reasons.add(labels.get("reason")), "in two families, or twice in one: " + labels);
                assertEquals(parsed.samples("fourtuple_" + labels.get("reason") + "_total").get(engine), value);
            });
        }
        final double dropped = sum(parsed, "fourtuple_drops_total");
        final double served = DropCounters.served().stream().mapToDouble(counters::get).sum();
        assertEquals(parsed.samples("fourtuple_ip_in_receives_total").get(engine), dropped + served);
        assertEquals(counters.get(Counter.TABLE_FULL), parsed.samples("fourtuple_drops_total").get(
            Map.of("engine", "a", "pid", "1", "cause", "full", "reason", "tcp_table_full")));
        assertEquals(DropCounters.ofLinks().stream().mapToDouble(counters::get).sum(),
            sum(parsed, "fourtuple_link_losses_total"));
    }

    /** What waits for room in the link is sent later: an alert on losses must not fire. */
    @Test
    void shouldNotCountLinkTxWaitsAsLoss()
    {
        final Counters counters = new Counters();
        counters.add(Counter.LINK_TX_WAITS, 20_000_000);
        final OpenMetricsParser parsed = parsed(List.of(new OpenMetrics.Subject(
            new EngineIdentity("a", 1, 0), 1, EngineSnapshot.of(counters, new EngineLiveness(EngineStatus.RUNNING, 0), List.of(), 0, 0), 0,
            Map.of())));
        assertEquals(0.0, sum(parsed, "fourtuple_link_losses_total"));
        assertEquals(20_000_000.0, sum(parsed, "fourtuple_link_tx_waits_total"));
    }

    private static double sum(final OpenMetricsParser parsed, final String name)
    {
        return parsed.samples(name).values().stream().mapToDouble(value -> value).sum();
    }

    @Test
    void shouldHaveOneCauseForEachDrop()
    {
        final List<Counter> caused = new ArrayList<>();
        for (final DropCause cause : DropCause.values())
        {
            caused.addAll(cause.reasons());
            cause.reasons().forEach(reason -> assertEquals(cause, DropCause.of(reason)));
        }
        caused.sort(null);
        assertEquals(DropCounters.all(), caused);
        assertThrows(IllegalArgumentException.class, () -> DropCause.of(Counter.SEGMENTS_ACCEPTED));
    }

    @Test
    void shouldHaveAllFamiliesWithoutAnyEngine()
    {
        assertEquals("gauge", parsed(List.of()).types().get("fourtuple_up"));
    }

    @ParameterizedTest
    @CsvSource({"TcpInSegs,tcp_in_segs", "TcpExtTCPTimeWaitOverflow,tcp_ext_tcp_time_wait_overflow",
        "Ip6InExtHdrErrors,ip6_in_ext_hdr_errors", "TcpExtPAWSEstab,tcp_ext_paws_estab", "TcpExtTW,tcp_ext_tw",
        "TcpCurrFinWait1,tcp_curr_fin_wait1"})
    void shouldWriteNamesInSnakeCase(final String label, final String expected)
    {
        assertEquals(expected, MetricFamily.snakeCase(label));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "# TYPE a gauge\na{} 1\n",
        "a{} 1\n# EOF\n",
        "# TYPE a counter\na{} 1\n# EOF\n",
        "# TYPE a gauge\na{x=\"1\",} 1\n# EOF\n",
        "# TYPE a gauge\na{x=\"\\q\"} 1\n# EOF\n",
        "# TYPE a gauge\na{x=\"1\"} 1\na{x=\"1\"} 2\n# EOF\n",
        "# TYPE a gauge\n# TYPE b gauge\n# TYPE a gauge\n# EOF\n",
        "# TYPE a_total counter\n# EOF\n",
        "# TYPE a summary\na{} 1\n# EOF\n",
        "# TYPE a summary\na{quantile=\"50\"} 1\n# EOF\n",
        "# TYPE a summary\na_count{quantile=\"1\"} 1\n# EOF\n",
        "# HELP a x\n# TYPE a gauge\n# EOF\n",
        "# TYPE a gauge\n# UNIT a seconds\n# EOF\n",
        "# TYPE a gauge\n# HELP a x\n# HELP a x\n# EOF\n",
        "# TYPE a gauge\na{x=\"1\"} 1\n# HELP a x\n# EOF\n",
        "# TYPE a counter\na_total{x=\"1\"} 1\n# TYPE b gauge\nb{x=\"1\"} 1\na_total{x=\"2\"} 1\n# EOF\n",
        "# TYPE a gauge\n\n# EOF\n",
        "# TYPE a gauge\n# EOF\n# TYPE b gauge\n# EOF\n"})
    void shouldRefuseMalformedOpenMetrics(final String text)
    {
        assertThrows(AssertionError.class, () -> OpenMetricsParser.parse(text));
    }
}
