package io.fourtuple.bench.load.client;

import org.HdrHistogram.Histogram;

import io.fourtuple.bench.base.Latencies;

/** The generator's notes of one interval; handed to the reporting thread at its end, and back when it is read. */
final class LoadInterval
{
    static final long HIGHEST_NS = 60_000_000_000L;

    final LoadCounts sums = new LoadCounts();
    final Histogram synAcks = Latencies.newHistogram();
    final Histogram established = Latencies.newHistogram();
    long startNs;
    long endNs;
    long openNow;

    /** Values beyond a minute are cut to it. */
    static void record(final Histogram histogram, final long ns)
    {
        histogram.recordValue(Math.max(0, Math.min(HIGHEST_NS, ns)));
    }

    void reset()
    {
        synAcks.reset();
        established.reset();
    }
}
