package io.fourtuple.link;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One direction of an emulated network: frames in, the same frames out when they are due, or never. The same plan, frames and
 * times give the same fates, in virtual time as in real time. For one thread; the counts may be read by any.
 * <pre>
 *   commit ── lost? ──> queue ── rate ──> delay ──> poll, release
 *                │ corrupt, double  │ full: drop      │ reordered: skips it, or stays longer
 *                                   │ long: CE, CoDel
 * </pre>
 * A frame leaves the queue for the bottleneck when the one before it is through, whenever this object is asked, so a late caller
 * delays a frame but not those behind it. All memory is taken at start: for a full queue, and for what the rate brings within
 * the delay.
 */
public final class EmulatedPath
{
    /** Instead of a frame: none is due. */
    public static final int NO_FRAME = -1;
    /** Instead of a time: nothing will happen until a frame comes. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final long NS_PER_S = 1_000_000_000L;
    private static final int RATELESS_BYTES = 8_000_000;
    private static final int MIN_CAPACITY = 1 << 16;

    private final UnsafeBuffer counts = new UnsafeBuffer(new byte[PathCount.values().length << 3]);
    private final PathPlan plan;
    private final int mtuBytes;
    private final PathLoss loss;
    private final PathRandom duplicates;
    private final PathRandom corruption;
    private final PathRandom reordering;
    private final PathRandom jitter;
    private final FrameRing ring;
    private final FrameQueue queue;
    private final DelayLine line;
    /** Null: tail drop alone. */
    private final CoDel codel;
    private final long rate;
    private final long jitterNs;
    private boolean isStarted;
    private long bottleneckFreeNs;
    private long unsentFraction;
    private long latestDueNs;

    /**
     * @param plan     of the path.
     * @param mtuBytes longest frame.
     * @throws IllegalArgumentException if it would need more than a gigabyte.
     */
    public EmulatedPath(final PathPlan plan, final int mtuBytes)
    {
        this(plan, mtuBytes, plan.get(PathOption.SEED));
    }

    /** @param seed instead of the plan's. */
    EmulatedPath(final PathPlan plan, final int mtuBytes, final long seed)
    {
        this.plan = plan;
        this.mtuBytes = mtuBytes;
        rate = plan.get(PathOption.RATE);
        jitterNs = plan.get(PathOption.JITTER);
        loss = new PathLoss(plan, seed);
        duplicates = new PathRandom(seed, PathOption.DUPLICATE.ordinal());
        corruption = new PathRandom(seed, PathOption.CORRUPT.ordinal());
        reordering = new PathRandom(seed, PathOption.REORDER.ordinal());
        jitter = new PathRandom(seed, PathOption.JITTER.ordinal());
        ring = new FrameRing(capacity(plan, mtuBytes));
        queue = new FrameQueue((int)plan.get(PathOption.QUEUE_PACKETS), plan.queueBytes(mtuBytes));
        line = new DelayLine(ring.maxFrames());
        codel = plan.get(PathOption.CODEL_TARGET) == 0 ? null :
            new CoDel(plan.get(PathOption.CODEL_TARGET), plan.get(PathOption.CODEL_INTERVAL), mtuBytes);
    }

    /** Twice the frames' bytes: the records of small frames have up to as much again for their headers. */
    private static int capacity(final PathPlan plan, final int mtuBytes)
    {
        final long delayNs =
            plan.get(PathOption.DELAY) + plan.get(PathOption.JITTER) + plan.get(PathOption.REORDER_BY);
        final double heldBytes = plan.get(PathOption.RATE) == 0 ? RATELESS_BYTES :
            (double)plan.get(PathOption.RATE) / Byte.SIZE * delayNs / NS_PER_S + plan.queueBytes(mtuBytes);
        final double bytes = 2 * (heldBytes + 4.0 * mtuBytes);
        if (bytes > FrameRing.MAX_CAPACITY)
        {
            throw new IllegalArgumentException(
                "the path holds too much, choose a smaller rate, delay or queue: bytes=" + (long)bytes + " path=" + plan);
        }
        return BitUtil.findNextPositivePowerOfTwo(Math.max(MIN_CAPACITY, (int)bytes));
    }

    /** @return the buffer that has the frames. */
    public MutableDirectBuffer buffer()
    {
        return ring.buffer();
    }

    /**
     * Claims room for a frame, to be written and {@linkplain #commit committed} before anything else is called.
     *
     * @return its offset in {@link #buffer()}, or {@link Link#NO_ROOM}.
     */
    public int claim(final int lengthBytes)
    {
        return ring.claim(lengthBytes);
    }

    /**
     * Offers the frame that was claimed last.
     *
     * @param frame       its offset.
     * @param lengthBytes 1 to what was claimed.
     * @param nowNs       not before the time of any call before it.
     */
    public void commit(final int frame, final int lengthBytes, final long nowNs)
    {
        begin(nowNs);
        ring.trim(frame, lengthBytes);
        final boolean isLost = loss.isLost();
        final boolean isDoubled = duplicates.isDrawn(plan.get(PathOption.DUPLICATE));
        final boolean isCorrupt = corruption.isDrawn(plan.get(PathOption.CORRUPT));
        final boolean isReordered = reordering.isDrawn(plan.get(PathOption.REORDER));
        final long bit = corruption.next((long)lengthBytes << 3);
        if (isLost)
        {
            increment(PathCount.LOST);
            ring.free(frame);
            return;
        }
        if (isCorrupt)
        {
            increment(PathCount.CORRUPTED);
            flip(frame, bit);
        }
        if (enqueue(frame, lengthBytes, isReordered, nowNs) && isDoubled)
        {
            duplicate(frame, isCorrupt, bit, nowNs);
        }
        advance(nowNs);
    }

    /** Offers a copy of a frame. */
    public void offer(final DirectBuffer buffer, final int offset, final int lengthBytes, final long nowNs)
    {
        final int frame = lengthBytes > mtuBytes ? Link.NO_ROOM : claim(lengthBytes);
        if (frame == Link.NO_ROOM)
        {
            increment(PathCount.OFFERED);
            increment(PathCount.OVERFLOWED);
            return;
        }
        ring.buffer().putBytes(frame, buffer, offset, lengthBytes);
        commit(frame, lengthBytes, nowNs);
    }

    /**
     * Takes the next frame that is due.
     *
     * @return its offset in {@link #buffer()}, to be {@linkplain #release released}; or {@link #NO_FRAME}.
     */
    public int poll(final long nowNs)
    {
        advance(nowNs);
        if (line.size() == 0 || line.firstDueNs() - nowNs > 0)
        {
            return NO_FRAME;
        }
        final int frame = line.firstFrame();
        line.removeFirst();
        increment(PathCount.DELIVERED);
        return frame;
    }

    /** @return the length of a frame that was polled. */
    public int lengthBytes(final int frame)
    {
        return ring.lengthBytes(frame);
    }

    /** Gives a polled frame's memory back. */
    public void release(final int frame)
    {
        ring.free(frame);
    }

    /** @return the next time at which a frame is due or moves on, which may be over; or {@link #NEVER}. */
    public long nextNs()
    {
        if (line.size() == 0)
        {
            return queue.size() == 0 ? NEVER : bottleneckFreeNs;
        }
        final long dueNs = line.firstDueNs();
        return queue.size() == 0 || dueNs - bottleneckFreeNs < 0 ? dueNs : bottleneckFreeNs;
    }

    /** @return frames that were offered and have not left. */
    public int heldFrames()
    {
        return queue.size() + line.size();
    }

    /** @return bytes that wait before the bottleneck. */
    public long queuedBytes()
    {
        return queue.bytes();
    }

    /** @return frames of this fate so far. */
    public long count(final PathCount count)
    {
        return counts.getLongVolatile(count.ordinal() << 3);
    }

    private void begin(final long nowNs)
    {
        if (!isStarted)
        {
            isStarted = true;
            bottleneckFreeNs = nowNs;
            latestDueNs = nowNs;
        }
        advance(nowNs);
        increment(PathCount.OFFERED);
    }

    private boolean enqueue(final int frame, final int lengthBytes, final boolean isReordered, final long nowNs)
    {
        final boolean isIdle = queue.size() == 0 && bottleneckFreeNs - nowNs <= 0;
        if (!isIdle && !queue.hasRoom(lengthBytes))
        {
            increment(PathCount.TAIL_DROPPED);
            ring.free(frame);
            return false;
        }
        final long ecnBytes = plan.get(PathOption.ECN);
        if (ecnBytes > 0 && queue.bytes() + lengthBytes > ecnBytes)
        {
            mark(frame, lengthBytes);
        }
        ring.arrivedNs(frame, nowNs);
        queue.add(frame, lengthBytes, isReordered);
        return true;
    }

    private void duplicate(final int frame, final boolean isCorrupt, final long bit, final long nowNs)
    {
        final int lengthBytes = ring.lengthBytes(frame);
        final int copy = ring.claim(lengthBytes);
        if (copy == Link.NO_ROOM)
        {
            return;
        }
        ring.buffer().putBytes(copy, ring.buffer(), frame, lengthBytes);
        if (isCorrupt)
        {
            flip(copy, bit);
        }
        increment(PathCount.DUPLICATED);
        enqueue(copy, lengthBytes, false, nowNs);
    }

    /** Moves on to a time: all frames whose turn at the bottleneck has come by then are sent. */
    private void advance(final long nowNs)
    {
        while (queue.size() > 0 && bottleneckFreeNs - nowNs <= 0)
        {
            final int frame = queue.first();
            final boolean isReordered = queue.isFirstReordered();
            final int lengthBytes = ring.lengthBytes(frame);
            final long arrivedNs = ring.arrivedNs(frame);
            queue.removeFirst(lengthBytes);
            final long startNs = bottleneckFreeNs - arrivedNs < 0 ? arrivedNs : bottleneckFreeNs;
            if (codel != null && codel.drops(startNs, startNs - arrivedNs, queue.bytes()) && !mark(frame, lengthBytes))
            {
                increment(PathCount.CODEL_DROPPED);
                ring.free(frame);
            }
            else
            {
                bottleneckFreeNs = startNs + sendingNs(lengthBytes);
                setOut(frame, bottleneckFreeNs, isReordered);
            }
        }
    }

    /** What a whole nanosecond cuts off is kept for the next frame, so that many frames take exactly their time. */
    private long sendingNs(final int lengthBytes)
    {
        if (rate == 0)
        {
            return 0;
        }
        final long bits = lengthBytes * 8L * NS_PER_S + unsentFraction;
        unsentFraction = bits % rate;
        return bits / rate;
    }

    private void setOut(final int frame, final long nowNs, final boolean isReordered)
    {
        final long delayNs = plan.get(PathOption.DELAY);
        if (isReordered)
        {
            increment(PathCount.REORDERED);
            final long longerNs = plan.get(PathOption.REORDER_BY);
            line.add(frame, longerNs == 0 ? nowNs : nowNs + delayNs + longerNs);
            return;
        }
        final long driftNs = jitterNs == 0 ? 0 : jitter.next(2 * jitterNs + 1) - jitterNs;
        final long dueNs = nowNs + Math.max(0, delayNs + driftNs);
        latestDueNs = latestDueNs - dueNs > 0 ? latestDueNs : dueNs;
        line.add(frame, latestDueNs);
    }

    private boolean mark(final int frame, final int lengthBytes)
    {
        final boolean isMarked = EcnField.mark(ring.buffer(), frame, lengthBytes);
        if (isMarked)
        {
            increment(PathCount.MARKED);
        }
        return isMarked;
    }

    private void flip(final int frame, final long bit)
    {
        final int index = frame + (int)(bit >>> 3);
        ring.buffer().putByte(index, (byte)(ring.buffer().getByte(index) ^ 1 << (bit & 7)));
    }

    private void increment(final PathCount count)
    {
        final int index = count.ordinal() << 3;
        counts.putLongOrdered(index, counts.getLong(index) + 1);
    }
}
