package io.fourtuple.bench.load.resilience;

import java.util.List;

/**
 * Outcome of a load, as the generator saw it.
 *
 * @param slices          in order, from the start to the end of the load.
 * @param openedPerSecond real handshakes that were really begun each second.
 * @param halfOpen        connections at most that the target had half-open; negative if that cannot be known.
 * @param flood           beside them.
 * @param inFlood         SYNs by the end of the flood, real ones included, and what became of them.
 * @param frames          of both that the link took.
 * @param unseen          of these, frames that a queue behind the link lost, nobody knows whose.
 * @param cpu             what the machine left of it.
 * @param syns            that the target got, repeated ones included.
 */
record LoadOutcome(
    List<TimeSlice> slices, double openedPerSecond, long halfOpen, FloodOutcome flood, SynOutcomes inFlood, long frames,
    long unseen, CpuShares cpu, long syns)
{
    /** Slices that begin within this time since the start of the load. */
    List<TimeSlice> between(final long fromNs, final long toNs)
    {
        return slices.stream().filter(slice -> slice.fromNs() >= fromNs && slice.fromNs() < toNs).toList();
    }
}
