package io.fourtuple.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;

/**
 * The link of a loop that reads and writes its TUN device itself, by one system call a frame that never blocks. All methods are
 * for the loop's thread; nothing allocates after construction.
 * <pre>
 *   receive ── read, read, ... until EAGAIN or the batch is full ──> slot 0 | slot 1 | ... | slot n-1
 *   commit  ── write ──> device                                      the tx slot, always at offset 0
 * </pre>
 * A slot has room for a frame of the MTU and some more. If an operator raises the MTU later, a frame too long for its slot is
 * cut off, and the border check counts it as truncated.
 * <p>
 * The link has one queue of its device. After its end ({@link #isUp()} is false), it receives nothing and refuses every claim.
 */
public final class TunLink implements Link
{
    private static final int TX_OFFSET = 0;

    private final TunDevice device;
    private final int queue;
    private final Counters counters;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final UnsafeBuffer rxBuffer;
    private final UnsafeBuffer txBuffer;
    private final long rxAddress;
    private final long txAddress;
    private final int slots;
    private final int slotBytes;
    private final int mtuBytes;
    private boolean closed;

    /**
     * @param device   to read and write; its queue is closed with the link.
     * @param queue    of the device, from 0.
     * @param counters the loop's.
     * @param slots    the most frames that one receive brings, 1 or more, however large the batch.
     */
    public TunLink(final TunDevice device, final int queue, final Counters counters, final int slots)
    {
        if (slots < 1)
        {
            throw new IllegalArgumentException("slots must be at least 1: slots=" + slots);
        }
        if (queue < 0 || queue >= device.queues())
        {
            throw new IllegalArgumentException(
                "no such queue: queue=" + queue + " queues=" + device.queues() + " device=" + device.name());
        }
        this.device = device;
        this.queue = queue;
        this.counters = counters;
        this.slots = slots;
        this.mtuBytes = device.mtuBytes();
        this.slotBytes = slotBytes(mtuBytes);
        this.reader = new FrameReader(device, queue, counters);
        this.writer = new FrameWriter(device, queue, counters);
        this.rxBuffer = allocate(Math.multiplyExact(slots, slotBytes));
        this.txBuffer = allocate(slotBytes);
        this.rxAddress = rxBuffer.addressOffset();
        this.txAddress = txBuffer.addressOffset();
    }

    /**
     * @return room for a frame: the MTU and at least a byte more, as an odd number of cache lines, so that the headers
     *     in neighbouring slots don't compete for the same cache sets.
     */
    static int slotBytes(final int mtuBytes)
    {
        final int lines = mtuBytes / BitUtil.CACHE_LINE_LENGTH + 1;
        return (lines | 1) * BitUtil.CACHE_LINE_LENGTH;
    }

    /** Off-heap memory that lives as long as the buffer, so that no late access can hit freed memory. */
    static UnsafeBuffer allocate(final int lengthBytes)
    {
        final MemorySegment segment = Arena.ofAuto().allocate(lengthBytes, BitUtil.CACHE_LINE_LENGTH);
        return new UnsafeBuffer(segment.asByteBuffer());
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        batch.reset(rxBuffer);
        if (!isUp())
        {
            return 0;
        }
        int offset = 0;
        for (int i = 0, limit = Math.min(slots, batch.capacity()); i < limit; i++)
        {
            final int lengthBytes = reader.read(rxAddress + offset, slotBytes);
            if (lengthBytes == 0)
            {
                break;
            }
            batch.add(offset, lengthBytes);
            offset += slotBytes;
        }
        return batch.size();
    }

    @Override
    public int claim(final int lengthBytes)
    {
        checkLength(lengthBytes, mtuBytes);
        return isUp() ? TX_OFFSET : NO_ROOM;
    }

    @Override
    public MutableDirectBuffer txBuffer()
    {
        return txBuffer;
    }

    /** Writes the frame. A frame that the device does not take now is lost and counted, like one refused by claim. */
    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        checkLength(lengthBytes, mtuBytes);
        if (writer.write(txAddress + offset, lengthBytes) == FrameWriter.FULL)
        {
            counters.increment(Counter.LINK_TX_FULL);
        }
    }

    @Override
    public int mtuBytes()
    {
        return mtuBytes;
    }

    @Override
    public boolean isUp()
    {
        return !closed && device.isPresent();
    }

    /**
     * @return why the link has ended, or null while {@link #isUp()}.
     */
    public String downReason()
    {
        final String reason = device.downReason();
        return reason == null && closed ? "queue " + queue + " of device " + device.name() + " was closed" : reason;
    }

    @Override
    public void close()
    {
        closed = true;
        device.close(queue);
    }

    static void checkLength(final int lengthBytes, final int mtuBytes)
    {
        if (lengthBytes < 1 || lengthBytes > mtuBytes)
        {
            throw new IllegalArgumentException(
                "frame length must be 1 to the MTU: lengthBytes=" + lengthBytes + " mtuBytes=" + mtuBytes);
        }
    }

    @Override
    public String toString()
    {
        return "TunLink{" + device + (device.queues() == 1 ? "" : ", queue " + queue) + ", polled}";
    }
}
