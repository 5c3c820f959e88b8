package io.fourtuple.bench.measure.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.process.ChildFailedException;

class PeersTableTest
{
    private final Results results = new Results();

    private static PeersOptions options(final List<Long> idle, final TcpStack... stacks)
    {
        return new PeersOptions(List.of(stacks), idle, List.of(32, 1), 3, 1, true, false, 0, null);
    }

    private String table(final PeersOptions options)
    {
        return new PeersTable(results, options).text();
    }

    private static String row(final String table, final String start)
    {
        return table.lines().filter(line -> line.replaceAll(" +", " ").startsWith(start)).findFirst()
            .orElseThrow(() -> new AssertionError("no row " + start + " in\n" + table)).replaceAll(" +", " ");
    }

    private void add(final TcpStack stack, final long idle, final int batch, final double... cycleNs)
    {
        for (final double ns : cycleNs)
        {
            results.add(stack, idle, new Sample(batch, 5_000, ns, ns / 2, ns / 2));
        }
    }

    @Test
    void shouldShowMedianAndExtremesOfTheBetterBatch()
    {
        add(TcpStack.LWIP, 0, 1, 900, 700, 800);
        add(TcpStack.LWIP, 0, 32, 500, 400, 2_000);
        results.version(TcpStack.LWIP, "1.2");
        assertEquals("| 0 | lwIP 1.2 | 32 | 500.0 [400.0..2,000.0] | 2,000,000 | 250.0 [200.0..1,000.0] | - | 5,000 |",
            row(table(options(List.of(0L), TcpStack.LWIP)), "| 0 | lwIP"));
    }

    @Test
    void shouldShowBytesFromTenThousandOn()
    {
        add(TcpStack.LWIP, 1_000, 1, 10);
        add(TcpStack.LWIP, 10_000, 1, 10);
        results.addBytes(TcpStack.LWIP, 1_000, 5_000);
        results.addBytes(TcpStack.LWIP, 10_000, 288.4);
        final String table = table(options(List.of(10_000L, 1_000L), TcpStack.LWIP));
        assertTrue(row(table, "| 1k |").endsWith("| - | 5,000 |"), table);
        assertTrue(row(table, "| 10k |").endsWith("| 288 | 5,000 |"), table);
        assertTrue(table.indexOf(" 10k |") > table.indexOf(" 1k |"), table);
    }

    @Test
    void shouldSayWhatWasLeftOutAndWhatFailed()
    {
        add(TcpStack.LINUX, 0, 1, 10);
        results.fail(TcpStack.LINUX, 1_000_000, "not done after 310 s");
        results.leaveOut(TcpStack.GVISOR, "go is missing");
        results.fail(Flood.LINUX_OFF, "no TUN");
        final String table = table(options(List.of(0L, 1_000_000L), TcpStack.LINUX, TcpStack.GVISOR));
        assertTrue(row(table, "| 1m | Linux").contains("failed: not done after 310 s"), table);
        assertTrue(row(table, "| - | gVisor").contains("left out: go is missing"), table);
        assertTrue(table.contains("failed: no TUN"), table);
        assertTrue(results.hasFailures());
    }

    @Test
    void shouldMarkTooFewCycles()
    {
        results.add(TcpStack.LWIP, 0, new Sample(1, 78, 12e6, 12e6, 300));
        assertTrue(table(options(List.of(0L), TcpStack.LWIP)).contains("78 (few)"));
    }

    @Test
    void shouldSayWhatAFloodGot()
    {
        results.add(Flood.GVISOR, new FloodSample(1_000, 4_000, 1_030, 0));
        results.add(Flood.LINUX_OFF, new FloodSample(100_000, 3_000, 1, 50_000));
        final String table = table(options(List.of(0L), TcpStack.GVISOR, TcpStack.LINUX));
        assertTrue(row(table, "| gVisor").endsWith("| 4,000 [4,000..4,000] | 250,000 | 1.030 | 0.000 |"), table);
        assertTrue(row(table, "| Linux").endsWith("| <0.001 | 0.500 |"), table);
        assertFalse(results.hasFailures());
    }

    @Test
    void shouldWriteEverySampleOfEveryBatch()
    {
        add(TcpStack.LWIP, 0, 1, 900, 700);
        add(TcpStack.LWIP, 0, 32, 500);
        results.leaveOut(TcpStack.GVISOR, "go is \"missing\"");
        final Json json = new Json();
        results.describe(json);
        final String text = json.toString();
        assertEquals(3, text.split("\"cycles\": 5000", -1).length - 1, text);
        assertTrue(text.contains("\"ns_per_cycle\": {\"median\": 800.0, \"min\": 700.0, \"max\": 900.0}"), text);
        assertTrue(text.contains("\"left_out\": {\"gVisor\": \"go is \\\"missing\\\"\"}"), text);
    }

    @Test
    void shouldReadTheResultFileOfBenchCycle()
    {
        final String file = "{\n  \"idle\": 10,\n  \"floor\": {\"cycles\": 7, \"ns_per_cycle\": {\"median\": 88.5, " +
            "\"min\": 1.0}, \"ns_handshake\": {\"median\": 40.0}, \"ns_close\": {\"median\": 41}},\n  \"memory\": " +
            "{\"engine_bytes_per_connection\": 96.25},\n  \"engine\": {\"cycles\": 9, \"ns_per_cycle\": " +
            "{\"median\": 300.0}, \"ns_handshake\": {\"median\": 150.0}, \"ns_close\": {\"median\": 140.0}}\n}\n";
        new FourtupleChild(null, null, options(List.of(10_000L))).read(file, 10_000, results);
        assertEquals(List.of(new Sample(32, 9, 300, 150, 140)), results.cell(TcpStack.FOURTUPLE, 10_000).best());
        assertEquals(List.of(new Sample(32, 7, 88.5, 40, 41)), results.javaFloor());
        assertEquals(96.25, results.cell(TcpStack.FOURTUPLE, 10_000).bytes().median());
        assertTrue(assertThrows(ChildFailedException.class, () -> FourtupleChild.number(file, "engine", "frob"))
            .getMessage().contains("engine.frob"));
    }
}
