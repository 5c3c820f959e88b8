package io.fourtuple.bench.tun;

import java.util.ArrayList;
import java.util.List;

/** The turns of one of those that are compared. */
public final class TunResult
{
    private final String title;
    private final List<Double> perSecond = new ArrayList<>();
    private double smallestWaitedShare = 1;
    private long emptyReads;

    TunResult(final String title)
    {
        this.title = title;
    }

    void add(final HandshakeLoop.Turn turn, final double waitedShare)
    {
        perSecond.add(turn.perSecond());
        smallestWaitedShare = Math.min(smallestWaitedShare, waitedShare);
        emptyReads += turn.emptyReads();
    }

    /** @return what was measured. */
    public String title()
    {
        return title;
    }

    /** @return handshakes a second of each turn, in order. */
    public List<Double> perSecond()
    {
        return List.copyOf(perSecond);
    }

    /** @return the median of the turns, in handshakes a second. */
    public double median()
    {
        final double[] sorted = sorted();
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** @return the slowest turn, in handshakes a second. */
    public double min()
    {
        return sorted()[0];
    }

    /** @return the fastest turn, in handshakes a second. */
    public double max()
    {
        return sorted()[perSecond.size() - 1];
    }

    /** @return the part of a turn that the generator waited for room, of the turn where it waited least, 0 to 1. */
    public double smallestWaitedShare()
    {
        return smallestWaitedShare;
    }

    /** @return reads that found nothing, of all turns. */
    public long emptyReads()
    {
        return emptyReads;
    }

    private double[] sorted()
    {
        return perSecond.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }
}
