package io.fourtuple.tun;

import io.fourtuple.config.Setting;
import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counters;

/**
 * The two ways to join a loop to a device. Polled: the loop's thread makes the system calls, best when CPUs are few. Pumped: two
 * more threads make the system calls and the loop only touches memory, best when CPUs are many.
 */
public final class TunLinks
{
    private TunLinks()
    {
    }

    /**
     * @param device   closed with the link.
     * @param counters the loop's.
     * @return a link whose loop polls the device itself, as many frames in one receive as receive_batch has by default.
     */
    public static Link polled(final TunDevice device, final Counters counters)
    {
        return polled(device, counters, (int)Setting.RECEIVE_BATCH.defaultValue());
    }

    /**
     * @param device       closed with the link.
     * @param counters     the loop's.
     * @param receiveBatch the most frames that one receive brings.
     * @return a link whose loop polls the device itself.
     */
    public static Link polled(final TunDevice device, final Counters counters, final int receiveBatch)
    {
        return polled(device, 0, counters, receiveBatch);
    }

    /**
     * For one loop of several.
     *
     * @param device       whose queue is closed with the link.
     * @param queue        of the loop, from 0.
     * @param counters     the loop's.
     * @param receiveBatch the most frames that one receive brings.
     * @return a link whose loop polls its queue of the device itself.
     */
    public static Link polled(
        final TunDevice device, final int queue, final Counters counters, final int receiveBatch)
    {
        return device.isOffloading() ? new OffloadTunLink(device, queue, counters, receiveBatch) :
            new TunLink(device, queue, counters, receiveBatch);
    }

    /**
     * @param device   of one queue; closed with the link.
     * @param counters the loop's.
     * @param config   of the two threads.
     * @return a link over rings; its threads run until it is closed.
     * @throws IllegalArgumentException if the device was opened with {@link TunConfig#offload}.
     */
    public static Link pumped(final TunDevice device, final Counters counters, final PumpConfig config)
    {
        if (device.isOffloading())
        {
            throw new IllegalArgumentException("a pumped link has no offload: device=" + device.name());
        }
        return new TunPump(device, counters, config);
    }
}
