package io.fourtuple.bench.stalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest
{
    private static final long MS = 1_000_000;
    private static final long WORKED_NS = 10_000 * MS;

    private final Histogram cycles = new Histogram(3);
    private final Histogram gaps = new Histogram(3);

    private Verdict verdict()
    {
        return Verdict.of(cycles, WORKED_NS, gaps, 2 * WORKED_NS);
    }

    @Test
    void shouldNeedNoExplanationForShortCycles()
    {
        cycles.recordValueWithCount(MS, 1_000_000);
        assertEquals(new Verdict(MS, 0, 0, 1), verdict());
        assertTrue(verdict().isExplained());
    }

    @Test
    void shouldBlameTheEngineForOneStallInEachOfFiveRounds()
    {
        cycles.recordValueWithCount(3 * MS, 5);
        assertEquals(1 / 243.0, verdict().probability(), 1e-9);
        assertFalse(verdict().isExplained());
    }

    @Test
    void shouldBlameTheMachineWhenItDoesAsMuchAlone()
    {
        cycles.recordValueWithCount(3 * MS, 50);
        gaps.recordValueWithCount(3 * MS, 100);
        assertTrue(verdict().isExplained(), verdict()::toString);
    }

    @Test
    void shouldNotLetManyGapsHideAFewVeryLongCycles()
    {
        gaps.recordValueWithCount(3 * MS, 10_000);
        cycles.recordValueWithCount(3 * MS, 5_000);
        cycles.recordValueWithCount(100 * MS, 6);
        final Verdict verdict = verdict();
        assertFalse(verdict.isExplained(), verdict::toString);
        assertEquals(6, verdict.cycles(), verdict::toString);
        assertTrue(verdict.thresholdNs() > 3 * MS, verdict::toString);
    }

    @ParameterizedTest
    @CsvSource({"0, 10, 0.5, 1", "10, 10, 0.5, 0.0009765625", "1, 2, 0.5, 0.75", "3, 4, 0.25, 0.05078125",
        "5000, 10000, 0.5, 0.5039893231"})
    void shouldKnowTheTailOfTheBinomial(final long least, final long all, final double share, final double expected)
    {
        assertEquals(expected, Verdict.tail(least, all, share), 1e-8);
    }
}
