package io.fourtuple.bench.tool.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.bench.tool.terminal.StyledText;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.EngineStatus;
import io.fourtuple.telemetry.HistogramSummary;
import io.fourtuple.telemetry.LatencyReading;

/** What stat prints, by an injected clock: two readings half a second apart. */
class StatFormatTest
{
    private static final long START_MS = Instant.parse("2026-11-21T18:00:00Z").toEpochMilli();
    private static final long NOW_MS = START_MS + 3_723_000;
    private static final EngineIdentity IDENTITY = new EngineIdentity("demo-server", 4711, START_MS);
    private static final EngineLiveness RUNNING = new EngineLiveness(EngineStatus.RUNNING, START_MS);
    private static final TimeText TIMES = new TimeText(ZoneId.of("UTC"));

    private final Counters counters = new Counters();
    private List<LatencyReading> latencies = List.of();

    private CounterRates firstOnly(final EngineLiveness life)
    {
        fill();
        return new CounterRates(null, EngineSnapshot.of(counters, life, latencies, 5, NOW_MS));
    }

    private CounterRates halfASecond()
    {
        fill();
        final EngineSnapshot before = EngineSnapshot.of(counters, RUNNING, latencies, -250_000_000L, NOW_MS - 500);
        counters.add(Counter.IN_SEGS, 500);
        counters.add(Counter.IP_IN_RECEIVES, 502);
        counters.add(Counter.OUT_SEGS, 250);
        counters.add(Counter.ESTABLISHED, 100);
        counters.add(Counter.TABLE_FULL, 1);
        counters.add(Counter.SYN_SOURCE_LIMIT, 50);
        counters.add(Counter.CURR_OPEN, -10);
        counters.add(Counter.CURR_TIME_WAIT, -10);
        counters.add(Counter.LOOP_CYCLES, 1000);
        counters.add(Counter.LOOP_BUSY_CYCLES, 971);
        return new CounterRates(before, EngineSnapshot.of(counters, RUNNING, latencies, 250_000_000L, NOW_MS));
    }

    private void fill()
    {
        counters.add(Counter.IP_IN_RECEIVES, 1_234_567);
        counters.add(Counter.IN_SEGS, 1_234_000);
        counters.add(Counter.OUT_SEGS, 1_000_000);
        counters.add(Counter.ESTABLISHED, 200_000);
        counters.add(Counter.TABLE_FULL, 7);
        counters.add(Counter.CURR_OPEN, 1_012);
        counters.add(Counter.CURR_ESTABLISHED, 2);
        counters.add(Counter.CURR_TIME_WAIT, 1_010);
        counters.add(Counter.LOOP_CYCLES, 1_000_000);
        counters.add(Counter.LOOP_BUSY_CYCLES, 1);
    }

    private static String table(final CounterRates rates, final boolean withZeros, final int columns, final int rows)
    {
        final List<StyledText> lines = new StatTable(IDENTITY, TIMES, withZeros).lines(rates, columns, rows);
        assertTrue(lines.size() <= rows, "lines=" + lines.size() + " rows=" + rows);
        lines.forEach(line -> assertTrue(line.length() <= columns, line + " columns=" + columns));
        return lines.stream().map(StyledText::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void shouldComputeRatesFromTheClock()
    {
        final CounterRates rates = halfASecond();
        assertEquals(0.5, rates.seconds());
        assertEquals(1000.0, rates.perSecond(Counter.IN_SEGS));
        assertEquals(-20.0, rates.perSecond(Counter.CURR_TIME_WAIT));
        assertEquals(102.0, DropCounters.perSecond(rates));
        assertEquals(0.971, StatText.busy(rates), 1e-9);
        assertTrue(Double.isNaN(new CounterRates(null, rates.now()).perSecond(Counter.IN_SEGS)));
    }

    @Test
    void shouldShowATableThatFitsASmallTerminal()
    {
        assertEquals("""
            demo-server  pid 4711  running, up 01:02:03, loop busy 97.1 %
            open         1,002: 2 ESTAB, 1,000 TIME-WAIT
            handshakes   200/s; segments in 1,000/s, out 500/s
            drops        102/s: TcpSynSourceLimit 100/s, TcpTableFull 2.0/s

            COUNTER                                 VALUE         RATE
            IpInReceives                        1,235,069      1,004/s
            TcpTableFull                                8        2.0/s
            TcpSynSourceLimit                          50        100/s
            TcpEstablished                        200,100        200/s
            TcpCurrOpen                             1,002        -20/s
            TcpCurrEstablished                          2
            TcpCurrTimeWait                         1,000        -20/s
            TcpInSegs                           1,234,500      1,000/s
            TcpOutSegs                          1,000,250        500/s
            LoopCycles                          1,001,000      2,000/s
            LoopBusyCycles                            972      1,942/s""",
            table(halfASecond(), false, 80, 24));
    }

    @Test
    void shouldShowChangingCountersFirstWhereThereIsNoRoomForAll()
    {
        assertEquals("""
            demo-server  pid 4711  running, up 01:02:03, loop busy 97.1 %
            open         1,002: 2 ESTAB, 1,000 TIME-WAIT
            handshakes   200/s; segments in 1,000/s, out 500/s
            drops        102/s: TcpSynSourceLimit 100/s,
                         TcpTableFull 2.0/s

            COUNTER                                 VALUE         RATE
            IpInReceives                        1,235,069      1,004/s
            TcpTableFull                                8        2.0/s
            and 9 more: enlarge the window, or --nstat""", table(halfASecond(), false, 61, 10));
    }

    @Test
    void shouldPrintCountersInMoreColumnsOnAWideTerminal()
    {
        final List<String> lines = table(halfASecond(), true, 180, 80).lines().toList();
        assertEquals(3, lines.get(5).split("COUNTER", -1).length - 1, lines.get(5));
        for (final Counter counter : Counter.ALL)
        {
            assertTrue(lines.stream().skip(6).anyMatch(line -> line.contains(counter.label() + " ")), counter.label());
        }
    }

    @Test
    void shouldShowTotalsOfAnEngineThatDied()
    {
        final EngineLiveness dead = new EngineLiveness(EngineStatus.DEAD, START_MS + 60_000);
        assertEquals("""
            demo-server  pid 4711  dead since 2026-11-21 18:01:00 UTC, was up 00:01:00
            open         1,012: 2 ESTAB, 1,010 TIME-WAIT
            handshakes   200,000; segments in 1,234,000, out 1,000,000
            drops        7: TcpTableFull 7""",
            table(firstOnly(dead), false, 100, 50).lines().limit(4).collect(Collectors.joining("\n")));
    }

    @Test
    void shouldSayHowManyErrorsHandlersHadAndWhereTheyAre()
    {
        counters.add(Counter.HANDLER_ERRORS, 1_234);
        final CounterRates quiet = halfASecond();
        assertTrue(table(quiet, false, 61, 30).contains(
            "\nerrors       1,234, none now, see fourtuple errors\n"), table(quiet, false, 61, 30));
        assertTrue(StatLine.of(quiet, TIMES).endsWith("  TcpTableFull 2.0/s  errors 0/s"), StatLine.of(quiet, TIMES));
        final EngineSnapshot before = quiet.now();
        counters.add(Counter.HANDLER_ERRORS, 10);
        final CounterRates now = new CounterRates(before, EngineSnapshot.of(counters, RUNNING, latencies, 750_000_000L, NOW_MS + 500));
        assertTrue(table(now, false, 80, 30).contains("errors       1,244, 20/s, see fourtuple errors\n"),
            table(now, false, 80, 30));
        assertTrue(StatLine.of(now, TIMES).endsWith("  errors 20/s"), StatLine.of(now, TIMES));
    }

    @Test
    void shouldShowLatenciesWhereThereAreAny()
    {
        latencies = SampleLatencies.SOME;
        assertEquals("""
            LATENCY us, latest           COUNT/s       p50       p99     p99.9         max
            SYN to SYN-ACK                    50       1.3       3.0       4.0         6.0
            busy cycle                         0         -         -         -           -""",
            table(halfASecond(), false, 80, 24).lines().skip(5).limit(3).collect(Collectors.joining("\n")));
        assertEquals("""
            LATENCY us, in all             COUNT       p50       p99     p99.9         max
            SYN to SYN-ACK                 1,000       1.0       3.0       4.0       1.23s
            busy cycle                     1,000       1.0       3.0       4.0       1.23s""",
            table(firstOnly(new EngineLiveness(EngineStatus.DEAD, START_MS)), false, 80, 24)
                .lines().skip(5).limit(3).collect(Collectors.joining("\n")));
        assertTrue(StatJson.of(IDENTITY, halfASecond()).contains("\"latencies_ns\": {\"syn-to-syn-ack\": {" +
            "\"begun\": \"1970-01-01T00:00:01Z\", \"ended\": \"1970-01-01T00:00:03Z\", \"interval\": {" +
            "\"count\": 100, \"sum\": 200000, \"p50\": 1250, "));
    }

    @ParameterizedTest
    @CsvSource({"80", "120"})
    void shouldKeepABlankBetweenLatenciesHoweverLong(final int columns)
    {
        latencies = List.of(
            latency("fin-to-closed", 47_007, 6_512_600, 1_957_691_400L, 1_958_740_000L),
            latency("cycle", 12_345_678_901L, 999_999_900L, 999_999_950L, 10_000_000_000_000L));
        final CounterRates rates = firstOnly(new EngineLiveness(EngineStatus.DEAD, START_MS));
        assertEquals("""
            LATENCY us, in all             COUNT       p50       p99     p99.9         max
            FIN to closed                 47,007   6,512.6     1.96s     1.96s       1.96s
            busy cycle                     12.3G 999,999.9     1.00s 10,000.00s  10,000.00s""",
            new StatTable(IDENTITY, TIMES, false).lines(rates, columns, 24).stream().map(StyledText::toString)
                .skip(5).limit(3).collect(Collectors.joining("\n")));
    }

    private static LatencyReading latency(
        final String label, final long count, final long p50, final long p99, final long max)
    {
        final HistogramSummary figures = new HistogramSummary(count, count, p50, p50, p99, max, max, max);
        return new LatencyReading(label, 1_000, 3_000, figures, figures);
    }

    @Test
    void shouldPrintALineAnInterval()
    {
        assertEquals("19:02:03  running  open 1,002  estab 2  syn-recv 0  time-wait 1,000  handshakes 200/s" +
            "  in 1,000/s  out 500/s  busy 97.1 %  drops 102/s  TcpSynSourceLimit 100/s  TcpTableFull 2.0/s",
            StatLine.of(halfASecond(), TIMES));
    }

    @Test
    void shouldSayTheStatusAndItsTime()
    {
        assertEquals("running", RUNNING.text(TIMES));
        assertEquals("stalled since 2026-11-21 18:00:00 UTC", new EngineLiveness(EngineStatus.STALLED, START_MS).text(TIMES));
        assertEquals("closed at 2026-11-21 18:00:00 UTC", new EngineLiveness(EngineStatus.CLOSED, START_MS).text(TIMES));
        assertEquals("3 d 01:02:03", TimeText.span(3 * 86_400_000L + 3_723_999));
        assertEquals("00:00:00", TimeText.span(-5));
    }

    @Test
    void shouldPrintCountersAsNstatDoes()
    {
        final String text = NstatText.of(halfASecond(), false);
        assertEquals("""
            #kernel
            IpInReceives                    1235069         1004.0
            TcpTableFull                    8                  2.0
            TcpSynSourceLimit               50               100.0
            TcpEstablished                  200100           200.0
            TcpCurrOpen                     1002             -20.0
            TcpCurrEstablished              2                  0.0
            TcpCurrTimeWait                 1000             -20.0
            TcpInSegs                       1234500         1000.0
            TcpOutSegs                      1000250          500.0
            LoopCycles                      1001000         2000.0
            LoopBusyCycles                  972             1942.0
            """, text);
        assertEquals(Counter.ALL.size() + 1, NstatText.of(halfASecond(), true).lines().count());
        assertTrue(NstatText.of(firstOnly(RUNNING), true).lines().skip(1).allMatch(line -> line.endsWith("   0.0")));
    }

    @Test
    void shouldPrintOneJsonObject()
    {
        final String json = StatJson.of(IDENTITY, halfASecond());
        assertEquals(1, json.lines().count());
        assertTrue(json.startsWith("{\"time\": \"2026-11-21T19:02:03Z\", \"engine\": \"demo-server\", \"pid\": 4711, " +
            "\"started\": \"2026-11-21T18:00:00Z\", \"state\": \"running\", \"since\": \"2026-11-21T18:00:00Z\", " +
            "\"interval_s\": 0.5, \"loop_busy\": 0.971, \"connections\": {\"ESTAB\": 2, "), json);
        assertTrue(json.contains("\"TcpInSegs\": 1234500, "), json);
        assertTrue(json.contains("\"TcpInSegs\": 1000.0, "), json);
        assertTrue(StatJson.of(IDENTITY, firstOnly(RUNNING)).contains("\"per_second\": {\"IpInReceives\": null, "));
    }
}
