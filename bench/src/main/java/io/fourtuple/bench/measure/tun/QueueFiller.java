package io.fourtuple.bench.measure.tun;

import io.fourtuple.tun.CpuPinning;
import io.fourtuple.tun.PacketSocket;

/**
 * Fills a device's queue when told to, from a thread and a CPU of its own, so that the frames come from where they
 * would come from under load. To be started by a thread that is in the device's namespace.
 */
final class QueueFiller implements AutoCloseable
{
    private static final int MOST_REFUSALS = 1_000;

    private final HandshakeFrames frames;
    private final int cpu;
    private final Thread thread = new Thread(this::run, "tun-load");
    private PacketSocket socket;
    private int firstSlot;
    private int count;
    private volatile long asked;
    private volatile long done;
    private volatile boolean stopped;
    private volatile RuntimeException failure;

    QueueFiller(final HandshakeFrames frames, final int cpu)
    {
        this.frames = frames;
        this.cpu = cpu;
        thread.setDaemon(true);
    }

    void start()
    {
        thread.start();
    }

    /**
     * Puts frames into a queue; returns when they are there.
     *
     * @param target socket on the device.
     * @param first  slot of the frames.
     * @param number of frames.
     */
    void fill(final PacketSocket target, final int first, final int number)
    {
        socket = target;
        firstSlot = first;
        count = number;
        final long request = ++asked;
        while (done != request)
        {
            if (failure != null)
            {
                throw failure;
            }
            Thread.onSpinWait();
        }
    }

    private void run()
    {
        try
        {
            CpuPinning.pin(cpu);
            while (!stopped)
            {
                final long request = asked;
                if (request != done)
                {
                    send();
                    done = request;
                }
                Thread.onSpinWait();
            }
        }
        catch (final RuntimeException ex)
        {
            failure = ex;
        }
    }

    private void send()
    {
        int sent = 0;
        int refusals = 0;
        while (sent < count)
        {
            final int taken = socket.send(frames.memory(), firstSlot + sent, HandshakeFrames.SLOT_BYTES,
                Math.min(PacketSocket.MAX_FRAMES, count - sent));
            sent += taken;
            if (taken == 0 && ++refusals == MOST_REFUSALS)
            {
                throw new IllegalStateException("the device's queue is full: sent=" + sent + " of " + count);
            }
        }
    }

    @Override
    public void close()
    {
        stopped = true;
    }
}
