package io.fourtuple.bench.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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
        final Vitals before = new Vitals(Map.of("a", 1L, "b", 2L), 0, 0);
        assertEquals(Map.of("b", 3L, "c", 4L), new Vitals(Map.of("a", 1L, "b", 5L, "c", 4L), 0, 0).since(before));
    }

    @Test
    void shouldReadTheKernelsCountersByNstatsNames()
    {
        final Map<String, Long> counters = NstatFile.parse(List.of(
            "TcpExt: SyncookiesSent SyncookiesRecv", "TcpExt: 4711 12",
            "Tcp: MaxConn InSegs", "Tcp: -1 99"));
        assertEquals(Map.of("TcpExtSyncookiesSent", 4711L, "TcpExtSyncookiesRecv", 12L, "TcpMaxConn", -1L,
            "TcpInSegs", 99L), counters);
        assertTrue(assertThrows(IllegalArgumentException.class,
            () -> NstatFile.parse(List.of("Tcp: A B", "Tcp: 1"))).getMessage().contains("Tcp: A B"));
    }

    @Test
    void shouldAddTheSlabsOfTcpAndThePagesOfItsBuffers()
    {
        final List<String> slabinfo = List.of(
            "slabinfo - version: 2.1",
            "# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables",
            "request_sock_TCP   4000   4096    320   12    1 : tunables    0    0    0 : slabdata 10 10 0",
            "dentry           999999 999999    192   21    1 : tunables    0    0    0 : slabdata 10 10 0",
            "TCP                 104    156   2368   13    8 : tunables    0    0    0 : slabdata 12 12 0");
        final List<String> sockstat = List.of("sockets: used 11", "TCP: inuse 1 orphan 0 tw 0 alloc 1 mem 3");
        assertEquals(4096 * 320 + 156 * 2368 + 3 * 4096, KernelMemory.bytes(slabinfo, sockstat));
        assertEquals(4000, KernelMemory.halfOpen(slabinfo));
        assertEquals(0, KernelMemory.bytes(List.of(), List.of()));
    }
}
