package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class KernelFilesTest
{
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
