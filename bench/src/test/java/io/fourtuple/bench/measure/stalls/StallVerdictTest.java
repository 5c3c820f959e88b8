package io.fourtuple.bench.measure.stalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StallVerdictTest
{
    private static final long MS = 1_000_000;
    private static final long WORKED_NS = 10_000 * MS;

    private final Histogram cycles = new Histogram(3);
    private final Histogram gaps = new Histogram(3);

    private StallVerdict verdict()
    {
        return StallVerdict.of(cycles, WORKED_NS, gaps, 2 * WORKED_NS);
    }

    @Test
    void shouldNeedNoExplanationForShortCycles()
    {
        cycles.recordValueWithCount(MS, 1_000_000);
        final long longest = cycles.lowestEquivalentValue(MS);
        assertEquals(new StallVerdict(MS, 0, 0, 1, new StallVerdict.Length(longest, 0, 1 / 3.0, 1)), verdict());
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
        final StallVerdict verdict = verdict();
        assertFalse(verdict.isExplained(), verdict::toString);
        assertEquals(6, verdict.cycles(), verdict::toString);
        assertTrue(verdict.thresholdNs() > 3 * MS, verdict::toString);
    }

    @Test
    void shouldBlameTheEngineForASingleStallThatIsFarLongerThanAnyGap()
    {
        gaps.recordValueWithCount(MS, 1_000);
        cycles.recordValue(8 * MS);
        final StallVerdict verdict = verdict();
        assertTrue(verdict.isNumberExplained(), verdict::toString);
        assertFalse(verdict.isExplained(), verdict::toString);
        assertEquals(1 / 129.0, verdict.length().probability(), 1e-4);
    }

    @Test
    void shouldNotBlameTheEngineForASingleCycleThatTheMachineCouldHaveMade()
    {
        cycles.recordValue(5 * MS);
        assertTrue(verdict().isExplained(), "a gap of a few ms in 30 s is what a quiet machine has, too");
        gaps.recordValue(10 * MS);
        cycles.recordValue(50 * MS);
        assertTrue(verdict().isExplained(), "the machine's own gaps are no shorter by much");
        cycles.recordValue(80 * MS);
        assertFalse(verdict().isExplained(), () -> verdict().toString());
    }

    @Test
    void shouldNotBlameTheEngineForALengthThatTheMachineShowsAtASecondLook()
    {
        cycles.recordValue(8 * MS);
        assertFalse(verdict().isExplained());
        gaps.recordValue(6 * MS);
        assertTrue(verdict().isExplained());
        gaps.reset();
        final Histogram more = new Histogram(3);
        more.recordValue(6 * MS);
        assertTrue(verdict().lookedAgain(more).isExplained());
        more.reset();
        assertFalse(verdict().lookedAgain(more).isExplained());
        cycles.recordValueWithCount(3 * MS, 9);
        more.recordValue(6 * MS);
        assertFalse(verdict().lookedAgain(more).isExplained(), "for their number it is still to blame");
    }

    /** Both are made by the same machine: gaps whose number beyond a length falls with the square of it. */
    @Test
    void shouldSeldomBlameTheEngineForTheNoiseOfAMachineThatIsNeverQuiet()
    {
        final Random random = new Random(20_261_130);
        int blamed = 0;
        for (int run = 0; run < 2_000; run++)
        {
            cycles.reset();
            gaps.reset();
            for (int i = 0; i < 300; i++)
            {
                // A third of the time is the engine's.
                final Histogram where = random.nextInt(3) == 0 ? cycles : gaps;
                where.recordValue((long)(2 * MS / Math.sqrt(1 - random.nextDouble())));
            }
            blamed += verdict().length().isExplained() ? 0 : 1;
        }
        assertTrue(blamed <= 30, "by its length, of 2,000: " + blamed);
    }

    @ParameterizedTest
    @CsvSource({"0, 10, 0.5, 1", "10, 10, 0.5, 0.0009765625", "1, 2, 0.5, 0.75", "3, 4, 0.25, 0.05078125",
        "5000, 10000, 0.5, 0.5039893231"})
    void shouldKnowTheTailOfTheBinomial(final long least, final long all, final double share, final double expected)
    {
        assertEquals(expected, StallVerdict.tail(least, all, share), 1e-8);
    }
}
