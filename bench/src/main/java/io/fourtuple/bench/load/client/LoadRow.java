package io.fourtuple.bench.load.client;

import org.HdrHistogram.Histogram;

/**
 * One interval of a run: everything that happened in it, by the time it happened. The histograms (nanoseconds) are used
 * again once the listener has returned; who wants to keep them takes a copy.
 *
 * @param endNs       its end, from the run's start.
 * @param lengthNs    its length; longer than planned if the machine stood still.
 * @param counts      of the interval.
 * @param target      what the target counted in the interval; its gauges are those at the end.
 * @param openNow     connections established and not yet ended, as the clients see them.
 * @param synAcks     times from SYN to SYN-ACK.
 * @param established times from SYN to ESTABLISHED.
 */
public record LoadRow(
    long endNs,
    long lengthNs,
    LoadCounts counts,
    TargetCounters target,
    long openNow,
    Histogram synAcks,
    Histogram established)
{
    /** @return a count of the interval as per second. */
    public double perSecond(final long count)
    {
        return lengthNs == 0 ? 0 : count * 1e9 / lengthNs;
    }

    LoadRow withoutHistograms()
    {
        return new LoadRow(endNs, lengthNs, counts, target, openNow, null, null);
    }
}
