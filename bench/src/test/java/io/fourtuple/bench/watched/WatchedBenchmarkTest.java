package io.fourtuple.bench.watched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.fourtuple.bench.results.RunRecord;
import io.fourtuple.bench.results.RunVerdict;

@Timeout(180)
class WatchedBenchmarkTest
{
    @Test
    void shouldMeasureAllThreeInOneTurn()
    {
        final StringWriter text = new StringWriter();
        final WatchedBenchmark benchmark = new WatchedBenchmark(new WatchedOptions(1, 1, 1), new PrintWriter(text));
        final boolean passed = benchmark.run();
        assertEquals(passed, text.toString().contains("PASS: "), text.toString());
        final RunRecord run = new RunRecord("watched", "");
        benchmark.record(run);
        assertEquals(List.of("handshakes, alone", "handshakes, watched", "handshakes, control",
            "watched against control"), run.metrics().stream().map(metric -> metric.name()).toList());
        assertTrue(run.metrics().stream().limit(3).allMatch(metric -> metric.samples().get(0) > 0), text.toString());
        assertEquals(passed ? RunVerdict.Result.PASS : RunVerdict.Result.FAIL, run.verdict().result());
        assertTrue(benchmark.json().toString().contains("\"watched_per_second\": ["), benchmark.json().toString());
    }

    @Test
    void shouldGiveEachSituationEachPlaceInTurn()
    {
        for (int turn = 0; turn < 3; turn++)
        {
            assertEquals(EnumSet.allOf(Situation.class), EnumSet.copyOf(Arrays.asList(Situation.order(turn))));
            assertEquals(Situation.values()[turn], Situation.order(turn)[0]);
        }
    }

    @Test
    void shouldRefuseUnusableOptions()
    {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new WatchedOptions(0, 1, 1)).getMessage()
            .contains("--pairs must be 1 to 1000: --pairs=0"));
        assertThrows(IllegalArgumentException.class, () -> new WatchedOptions(1, 301, 1));
        assertThrows(IllegalArgumentException.class, () -> new WatchedOptions(1, 1, 0));
    }
}
