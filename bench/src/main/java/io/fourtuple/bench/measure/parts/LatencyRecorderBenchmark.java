package io.fourtuple.bench.measure.parts;

import java.util.EnumSet;
import java.util.SplittableRandom;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyRecorder;
import io.fourtuple.telemetry.LatencyRecorders;

/**
 * Cost of recording one value.
 * <pre>
 *   floor      value                                                    the loop around it
 *   clock      value ── System.nanoTime                                 what a value costs whose end is read
 *   histogram  value ──> Histogram                                      no other thread could read it
 *   plain      value ──> SingleWriterRecorder                           two atomic additions more
 *   recorder   value ──> LatencyRecorder ──> SingleWriterRecorder       equal ones that follow each other as one
 * </pre>
 * {@code run} says how many equal values follow each other, as those of connections that began in one cycle and became
 * ESTABLISHED in one do; the recorder hands over what it has after each 32, as at the end of a cycle.
 */
@Fork(1)
public class LatencyRecorderBenchmark extends PartBenchmark
{
    private static final int CYCLE = 32;

    @Param({"1", "32"})
    private int run;

    private final long[] values = new long[OPS];
    private final Histogram histogram = LatencyRecorder.newHistogram();
    private final SingleWriterRecorder plain = new SingleWriterRecorder(LatencyRecorder.HIGHEST_NS, 3);
    private final LatencyRecorder recorder = LatencyRecorders.of(EnumSet.of(Latency.CYCLE)).get(Latency.CYCLE);
    private Histogram interval;
    private long recorded;

    @Setup
    public void setUp()
    {
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < OPS; i++)
        {
            // From 1 to 100 us, as cycles and handshakes in memory take.
            values[i] = i % run == 0 ? (long)(1_000 * Math.pow(100, random.nextDouble())) : values[i - 1];
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void floor(final Blackhole hole)
    {
        for (final long value : values)
        {
            hole.consume(value);
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void clock(final Blackhole hole)
    {
        for (final long value : values)
        {
            hole.consume(System.nanoTime() - value);
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void histogram()
    {
        for (final long value : values)
        {
            histogram.recordValue(value);
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void plain()
    {
        for (final long value : values)
        {
            plain.recordValue(value);
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void recorder()
    {
        for (int i = 0; i < OPS; i++)
        {
            recorder.record(values[i]);
            if (i % CYCLE == CYCLE - 1)
            {
                recorder.flush();
            }
        }
        recorded += OPS;
    }

    /** Fails unless each value was recorded. */
    @TearDown(Level.Iteration)
    public void check()
    {
        interval = recorder.takeInterval(interval);
        if (interval.getTotalCount() != recorded)
        {
            throw new IllegalStateException("recorded=" + recorded + " counted=" + interval.getTotalCount());
        }
        recorded = 0;
    }
}
