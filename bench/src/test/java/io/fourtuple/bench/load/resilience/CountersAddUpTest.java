package io.fourtuple.bench.load.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import org.junit.jupiter.api.Test;

class CountersAddUpTest
{
    @Test
    void shouldAddUpWhatTheEngineCountsReasonByReason()
    {
        final SynOutcomes syns = SynOutcomes.ofEngine(Map.of("TcpListenSyns", 100L, "TcpSynQueued", 30L,
            "TcpExtSyncookiesSent", 50L, "TcpExtTCPReqQFullDrop", 15L, "TcpSynSourceLimit", 5L));
        assertTrue(syns.addsUp(), syns.text());
        assertEquals(20, syns.dropped());
        assertEquals(80, syns.absorbed());
        assertEquals("100 SYNs received = 30 queued + 50 cookies + 15 TcpExtTCPReqQFullDrop + 5 TcpSynSourceLimit",
            syns.text());
        assertFalse(SynOutcomes.ofEngine(Map.of("TcpListenSyns", 1L)).addsUp());
    }

    @Test
    void shouldTakeForQueuedWhatTheKernelsCookiesAndDropsLeave()
    {
        final SynOutcomes syns = SynOutcomes.ofKernel(Map.of("TcpExtSyncookiesSent", 60L, "TcpExtListenDrops", 30L,
            "TcpExtTCPReqQFullDrop", 30L), 100);
        assertEquals(10, syns.queued());
        assertTrue(syns.isQueuedDerived());
        assertTrue(syns.addsUp(), syns.text());
        assertFalse(SynOutcomes.ofKernel(Map.of("TcpExtSyncookiesSent", 101L), 100).addsUp(),
            "more cookies than SYNs");
    }

    @Test
    void shouldTakeForAcksWhatTheKernelDropsBeyondItsSynsWhenTheAcceptQueueIsFull()
    {
        final Map<String, Long> grown = Map.of("TcpExtSyncookiesSent", 90L, "TcpExtListenDrops", 30L,
            "TcpExtListenOverflows", 25L);
        final SynOutcomes syns = SynOutcomes.ofKernel(grown, 100);
        assertTrue(syns.addsUp(), syns.text());
        assertEquals(10, syns.dropped());
        assertEquals(0, syns.queued());
        // Five were dropped for another reason, so that they were SYNs.
        assertFalse(SynOutcomes.ofKernel(grown, 94).addsUp(), "90 cookies and 5 drops of 94 SYNs");
    }

    @Test
    void shouldTellOfCountersThatHaveGrownOnly()
    {
        final TargetSnapshot before = new TargetSnapshot(Map.of("a", 1L, "b", 2L), 0, 0);
        assertEquals(Map.of("b", 3L, "c", 4L), new TargetSnapshot(Map.of("a", 1L, "b", 5L, "c", 4L), 0, 0).since(before));
    }
}
