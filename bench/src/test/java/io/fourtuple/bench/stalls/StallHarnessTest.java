package io.fourtuple.bench.stalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class StallHarnessTest
{
    private static final StallOptions SMALL = new StallOptions(100, 2_000, 8, 1, 1);

    @Test
    void shouldTimeEachCycleOfChurnAndKeepItsConnections()
    {
        final CycleTimes times = new CycleTimes();
        final Situation churn = new Situation.Churn(SMALL);
        churn.run(times);
        final long cycles = times.histogram().getTotalCount();
        // Four cycles for each batch of eight.
        assertTrue(cycles >= 4 && cycles % 4 == 0, "cycles=" + cycles);
        assertTrue(times.totalNs() > 0);
    }

    @Test
    void shouldExpireEverythingAgainAndAgain()
    {
        final Situation expiry = new Situation.Expiry(SMALL);
        for (int round = 0; round < 3; round++)
        {
            final CycleTimes times = new CycleTimes();
            expiry.run(times);
            assertTrue(times.histogram().getTotalCount() > 0, "round=" + round);
        }
    }

    @Test
    void shouldFillAnEngineToItsCapacity()
    {
        final CycleTimes times = new CycleTimes();
        new Situation.Growth(SMALL).run(times);
        assertEquals(2 * SMALL.count() / SMALL.batch(), times.histogram().getTotalCount());
    }

    @Test
    void shouldListLongCyclesLongestFirst()
    {
        final CycleTimes times = new CycleTimes();
        times.round(1);
        times.record(CycleTimes.STALL_NS, 1, 0, 0);
        times.record(CycleTimes.STALL_NS + 1, 2, 3, 4);
        times.round(2);
        times.record(5 * CycleTimes.STALL_NS, 0, 9, 7);
        assertEquals(List.of(new CycleTimes.Stall(2, 5 * CycleTimes.STALL_NS, 0, 9, 7),
            new CycleTimes.Stall(1, CycleTimes.STALL_NS + 1, 2, 3, 4)), times.stalls());
        assertEquals(7 * CycleTimes.STALL_NS + 1, times.totalNs());
    }
}
