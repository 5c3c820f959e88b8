package io.fourtuple.tun;

import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.link.RingLink;
import io.fourtuple.telemetry.Counters;

/**
 * The link of a loop that leaves the system calls to two other threads.
 * <pre>
 *   loop's thread          reader's and writer's threads
 *   RingLink <── rx ring ── TunReader <── read ── device    ring full: LINK_RX_DROPPED
 *            ── tx ring ──> TunWriter ── write ──> device   ring full: the loop's claim finds no room
 * </pre>
 * The two threads count by atomic addition, and the loop's thread has counters of its own, so no count is lost.
 * Methods are for the loop's thread.
 */
public final class TunPump implements Link
{
    private final TunDevice device;
    private final RingLink rings;
    private final AgentRunner readerRunner;
    private final AgentRunner writerRunner;

    /**
     * Starts the two threads.
     *
     * @param device   to read and write, of one queue; closed with the link.
     * @param counters the loop's.
     * @param config   of the threads and rings.
     */
    public TunPump(final TunDevice device, final Counters counters, final PumpConfig config)
    {
        if (device.queues() != 1)
        {
            throw new IllegalArgumentException("a pump is for a device of one queue: queues=" + device.queues());
        }
        final OneToOneRingBuffer rx = RingLink.newRing(config.ringBytes());
        final OneToOneRingBuffer tx = RingLink.newRing(config.ringBytes());
        this.device = device;
        this.rings = new RingLink(rx, tx, TunLink.slotBytes(device.mtuBytes()));
        final ErrorHandler errorHandler = guarded(config.errorHandler());
        this.readerRunner = new AgentRunner(config.idleStrategy().get(), errorHandler, null,
            new TunReader(device, rx, counters, config.readerCpu()));
        this.writerRunner = new AgentRunner(config.idleStrategy().get(), errorHandler, null,
            new TunWriter(device, tx, counters, config.writerCpu()));
        AgentRunner.startOnThread(readerRunner, TunPump::daemon);
        AgentRunner.startOnThread(writerRunner, TunPump::daemon);
    }

    /** Guards against an error handler's exception, which would end the pump's thread and silently stop the link. */
    static ErrorHandler guarded(final ErrorHandler errorHandler)
    {
        return ex ->
        {
            try
            {
                errorHandler.onError(ex);
            }
            catch (final Throwable ignored)
            {
                // The error handler has been told, and the loop's counter of handler errors is not this thread's.
            }
        };
    }

    private static Thread daemon(final Runnable runnable)
    {
        final Thread thread = new Thread(runnable);
        // A process whose main thread ends without closing its link must end; the kernel then removes the device.
        thread.setDaemon(true);
        return thread;
    }

    /** Pins a thread of the pump; a thread that cannot start takes the link down, and the reason says why. */
    static void pin(final TunDevice device, final int cpu)
    {
        if (cpu == PumpConfig.ANY_CPU)
        {
            return;
        }
        try
        {
            CpuPinning.pin(cpu);
        }
        catch (final RuntimeException ex)
        {
            device.end(ex.getMessage());
            throw ex;
        }
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        return rings.receive(batch);
    }

    @Override
    public int claim(final int lengthBytes)
    {
        TunLink.checkLength(lengthBytes, device.mtuBytes());
        return device.isPresent() ? rings.claim(lengthBytes) : NO_ROOM;
    }

    @Override
    public MutableDirectBuffer txBuffer()
    {
        return rings.txBuffer();
    }

    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        rings.commit(offset, lengthBytes);
    }

    @Override
    public int mtuBytes()
    {
        return device.mtuBytes();
    }

    @Override
    public boolean isUp()
    {
        return device.isPresent();
    }

    /**
     * @return why the link has ended, or null while {@link #isUp()}.
     */
    public String downReason()
    {
        return device.downReason();
    }

    /** Sends the frames in the ring, ends both threads, then removes the device. */
    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(readerRunner, writerRunner);
        rings.close();
        device.close();
    }

    @Override
    public String toString()
    {
        return "TunPump{" + device + ", pumped}";
    }
}
