package io.fourtuple.link;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.NanoClock;

/**
 * Makes a link lose, double, reorder, corrupt and delay frames, as a {@link FaultPlan} says; the same seed and the same
 * frames give the same faults. Part of the product: a gateway can be tried on a bad network before it meets one.
 * <pre>
 *   loop <── receive ── rx lane <── link
 *   loop ── commit ──> tx lane ── when claimed, or at flush ──> link
 * </pre>
 * Only the plan loses frames: a frame that finds no room in the link waits here, and {@link #claim(int)} refuses more. No
 * frame is delayed for ever: time releases a frame that no other follows. Counts may be read from any thread.
 */
public final class FaultLink extends ForwardingLink
{
    private static final int BATCH = 32;
    private static final int SLOTS = 4 * BATCH;

    private final NanoClock clock;
    private final FaultQueue rx;
    private final FaultQueue tx;
    private final FrameBatch arrived = new FrameBatch(BATCH);
    private final int[] handedOut = new int[BATCH];
    private int handedOutCount;
    private int claimedSlot = FaultQueue.NO_SLOT;

    /**
     * @param link  to be spoilt; closed with this one.
     * @param plan  of the faults.
     * @param clock that releases delayed frames.
     * @throws IllegalArgumentException if the link brings frames of several segments: faults are of segments.
     */
    public FaultLink(final Link link, final FaultPlan plan, final NanoClock clock)
    {
        super(link);
        if (link.maxFrameBytes() > link.mtuBytes())
        {
            throw new IllegalArgumentException("faults need frames of one segment each: maxFrameBytes=" +
                link.maxFrameBytes() + " mtuBytes=" + link.mtuBytes());
        }
        this.clock = clock;
        this.rx = new FaultQueue(plan, true, link.mtuBytes(), SLOTS);
        this.tx = new FaultQueue(plan, false, link.mtuBytes(), SLOTS);
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        while (handedOutCount > 0)
        {
            rx.recycle(handedOut[--handedOutCount]);
        }
        final long nowNs = clock.nanoTime();
        // Twice, because each frame may be doubled.
        if (rx.freeSlots() >= 2 * BATCH)
        {
            final int count = link.receive(arrived);
            for (int i = 0; i < count; i++)
            {
                rx.offer(arrived.buffer(), arrived.offset(i), arrived.lengthBytes(i), nowNs);
            }
        }
        rx.endCycle(nowNs);
        batch.reset(rx.memory());
        while (rx.readyFrames() > 0 && handedOutCount < BATCH && !batch.isFull())
        {
            final int slot = rx.poll();
            handedOut[handedOutCount++] = slot;
            batch.add(rx.offsetOf(slot), rx.lengthOf(slot));
        }
        return batch.size();
    }

    @Override
    public int claim(final int lengthBytes)
    {
        if (tx.freeSlots() < 2)
        {
            forward();
            if (tx.freeSlots() < 2)
            {
                return NO_ROOM;
            }
        }
        claimedSlot = tx.takeSlot();
        return tx.offsetOf(claimedSlot);
    }

    @Override
    public MutableDirectBuffer txBuffer()
    {
        return tx.memory();
    }

    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        tx.offerSlot(claimedSlot, lengthBytes, clock.nanoTime());
        claimedSlot = FaultQueue.NO_SLOT;
        forward();
    }

    @Override
    public void flush()
    {
        tx.endCycle(clock.nanoTime());
        forward();
        link.flush();
    }

    /** @return frames towards the engine that had this fault. */
    public long rxCount(final Fault fault)
    {
        return rx.count(fault);
    }

    /** @return frames from the engine that had this fault. */
    public long txCount(final Fault fault)
    {
        return tx.count(fault);
    }

    /** @return frames that came from the link. */
    public long rxOffered()
    {
        return rx.offered();
    }

    /** @return frames handed to the engine: offered - dropped + doubled, once none is delayed. */
    public long rxGiven()
    {
        return rx.given();
    }

    /** @return frames that came from the engine. */
    public long txOffered()
    {
        return tx.offered();
    }

    /** @return frames handed to the link. */
    public long txGiven()
    {
        return tx.given();
    }

    /** @return a line for each direction. */
    public String describe()
    {
        return describe("rx", rx) + describe("tx", tx);
    }

    /** Sends the delayed frames, then closes the link. */
    @Override
    public void close()
    {
        tx.releaseAll();
        forward();
        link.flush();
        link.close();
    }

    private void forward()
    {
        for (int slot = tx.peek(); slot != FaultQueue.NO_SLOT; slot = tx.peek())
        {
            final int lengthBytes = tx.lengthOf(slot);
            final int offset = link.claim(lengthBytes);
            if (offset == NO_ROOM)
            {
                return;
            }
            link.txBuffer().putBytes(offset, tx.memory(), tx.offsetOf(slot), lengthBytes);
            link.commit(offset, lengthBytes);
            tx.recycle(tx.poll());
        }
    }

    private static String describe(final String direction, final FaultQueue lane)
    {
        final StringBuilder text = new StringBuilder("faults ").append(direction).append(':');
        for (final Fault fault : Fault.values())
        {
            text.append(' ').append(fault.key()).append('=').append(lane.count(fault));
        }
        return text.append(" frames in=").append(lane.offered()).append(" out=").append(lane.given())
            .append(System.lineSeparator()).toString();
    }
}
