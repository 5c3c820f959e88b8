package io.fourtuple.tun;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * Reads single frames from a device and turns errors into counters; belongs to one thread. A device that is down just has no
 * frames: Linux reports it to writers only.
 */
final class FrameReader
{
    private final Libc libc = new Libc();
    private final TunDevice device;
    private final Counters counters;
    private final int fd;

    FrameReader(final TunDevice device, final int queue, final Counters counters)
    {
        this.device = device;
        this.counters = counters;
        this.fd = device.fd(queue);
    }

    /**
     * @param address     to read to.
     * @param lengthBytes room there.
     * @return the frame's length, 0 if there is none.
     */
    int read(final long address, final int lengthBytes)
    {
        final long result = libc.read(fd, address, lengthBytes);
        if (result > 0)
        {
            return (int)result;
        }
        if (result < 0 && !Errno.EAGAIN.is(result) && !device.endIfRemoved(result, counters))
        {
            counters.incrementShared(Counter.LINK_RX_ERRORS);
        }
        return 0;
    }
}
