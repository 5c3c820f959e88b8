package io.fourtuple.bench.measure.cycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumSet;

import org.junit.jupiter.api.Test;

import io.fourtuple.telemetry.Latency;

class CycleHarnessTest
{
    @Test
    void shouldPrintTheFloorFirstAndAddUp()
    {
        final StringWriter text = new StringWriter();
        final CycleHarness harness =
            new CycleHarness(new CycleOptions(5_000, 16, 1, 1, true), new PrintWriter(text));
        harness.run("not pinned");
        final String out = text.toString();
        final int floor = out.indexOf("floor:");
        final int verified = out.indexOf("verified: 5,000 idle connections and 200,000 cycles");
        final int idle = out.indexOf("idle: 5,000,");
        final int rounds = out.indexOf("5,000 idle: median");
        assertTrue(floor > 0 && floor < verified && verified < idle && idle < rounds, out);
        final String json = harness.json().toString();
        assertTrue(json.contains("\"idle\": 5000") && json.contains("\"verified_replies\": 405000"), json);
    }

    @Test
    void shouldRecordLatenciesMeanwhileAndAllocateNothing()
    {
        final StringWriter text = new StringWriter();
        final CycleHarness harness = new CycleHarness(
            new CycleOptions(0, 16, 1, 1, false, EnumSet.allOf(Latency.class), true), new PrintWriter(text));
        assertTrue(harness.run("not pinned"), text.toString());
        final String out = text.toString();
        assertTrue(out.contains("the engine records: syn-to-syn-ack,syn-to-established,"), out);
        assertEquals(Latency.values().length, out.lines().filter(line -> line.endsWith("  ok")).count(), out);
        assertTrue(out.contains("allocated: 0."), out);
    }

    @Test
    void shouldTellWhatACycleAllocatesFromTheJvmsOwn()
    {
        // 446 bytes in a round that other work left 2,800 cycles.
        assertFalse(CycleRounds.isAllocating(446 / 2_800.0, 2_800));
        assertFalse(CycleRounds.isAllocating(8_000 / 1e6, 1e6));
        assertTrue(CycleRounds.isAllocating(16, 2_800));
        assertTrue(CycleRounds.isAllocating(16 / 100.0, 1e6));
    }
}
