package io.fourtuple.bench.load.resilience;

import java.util.List;

import org.HdrHistogram.Histogram;

/**
 * A short time of a load: the real handshakes that were intended to begin in it, whenever they ended.
 *
 * @param fromNs      since the start of the load.
 * @param intended    handshakes.
 * @param established of these.
 * @param lost        not established, and a frame of theirs was lost at the link, or none was sent since the generator
 *                    was late: they did not reach the target as a whole.
 * @param latencies   from the intended time to ESTABLISHED, ns.
 */
record TimeSlice(long fromNs, long intended, long established, long lost, Histogram latencies)
{
    /** Share of the handshakes that were established, 0 to 1; 1 if there were none. */
    double share()
    {
        return intended == 0 ? 1 : (double)established / intended;
    }

    /** All of it as a short list of numbers: ms, three counts, us. */
    List<Long> json()
    {
        return List.of(fromNs / 1_000_000, intended, established, lost, p99Ns() / 1_000);
    }

    /** Ns; 0 if none was established. */
    long p99Ns()
    {
        return latencies.getTotalCount() == 0 ? 0 : latencies.getValueAtPercentile(99);
    }
}
