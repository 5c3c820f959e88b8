package io.fourtuple.goodput;

import java.util.Locale;

import io.fourtuple.link.NetworkPlan;
import io.fourtuple.link.PathCount;
import io.fourtuple.link.PathPlan;

/**
 * A cell of the grid: one network, with a bottleneck of 100 Mbit/s and a queue of one bandwidth-delay product each way.
 *
 * @param loss    each way, in per cent.
 * @param rttMs   of the network without its queues.
 * @param reorder each way, in per cent: frames that skip the delay.
 */
record GoodputCell(String loss, int rttMs, int reorder)
{
    private static final long RATE = 100_000_000;
    private static final long SECOND = 1_000_000_000L;
    private static final long ENDLESS = Long.MAX_VALUE;

    NetworkPlan plan(final long seed)
    {
        final long queueBytes = RATE / 8 * rttMs / 1_000;
        return NetworkPlan.both(PathPlan.parse("rate=" + RATE + ",delay=" + rttMs * 500 + "us,queue=" + queueBytes +
            ",queue_packets=100000,loss=" + loss + "%,reorder=" + reorder + "%,seed=" + seed));
    }

    /** @return a row of the table: one flow without an end, for some seconds. */
    String measure(final long seed)
    {
        final VirtualNetwork network = new VirtualNetwork(plan(seed), seed);
        final Receiver receiver = new Receiver();
        network.listen(receiver);
        network.connect(new Sender(ENDLESS));
        network.run(seconds() * SECOND);
        if (receiver.firstWrong >= 0)
        {
            throw new IllegalStateException("wrong data: " + this + " position=" + receiver.firstWrong + " seed=" + seed);
        }
        final String row = String.format(Locale.ROOT, "%4s %% %4d ms %4d %% %4d s  %8.2f  %13d  %8d  %8d  %6d",
            loss, rttMs, reorder, seconds(), mbits(receiver.received, seconds()), network.retransmissions(),
            network.timeouts(), network.there().count(PathCount.TAIL_DROPPED), network.there().count(PathCount.LOST));
        network.close();
        return row;
    }

    /** As many round trips as a flow takes to find its rate, and some more. */
    private int seconds()
    {
        return rttMs < 10 ? 2 : rttMs < 50 ? 3 : 5;
    }

    static double mbits(final long bytes, final double seconds)
    {
        return bytes * 8 / seconds / 1e6;
    }
}
