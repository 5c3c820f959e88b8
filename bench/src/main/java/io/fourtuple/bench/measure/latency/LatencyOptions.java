package io.fourtuple.bench.measure.latency;

import java.nio.file.Path;

import io.fourtuple.bench.base.Range;
import io.fourtuple.bench.measure.cycle.CycleOptions;

/**
 * Options of one run.
 *
 * @param idle    connections that stay open beside those that come and go.
 * @param batch   frames the engine takes at a time.
 * @param seconds length of each load.
 * @param threads 1: generator and engine in turn; 2: a thread and a CPU each.
 * @param cpu     of the engine's own thread, or -1.
 * @param hlog    where the histograms of each second go, or null.
 */
public record LatencyOptions(long idle, int batch, int seconds, int threads, int cpu, Path hlog)
{
    private static final int MAX_SECONDS = 300;

    /** Checks the ranges. */
    public LatencyOptions
    {
        Range.check("--idle", idle, 0, CycleOptions.MAX_IDLE);
        Range.check("--batch", batch, 1, OpenLoopClients.MAX_IN_FLIGHT / 2);
        Range.check("--seconds", seconds, 1, MAX_SECONDS);
        Range.check("--threads", threads, 1, 2);
    }

    /** The same with another log. */
    public LatencyOptions withHlog(final Path file)
    {
        return new LatencyOptions(idle, batch, seconds, threads, cpu, file);
    }
}
