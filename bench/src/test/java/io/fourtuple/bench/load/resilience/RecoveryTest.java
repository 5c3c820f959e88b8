package io.fourtuple.bench.load.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RecoveryTest
{
    private static final long SLICE_NS = 100_000_000;
    private static final long FLOOD_END_NS = 3_000_000_000L;

    private static TimeSlice slice(final long fromNs, final long intended, final long established, final long latencyNs)
    {
        final Histogram latencies = new Histogram(60_000_000_000L, 3);
        latencies.recordValueWithCount(latencyNs, established);
        return new TimeSlice(fromNs, intended, established, 0, latencies);
    }

    /** A slice for each letter: n normal, s slow, f some failed, - nobody came. */
    private static List<TimeSlice> slices(final String text)
    {
        final List<TimeSlice> slices = new ArrayList<>();
        for (int i = 0; i < text.length(); i++)
        {
            final long fromNs = FLOOD_END_NS + i * SLICE_NS;
            slices.add(switch (text.charAt(i))
            {
                case 'n' -> slice(fromNs, 1_000, 1_000, 100_000);
                case 's' -> slice(fromNs, 1_000, 1_000, 900_000);
                case 'f' -> slice(fromNs, 1_000, 980, 100_000);
                default -> slice(fromNs, 0, 0, 1);
            });
        }
        return slices;
    }

    private static Recovery recovery(final String after)
    {
        return Recovery.of(Baseline.of(slices("nnnnnnnnnn")), slices(after), FLOOD_END_NS,
            FLOOD_END_NS + after.length() * SLICE_NS);
    }

    @Test
    void shouldRecoverAtOnceWhenNothingWasEverDifferent()
    {
        final Recovery recovery = recovery("nnnnnnnn");
        assertTrue(recovery.hasRecovered(), recovery.toString());
        assertEquals(0, recovery.ns());
        assertEquals("0.0 s", recovery.text());
    }

    @Test
    void shouldCountFromTheFloodsEndToTheFirstOfFiveNormalSlicesInARow()
    {
        final Recovery recovery = recovery("ffsnnnnsnnnnnnsnn");
        assertTrue(recovery.hasRecovered(), recovery.toString());
        assertEquals(8 * SLICE_NS, recovery.ns());
        assertEquals(1, recovery.relapses());
        assertEquals(17, recovery.slices());
    }

    @Test
    void shouldSayThatItHasNotRecoveredInTheTimeWatched()
    {
        final Recovery recovery = recovery("ffffnnnnffffnnnn");
        assertFalse(recovery.hasRecovered(), recovery.toString());
        assertEquals("> 1.6 s", recovery.text());
    }

    @Test
    void shouldTakeASliceInWhichNobodyCameForNormal()
    {
        assertEquals(SLICE_NS, recovery("sn--nn").ns());
    }

    @Test
    void shouldAllowTwiceTheP99AndWhatAnySliceBeforeHad()
    {
        final Baseline steady = Baseline.of(slices("nnnn"));
        assertTrue(steady.is(slice(0, 1_000, 1_000, 190_000)), steady.toString());
        assertFalse(steady.is(slice(0, 1_000, 1_000, 210_000)), steady.toString());
        assertTrue(steady.is(slice(0, 1_000, 991, 100_000)), steady.toString());
        assertFalse(steady.is(slice(0, 1_000, 989, 100_000)), steady.toString());
        // One slow slice of 200: all in all the p99 is that of the others, but the machine does such things unflooded.
        final Baseline noisy = Baseline.of(slices("n".repeat(199) + "s"));
        assertTrue(noisy.is(slice(0, 1_000, 1_000, 890_000)), noisy.toString());
    }

    @Test
    void shouldPlanFromNoFloodToTheLargestWithTheRecoveryAtItsEnd()
    {
        final List<FloodStep> steps = FloodStep.plan(1_000, List.of(10.0, 0.5, 0.5), new Timing(1, 1, 1, 4, 7));
        assertEquals(List.of(
            new FloodStep(0, 500, 0, 4, 0),
            new FloodStep(0.5, 500, 500, 4, 0),
            new FloodStep(10, 500, 10_000, 4, 7)), steps);
        assertEquals(11, steps.getLast().seconds());
        assertEquals(List.of(new FloodStep(0, 500, 0, 4, 0)), FloodStep.plan(1_000, List.of(), new Timing(1, 1, 1, 4, 7)));
    }

    @Test
    void shouldTakeLongerSlicesWhereThereWouldBeTooMany()
    {
        final FloodStep step = new FloodStep(1, 500, 1_000, 5, 20);
        assertEquals(SLICE_NS, step.floodSliceNs());
        assertEquals(SLICE_NS, step.afterSliceNs());
        final FloodStep longer = new FloodStep(1, 500, 1_000, 600, 21);
        assertEquals(120 * SLICE_NS, longer.floodSliceNs());
        assertEquals(2 * SLICE_NS, longer.afterSliceNs());
    }

    @Test
    void shouldSayHowLongEverythingTakes()
    {
        // One medium: 3 + 5 * 2; three targets: 3 + 6 * 5 + 10 each.
        assertEquals(13 + 3 * 43, Timing.FULL.seconds(1, 3, 6));
    }

    @Test
    void shouldRefuseTimesAndNamesThatMakeNoSense()
    {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new Timing(1, 1, 1, 0, 1)).getMessage()
            .contains("--seconds=0"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new TargetChoice(Transport.RINGS, "wall"))
            .getMessage().contains("no such SYN defence: wall; there are sysctl, backlog"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new TargetChoice(Transport.LINUX, "3"))
            .getMessage().contains("[0, 1, 2]: 3"));
    }

    @Test
    void shouldNeverShowAHundredPercentForLess()
    {
        assertEquals("99.99", ClientOutcome.text(99.999_999));
        assertEquals("100", ClientOutcome.text(100));
        assertEquals("-", ClientOutcome.text(Double.NaN));
        final ClientOutcome lossy = ClientOutcome.of(List.of(new TimeSlice(0, 1_000, 900, 100, new Histogram(1_000_000, 3))));
        assertEquals(90, lossy.percent());
        assertEquals(100, lossy.percentOfReached());
    }
}
