package io.fourtuple.bench.measure.goodput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.fourtuple.tun.testing.RequiresTun;

/** Short flows between namespaces; how fast they are is for the benchmark itself to say. */
@RequiresTun
class GoodputBenchmarkTest
{
    private final StringWriter out = new StringWriter();
    private final List<String> progress = new ArrayList<>();

    private static GoodputOptions options(final double loss, final String congestion)
    {
        return new GoodputOptions(new GoodputOptions.Grid(List.of(loss), List.of(2), List.of(0.0)), 2_000_000, 0, 0.5, 1,
            congestion, 1, GoodputEngine.settings(congestion));
    }

    private GoodputBenchmark benchmark(final GoodputOptions options)
    {
        return new GoodputBenchmark(options, new PrintWriter(out), progress::add, () -> false);
    }

    @Test
    void shouldCarryDataBetweenEnginesAndLinuxThroughTheSameBottleneck()
    {
        final GoodputResults results = benchmark(options(0, "cubic")).run();
        assertTrue(results.isComplete());
        assertEquals(List.of(), results.failures().toList());
        final String text = out.toString();
        assertTrue(text.contains("Linux's congestion control: cubic"), text);
        final List<Double> mbits = new ArrayList<>();
        final String json = results.json().toString();
        for (final Pairing pairing : Pairing.values())
        {
            final String samples = json.substring(json.indexOf(pairing.title() + ", Mbit/s"));
            mbits.add(Double.parseDouble(samples.substring(samples.indexOf('[') + 1, samples.indexOf(']')).trim()));
        }
        // The bottleneck lets 2 Mbit/s through; whoever has it to himself gets some of that, on the slowest machine too.
        mbits.forEach(rate -> assertTrue(rate > 0.05 && rate < 2, mbits.toString()));
        assertTrue(text.contains("flows that broke, or carried wrong data: none"), text);
        assertEquals("warming up", progress.get(0));
        assertTrue(progress.get(1).startsWith("cell 1 of 1 (loss 0 %, RTT 2 ms, reordering 0 %), Linux to Linux, repetition 1"),
            progress.get(1));
    }

    @Test
    void shouldCarryNothingThroughANetworkThatLosesAll()
    {
        final GoodputResults results = benchmark(options(100, "reno")).run();
        final String json = results.json().toString().replace(" ", "");
        for (final String pairing : List.of("LinuxtoLinux", "enginetoLinux", "Linuxtoengine"))
        {
            assertTrue(json.contains("\"" + pairing + ",Mbit/s\":[0.0]"), json);
        }
        assertTrue(results.verdict().isFail());
    }

    @Test
    void shouldEndInOrderWhenItIsStopped()
    {
        final AtomicInteger asked = new AtomicInteger();
        final GoodputResults results = new GoodputBenchmark(options(0, "cubic"), new PrintWriter(out), progress::add,
            () -> asked.incrementAndGet() > 1_000).run();
        assertFalse(results.isComplete());
        assertTrue(out.toString().contains("stopped after 0 of 1 cells: no verdict"), out.toString());
        assertTrue(results.json().toString().contains("\"complete\": false"), results.json().toString());
    }

    @Test
    void shouldNameACongestionControlThatLinuxHasNot()
    {
        final IllegalStateException ex =
            assertThrows(IllegalStateException.class, () -> benchmark(options(0, "frob")).run());
        assertTrue(ex.getMessage().startsWith("the kernel has no congestion control frob: setsockopt: "), ex.getMessage());
    }
}
