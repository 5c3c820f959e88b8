package io.fourtuple.tun;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * Writes single frames to a device and turns errors into counters; belongs to one thread.
 * <pre>
 *   write returns      meaning                     result   counted
 *   ----------------   -------------------------   ------   ------------------------------------------
 *   all bytes          taken                       SENT
 *   fewer bytes        taken in part               LOST     LINK_SHORT_WRITES
 *   EAGAIN             no room now                 FULL     (by the caller, which may try again)
 *   EIO, ENETDOWN      the device is down          LOST     LINK_TX_ERRORS; LINK_DOWN once until it is up
 *   EBADFD, EBADF      the device was removed      LOST     LINK_TX_ERRORS; LINK_DOWN once
 *   anything else      the frame is refused        LOST     LINK_TX_ERRORS
 * </pre>
 * Counts with atomic additions: in a pump, the loop's thread and the reader's count too.
 */
final class FrameWriter
{
    static final int SENT = 1;
    static final int LOST = 2;
    static final int FULL = 3;

    private final Libc libc = new Libc();
    private final TunDevice device;
    private final Counters counters;
    private final int fd;
    private boolean down;

    FrameWriter(final TunDevice device, final int queue, final Counters counters)
    {
        this.device = device;
        this.counters = counters;
        this.fd = device.fd(queue);
    }

    /**
     * @param address     of the frame.
     * @param lengthBytes of the frame.
     * @return {@link #SENT}, {@link #LOST} or {@link #FULL}.
     */
    int write(final long address, final int lengthBytes)
    {
        if (!device.isPresent())
        {
            counters.incrementShared(Counter.LINK_TX_ERRORS);
            return LOST;
        }
        final long result = libc.write(fd, address, lengthBytes);
        if (result == lengthBytes)
        {
            down = false;
            return SENT;
        }
        return onProblem(result);
    }

    private int onProblem(final long result)
    {
        if (Errno.EAGAIN.is(result))
        {
            return FULL;
        }
        if (result >= 0)
        {
            counters.incrementShared(Counter.LINK_SHORT_WRITES);
            return LOST;
        }
        if ((Errno.EIO.is(result) || Errno.ENETDOWN.is(result)) && !down)
        {
            down = true;
            counters.incrementShared(Counter.LINK_DOWN);
        }
        device.endIfRemoved(result, counters);
        // Last, so that a reader that sees the loss counted also sees its cause counted.
        counters.incrementShared(Counter.LINK_TX_ERRORS);
        return LOST;
    }
}
