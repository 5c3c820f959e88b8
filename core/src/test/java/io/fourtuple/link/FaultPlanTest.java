package io.fourtuple.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultPlanTest
{
    @Test
    void shouldParseItsTextForm()
    {
        final FaultPlan plan = FaultPlan.parse("drop=0.02,dup=.5, rx.corrupt=1,seed=-42,reorder_frames=5,hold_ms=20");
        assertEquals(0.02, plan.rx(Fault.DROP));
        assertEquals(0.02, plan.tx(Fault.DROP));
        assertEquals(0.5, plan.tx(Fault.DUPLICATE));
        assertEquals(1, plan.rx(Fault.CORRUPT));
        assertEquals(0, plan.tx(Fault.CORRUPT));
        assertEquals(-42, plan.seed());
        assertEquals(5, plan.reorderFrames());
        assertEquals(20_000_000L, plan.holdNs());
        assertEquals(plan, FaultPlan.parse(plan.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "drop             | a fault is written name=value, several are separated by commas: drop",
        "drop=0.1,        | a fault is written name=value, several are separated by commas: ",
        "drop=1.5         | drop must be a probability, 0 to 1: drop=1.5",
        "rx.dup=2%        | rx.dup must be a probability, 0 to 1: rx.dup=2%",
        "seed=abc         | seed must be a whole number: seed=abc",
        "hold_ms=99999    | hold_ms must be 0 to 10000: hold_ms=99999",
        "reorder_frames=0 | reorder_frames must be 1 to 16: reorder_frames=0",
        "corrupt_bits=65  | corrupt_bits must be 1 to 64: corrupt_bits=65"})
    void shouldNameTheMistake(final String text, final String message)
    {
        final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class, () -> FaultPlan.parse(text));
        assertEquals(message == null ? "" : message.trim(), ex.getMessage().trim());
    }

    @Test
    void shouldSayWhichFaultsThereAre()
    {
        final IllegalArgumentException ex =
            assertThrows(IllegalArgumentException.class, () -> FaultPlan.parse("loss=0.1"));
        assertEquals("no such fault: loss; the faults are drop, dup, reorder, corrupt, delay, reorder_frames, " +
            "corrupt_bits, hold_ms, seed", ex.getMessage());
    }
}
