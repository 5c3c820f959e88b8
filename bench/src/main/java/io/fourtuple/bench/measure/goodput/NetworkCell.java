package io.fourtuple.bench.measure.goodput;

import java.math.BigDecimal;
import java.util.Locale;

import io.fourtuple.link.NetworkPlan;
import io.fourtuple.link.PathOption;
import io.fourtuple.link.PathPlan;

/**
 * One network of the grid, the same each way.
 *
 * @param lossPercent    of the frames.
 * @param rttMs          without the queues.
 * @param reorderPercent of the frames.
 */
record NetworkCell(double lossPercent, int rttMs, double reorderPercent)
{
    private static final int LEAST_QUEUE_BYTES = 2 * LinuxHost.MTU;
    private static final int ANY_NUMBER = 1_000_000;

    /**
     * @param rate      of the bottleneck in bit/s; its queue has one bandwidth-delay product, two frames at least.
     * @param reorderNs by which reordered frames are held back; 0: they skip the delay.
     * @param seed      of what is lost and reordered.
     */
    NetworkPlan plan(final long rate, final long reorderNs, final long seed)
    {
        return NetworkPlan.both(PathPlan.none()
            .with(PathOption.RATE, rate)
            .with(PathOption.DELAY, rttMs * 500_000L)
            .with(PathOption.QUEUE, Math.max(LEAST_QUEUE_BYTES, rate / Byte.SIZE * rttMs / 1_000))
            .with(PathOption.QUEUE_PACKETS, ANY_NUMBER)
            .withShare(PathOption.LOSS, lossPercent / 100)
            .withShare(PathOption.REORDER, reorderPercent / 100)
            .with(PathOption.REORDER_BY, reorderNs)
            .with(PathOption.SEED, seed));
    }

    String loss()
    {
        return percent(lossPercent);
    }

    String rtt()
    {
        return rttMs + " ms";
    }

    String reorder()
    {
        return percent(reorderPercent);
    }

    private static String percent(final double value)
    {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString() + " %";
    }

    @Override
    public String toString()
    {
        return String.format(Locale.ROOT, "loss %s, RTT %s, reordering %s", loss(), rtt(), reorder());
    }
}
