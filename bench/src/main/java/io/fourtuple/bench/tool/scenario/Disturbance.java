package io.fourtuple.bench.tool.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Something that the network does to the next segments of a kind. */
final class Disturbance
{
    final Predicate<Packet> matches;
    final TracedSegment.Fate fate;
    final long extraNs;
    final String note;
    /** Copies kept, to be let go later. */
    final List<TracedSegment> kept = new ArrayList<>();
    private int left;

    /**
     * @param matches which segments.
     * @param fate    {@code LOST}; {@code DELAYED}; or {@code COPY}: it passes, and another one stays in the network.
     * @param extraNs how much longer than usual a delayed one takes.
     * @param times   how many of them at most.
     * @param note    written beside the segment.
     */
    Disturbance(
        final Predicate<Packet> matches, final TracedSegment.Fate fate, final long extraNs, final int times, final String note)
    {
        this.matches = matches;
        this.fate = fate;
        this.extraNs = extraNs;
        this.left = times;
        this.note = note;
    }

    /** Whether it happens to this one; counts it. */
    boolean takes(final Packet packet)
    {
        if (left == 0 || !matches.test(packet))
        {
            return false;
        }
        left--;
        return true;
    }

    /** It happens no more. */
    void end()
    {
        left = 0;
    }
}
