package io.fourtuple.bench.measure.observer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;

@Timeout(600)
class WatchedBenchmarkTest
{
    @Test
    void shouldMeasureAllThreeInOneTurn()
    {
        final StringWriter text = new StringWriter();
        final WatchedBenchmark benchmark = new WatchedBenchmark(new WatchedOptions(1, 1, 1), new PrintWriter(text));
        assertFalse(benchmark.run(), text::toString);
        assertTrue(text.toString().contains("UNDECIDED: too few turns"), text.toString());
        final RunRecord run = new RunRecord("watched", "");
        benchmark.record(run);
        assertEquals(List.of("handshakes, alone", "handshakes, watched", "handshakes, control",
            "watched against alone", "watched against control"), run.metrics().stream().map(metric -> metric.name()).toList());
        assertTrue(run.metrics().stream().limit(3).allMatch(metric -> metric.samples().get(0) > 0), text.toString());
        assertEquals(RunVerdict.Result.NONE, run.verdict().result());
        assertTrue(benchmark.json().toString().contains("\"watched_per_second\": ["), benchmark.json().toString());
    }

    @Test
    void shouldJudgeByWhereTheDifferencesLie()
    {
        assertEquals(ObserverEffect.PASS, ObserverEffect.of(2.1, -3, -2, 0.5, -1, -4));
        assertEquals(ObserverEffect.PASS, ObserverEffect.of(1, 3, 2, 0.5, 1, 4));
        assertEquals(ObserverEffect.FAIL, ObserverEffect.of(1.9, -3, -2, -0.1, -1, -4));
        assertEquals(ObserverEffect.FAIL, ObserverEffect.of(9, -80, -9.1, -10, -1, -40));
        assertEquals(ObserverEffect.UNDECIDED, ObserverEffect.of(10.1, -18, -2, 2.1, -1, -4));
        assertEquals(ObserverEffect.UNDECIDED, ObserverEffect.of(1, -3, -2, -1, -1));
    }

    @Test
    void shouldCallNoiseWhatTurnsAloneDifferBy()
    {
        assertEquals(2, ObserverEffect.noise(99, 100, 101), 1e-9);
        assertEquals(2, ObserverEffect.noise(50, 99, 100, 101, 150), 1e-9);
        assertEquals(0, ObserverEffect.noise(7), 1e-9);
    }

    @Test
    void shouldGiveReadersACpuOfTheirOwn()
    {
        assertEquals(new CpuParts("0", "1"), CpuParts.of(List.of(0, 1)));
        assertEquals(new CpuParts("0,2,3,7", "8"), CpuParts.of(List.of(0, 2, 3, 7, 8)));
        assertEquals(new CpuParts("", ""), CpuParts.of(List.of(5)));
        assertEquals(new CpuParts("", ""), CpuParts.of(List.of()));
    }

    @Test
    void shouldGiveEachSituationEachPlaceInTurn()
    {
        for (int turn = 0; turn < 3; turn++)
        {
            assertEquals(EnumSet.allOf(ObserverKind.class), EnumSet.copyOf(Arrays.asList(ObserverKind.order(turn))));
            assertEquals(ObserverKind.values()[turn], ObserverKind.order(turn)[0]);
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
