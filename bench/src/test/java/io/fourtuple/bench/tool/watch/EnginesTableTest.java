package io.fourtuple.bench.tool.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.bench.tool.terminal.StyledText;
import io.fourtuple.telemetry.EngineStatus;

class EnginesTableTest
{
    private static final List<EngineFigures> DEMO = List.of(
        engine("demo-client", EngineStatus.RUNNING, 2_000_000, 0.4, 12),
        engine("demo-server", EngineStatus.STALLED, 1_000_000, 0.1, 3));

    private static EngineFigures engine(
        final String name, final EngineStatus status, final double cycles, final double busy, final long established)
    {
        return new EngineFigures(name, "4711", status.name().toLowerCase(), status, 2.5, cycles, busy * cycles,
            123_456, 98_765.4, established, 20_000, 0.25, 7, 0);
    }

    private static List<String> lines(final List<EngineFigures> engines, final int columns, final int rows)
    {
        final List<String> lines =
            EnginesTable.lines(engines, columns, rows).stream().map(StyledText::toString).toList();
        lines.forEach(line -> assertTrue(line.length() <= columns, line + " columns=" + columns));
        assertTrue(lines.size() <= rows, "lines=" + lines.size() + " rows=" + rows);
        return lines;
    }

    @Test
    void shouldShowARowEachAndTheirSum()
    {
        assertEquals("""
            NAME         PID   STATE    BEAT  CYCLES/s  BUSY    IN/s   OUT/s   ESTAB  OPENS/s  DROPS/s  ERR
            demo-client  4711  running  2.5s     2.00M   40%  123456   98765      12    20000      0.3    7
            demo-server  4711  stalled  2.5s     1.00M   10%  123456   98765       3    20000      0.3    7
            sum                2 live   2.5s     3.00M     -  246912  197531      15    40000      0.5   14""",
            String.join("\n", lines(DEMO, 120, 24)));
    }

    @ParameterizedTest
    @CsvSource({"120,true,true,true", "90,false,true,true", "80,false,false,true", "72,false,false,false"})
    void shouldLeaveOutCyclesThenBeatThenPidInANarrowWindow(
        final int columns, final boolean hasCycles, final boolean hasBeat, final boolean hasPid)
    {
        final String head = lines(DEMO, columns, 24).getFirst();
        assertEquals(hasCycles, head.contains("CYCLES/s"), head);
        assertEquals(hasBeat, head.contains("BEAT"), head);
        assertEquals(hasPid, head.contains("PID"), head);
        assertTrue(head.startsWith("NAME ") && head.endsWith("DROPS/s  ERR"), head);
    }

    @Test
    void shouldCutNamesWhereNothingElseCanGo()
    {
        final List<EngineFigures> engines = List.of(engine("a-name-of-some-thirty-letters-x", EngineStatus.DEAD, 1, 1, 1));
        assertTrue(lines(engines, 72, 24).get(1).startsWith("a-name-of"), () -> lines(engines, 72, 24).toString());
        assertTrue(lines(engines, 72, 24).get(1).contains("~  dead "), () -> lines(engines, 72, 24).toString());
        assertTrue(lines(engines, 200, 24).get(1).startsWith("a-name-of-some-thirty-l~  4711  dead "));
    }

    @Test
    void shouldKeepTheSumWhereThereAreMoreEnginesThanRows()
    {
        final List<EngineFigures> engines = IntStream.range(0, 40)
            .mapToObj(i -> engine("loop-" + i, EngineStatus.RUNNING, 10, 1, 1)).collect(Collectors.toList());
        final List<String> lines = lines(engines, 80, 10);
        assertEquals(10, lines.size());
        assertEquals("and 33 more: enlarge the window", lines.get(8));
        assertTrue(lines.get(9).startsWith("sum ") && lines.get(9).contains(" 40 live "), lines.get(9));
        assertEquals(42, lines(engines, 80, 42).size());
    }

    @Test
    void shouldLeaveDeadEnginesOutOfGauges()
    {
        final EngineFigures sum = EngineFigures.sum(List.of(
            engine("a", EngineStatus.DEAD, Double.NaN, 0, 100), engine("b", EngineStatus.RUNNING, 10, 0.5, 1)));
        assertEquals(1, sum.established());
        assertEquals(10, sum.cyclesPerSecond());
        assertTrue(Double.isNaN(sum.busy()), "a share of loops of different speeds says nothing");
        assertEquals("1 live", sum.state());
        assertEquals(EngineStatus.DEAD, sum.status());
        final EngineFigures none = EngineFigures.sum(List.of());
        assertTrue(Double.isNaN(none.inPerSecond()) && Double.isNaN(none.busy()) && none.errors() == 0);
    }

    @Test
    void shouldShowNoRatesBeforeThereIsAnInterval()
    {
        final EngineFigures first = new EngineFigures("x", "1", "running", EngineStatus.RUNNING, 0, Double.NaN,
            Double.NaN, Double.NaN, Double.NaN, 5, Double.NaN, Double.NaN, 0, Double.NaN);
        final String row = lines(List.of(first), 120, 24).get(1);
        assertTrue(row.matches("x +1 +running +0\\.0s( +-){4} +5( +-){2} +0"), row);
        assertFalse(row.contains("NaN"), row);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.25,0.3", "3,3", "9.94,9.9", "12.4,12", "999999,999999", "999999.6,1.00M", "12345678,12.3M",
        "999.4e6,999.4M", "1e9,1.00G", "NaN,-"})
    void shouldWriteCountsInFewCharacters(final double value, final String expected)
    {
        assertEquals(expected, EnginesTable.count(value));
    }

    @ParameterizedTest
    @CsvSource({"0.04,0.0s", "9.9,9.9s", "59.6,60s", "900,15m", "86400,24h", "NaN,-"})
    void shouldWriteAgesInFewCharacters(final double seconds, final String expected)
    {
        assertEquals(expected, EnginesTable.age(seconds));
    }
}
