package io.fourtuple.bench.measure.stalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StallHarnessTest
{
    private static final StallOptions SMALL = new StallOptions(100, 2_000, 8, 1, 1);

    @Test
    void shouldTimeEachCycleOfChurnAndKeepItsConnections()
    {
        final CycleTimes times = new CycleTimes();
        final StallSituation churn = new StallSituation.Churn(SMALL);
        churn.run(times);
        final long cycles = times.histogram().getTotalCount();
        // Four cycles for each batch of eight.
        assertTrue(cycles >= 4 && cycles % 4 == 0, "cycles=" + cycles);
        assertTrue(times.totalNs() > 0);
    }

    @Test
    void shouldExpireEverythingAgainAndAgain()
    {
        final StallSituation expiry = new Expiry(SMALL, false);
        for (int round = 0; round < 3; round++)
        {
            final CycleTimes times = new CycleTimes();
            expiry.run(times);
            // 256 at most end in a cycle.
            assertEquals(8, times.histogram().getTotalCount(), "round=" + round);
        }
    }

    @Test
    void shouldLetEntriesExpireOverASecondBesideOtherConnections()
    {
        final StallSituation expiry = new Expiry(SMALL, true);
        final CycleTimes times = new CycleTimes();
        final long startNs = System.nanoTime();
        expiry.run(times);
        final long tookNs = System.nanoTime() - startNs;
        assertTrue(times.totalNs() <= tookNs, "totalNs=" + times.totalNs() + " tookNs=" + tookNs);
        final Matcher opened =
            Pattern.compile("([0-9,]+) connections opened and closed meanwhile").matcher(expiry.remark());
        assertTrue(opened.find(), expiry.remark());
        // Four cycles for each batch of eight, and one at least before the next; how many depends on the machine.
        final long batches = Long.parseLong(opened.group(1).replace(",", "")) / 8;
        assertTrue(batches > 0 && times.histogram().getTotalCount() >= 5 * batches,
            "cycles=" + times.histogram().getTotalCount() + " batches=" + batches);
    }

    @Test
    void shouldGoThroughThoseSituationsOnlyThatAreAskedFor()
    {
        final StringWriter out = new StringWriter();
        new StallHarness(SMALL, List.of("expiry"), new PrintWriter(out)).run("");
        assertTrue(out.toString().contains("2,000 connections in TIME_WAIT end"), out.toString());
        assertFalse(out.toString().contains("churn:"), out.toString());
        assertEquals(List.of("churn", "expiry", "expiry-in-a-second", "growth", "half-open", "half-open-ipv6",
            "cookies"), StallHarness.names());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveUpHalfOpenConnectionsAgainAndAgainAndSayWhatOneTakes(final boolean isIpv6)
    {
        final StallSituation expiry = new HalfOpenExpiry(SMALL, isIpv6);
        for (int round = 0; round < 3; round++)
        {
            final CycleTimes times = new CycleTimes();
            expiry.run(times);
            // 256 at most end in a cycle.
            assertEquals(8, times.histogram().getTotalCount(), "round=" + round);
        }
        assertTrue(expiry.remark().contains("bytes of the engine's memory"), expiry.remark());
    }

    @Test
    void shouldAnswerByCookiesAndKeepNothing()
    {
        final CycleTimes times = new CycleTimes();
        final StallSituation cookies = new CookieFlood(SMALL);
        cookies.run(times);
        assertEquals(10 * SMALL.count() / SMALL.batch(), times.histogram().getTotalCount(), "cycles");
        assertTrue(cookies.remark().contains("memory grew by 0 bytes"), cookies.remark());
    }

    @Test
    void shouldFillAnEngineToItsCapacity()
    {
        final CycleTimes times = new CycleTimes();
        new StallSituation.Growth(SMALL).run(times);
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
