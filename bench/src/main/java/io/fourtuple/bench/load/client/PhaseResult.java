package io.fourtuple.bench.load.client;

import org.HdrHistogram.Histogram;

/**
 * One phase of a run, a step of its flood: what became of the connections whose time came in it, whenever that was; so
 * the share established and the latencies are those of the phase, a stall at its end included.
 *
 * @param startNs     from the run's start.
 * @param durationNs  its length.
 * @param floodPerSecond intended.
 * @param counts      of its connections, and of the flood's frames in it.
 * @param target      what the target counted in the phase, by the time it was counted.
 * @param synAcks     times from SYN to SYN-ACK in nanoseconds.
 * @param established times from SYN to ESTABLISHED in nanoseconds.
 */
public record PhaseResult(
    long startNs,
    long durationNs,
    double floodPerSecond,
    LoadCounts counts,
    TargetCounters target,
    Histogram synAcks,
    Histogram established)
{
    /** @return a count of the phase as per second. */
    public double perSecond(final long count)
    {
        return count * 1e9 / durationNs;
    }
}
