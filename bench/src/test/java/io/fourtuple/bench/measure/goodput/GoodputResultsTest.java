package io.fourtuple.bench.measure.goodput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import io.fourtuple.bench.base.Spread;
import io.fourtuple.bench.publish.record.RunRecord;
import io.fourtuple.bench.publish.record.RunVerdict;

class GoodputResultsTest
{
    private static final GoodputOptions OPTIONS = new GoodputOptions(
        new GoodputOptions.Grid(List.of(0.0, 0.1), List.of(20, 20), List.of(5.0)), 100_000_000, 0, 5, 3, "cubic", 1,
        GoodputEngine.settings("cubic"));

    /** Of repetitions of Linux alone, the engine's sender, and its receiver. */
    private static CellGoodput cell(final double loss, final double[] linux, final double[] sender, final double[] receiver)
    {
        final CellGoodput cell = new CellGoodput(new NetworkCell(loss, 20, 5));
        for (int i = 0; i < linux.length; i++)
        {
            cell.add(Pairing.LINUX_TO_LINUX, linux[i], null);
            cell.add(Pairing.ENGINE_TO_LINUX, sender[i], null);
            cell.add(Pairing.LINUX_TO_ENGINE, receiver[i], null);
        }
        return cell;
    }

    private static GoodputResults results(final double secondCell)
    {
        final GoodputResults results = new GoodputResults(OPTIONS);
        results.add(cell(0, new double[]{80, 100, 90}, new double[]{92, 99, 99}, new double[]{96, 96, 96}));
        results.add(cell(0.1, new double[]{10, 10, 10}, new double[]{secondCell, secondCell, secondCell},
            new double[]{11, 11, 11}));
        return results;
    }

    @Test
    void shouldMeasureEachCombinationOnce()
    {
        assertEquals(List.of(new NetworkCell(0, 20, 5), new NetworkCell(0.1, 20, 5)), OPTIONS.grid().cells());
        assertEquals(92.7, OPTIONS.durationS(), 0.01);
    }

    @Test
    void shouldGiveTheNetworkAQueueOfOneBandwidthDelayProduct()
    {
        assertEquals("rate=100mbit,delay=10ms,queue=250kb,queue_packets=1000000,loss=0.1%,reorder=5%,seed=9",
            new NetworkCell(0.1, 20, 5).plan(100_000_000, 0, 9).toString());
        assertEquals("rate=1mbit,delay=500us,queue=3kb,queue_packets=1000000,loss=10%,reorder=1%,reorder_by=2ms",
            new NetworkCell(10, 1, 1).plan(1_000_000, 2_000_000, 1).toString());
    }

    @Test
    void shouldCompareMediansAndGiveTheSpreadOfTheRepetitions()
    {
        final Spread ratio = cell(0, new double[]{80, 100, 90}, new double[]{92, 99, 99}, new double[]{1, 1, 1})
            .ratio(Pairing.ENGINE_TO_LINUX);
        assertEquals(1.1, ratio.median(), 1e-9);
        assertEquals(0.99, ratio.min(), 1e-9);
        assertEquals(1.15, ratio.max(), 1e-9);
        final CellGoodput dead = cell(10, new double[]{0}, new double[]{0}, new double[]{1});
        assertEquals(1, dead.ratio(Pairing.ENGINE_TO_LINUX).median());
        assertTrue(dead.ratio(Pairing.LINUX_TO_ENGINE).median() > 1);
    }

    @Test
    void shouldPassIfNoCellIsBelowAndTheMedianIsAbove()
    {
        final RunVerdict verdict = results(9.6).verdict();
        assertEquals(RunVerdict.Result.PASS, verdict.result(), verdict.toString());
        assertEquals("96 % at least; below: 0 of 2 cells", verdict.criteria().get(0).measured());
        assertEquals("103.0 %", verdict.criteria().get(1).measured());
    }

    @Test
    void shouldFailForOneCellBelow()
    {
        final RunVerdict verdict = results(9.4).verdict();
        assertTrue(verdict.isFail());
        assertEquals(List.of(false, true, true, true, true),
            verdict.criteria().stream().map(RunVerdict.Criterion::holds).toList());
        assertEquals("94 % at least; below: 1 of 2 cells", verdict.criteria().get(0).measured());
    }

    @Test
    void shouldFailIfTheMedianIsNotAbove()
    {
        final GoodputResults results = new GoodputResults(OPTIONS);
        results.add(cell(0, new double[]{100}, new double[]{100}, new double[]{101}));
        final RunVerdict verdict = results.verdict();
        assertTrue(verdict.isFail());
        assertEquals(List.of(true, false, true, true, true),
            verdict.criteria().stream().map(RunVerdict.Criterion::holds).toList());
    }

    @Test
    void shouldFailIfAFlowBroke()
    {
        final GoodputResults results = results(12);
        final CellGoodput broken = cell(0, new double[]{10}, new double[]{12}, new double[]{12});
        broken.add(Pairing.ENGINE_TO_LINUX, 12, "the engine's connection ended: TIMED_OUT");
        broken.add(Pairing.LINUX_TO_LINUX, 10, null);
        results.add(broken);
        assertTrue(results.verdict().isFail());
        assertEquals(List.of("engine to Linux (loss 0 %, RTT 20 ms, reordering 5 %): the engine's connection ended: TIMED_OUT"),
            results.failures().toList());
    }

    @Test
    void shouldRecordAMetricForEachPairingInEachCell()
    {
        final RunRecord run = new RunRecord("goodput", "");
        final GoodputResults results = results(12);
        results.record(run);
        assertEquals(8, run.metrics().size());
        assertEquals("engine to Linux: share of Linux's goodput, median of the cells", run.metrics().get(0).name());
        assertEquals("Linux to Linux: loss 0 %, RTT 20 ms, reordering 5 %", run.metrics().get(2).name());
        assertEquals(List.of(80.0, 100.0, 90.0), run.metrics().get(2).samples());
        assertEquals(RunVerdict.Result.PASS, run.verdict().result());
        assertTrue(results.isComplete());
        assertTrue(results.json().toString().contains("\"loss_percent\": 0.1"), results.json().toString());
        assertTrue(results.svg().contains("engine to Linux, 20 ms"), results.svg());
        assertFalse(new GoodputResults(OPTIONS).isComplete());
    }

    @Test
    void shouldFindEachWrongByte()
    {
        final BulkPattern pattern = new BulkPattern();
        final UnsafeBuffer received = new UnsafeBuffer(new byte[37]);
        for (final long position : new long[]{0, 5, 65_520, 3L * BulkPattern.PERIOD - 9, 1L << 40})
        {
            received.putBytes(0, pattern.buffer(), (int)(position % BulkPattern.PERIOD), 37);
            assertTrue(pattern.matches(received, 0, 37, position), "position=" + position);
            for (int i = 0; i < 37; i++)
            {
                received.putByte(i, (byte)(received.getByte(i) ^ 1));
                assertFalse(pattern.matches(received, 0, 37, position), "i=" + i);
                received.putByte(i, (byte)(received.getByte(i) ^ 1));
            }
        }
        assertFalse(pattern.matches(received, 0, 37, 1 << 16));
    }
}
