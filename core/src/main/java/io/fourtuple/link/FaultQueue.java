package io.fourtuple.link;

import java.nio.ByteBuffer;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One direction of a {@link FaultLink}: takes frames, draws each one's faults, and gives them back in their new order. All
 * memory is taken at construction.
 * <pre>
 *                 ┌─ dropped
 *   offer(frame) ─┼─ copied to a slot ──────────────────────────> ready FIFO ──> poll, then recycle
 *                 └─ copied to a slot, delayed ── passed or due ───^
 * </pre>
 */
final class FaultQueue
{
    static final int NO_SLOT = -1;

    private static final int MAX_DELAYED = 32;
    private static final int NEVER_PASSED = Integer.MAX_VALUE;
    private static final int OFFERED = Fault.values().length;
    private static final int GIVEN = OFFERED + 1;

    private final long[] thresholds = new long[OFFERED];
    private final AtomicBuffer counts = new UnsafeBuffer(ByteBuffer.allocateDirect((GIVEN + 1) * BitUtil.SIZE_OF_LONG));
    private final UnsafeBuffer memory;
    private final int slotLength;
    private final int[] lengths;
    private final int[] free;
    private final int[] ready;
    private final int[] delayed = new int[MAX_DELAYED];
    private final int[] framesToPass = new int[MAX_DELAYED];
    private final long[] delayedUntilNs = new long[MAX_DELAYED];
    private final int reorderFrames;
    private final int corruptBits;
    private final long delayNs;
    private int freeCount;
    private int readyHead;
    private int readyCount;
    private int delayedCount;
    private boolean offeredInCycle;
    private long randomState;

    FaultQueue(final FaultPlan plan, final boolean isRx, final int mtuBytes, final int slots)
    {
        for (final Fault fault : Fault.values())
        {
            final double probability = isRx ? plan.rx(fault) : plan.tx(fault);
            thresholds[fault.ordinal()] = probability == 0 ? -1 : (long)(probability * Long.MAX_VALUE);
        }
        reorderFrames = plan.reorderFrames();
        corruptBits = plan.corruptBits();
        delayNs = plan.holdNs();
        // The two directions draw from unrelated sequences.
        randomState = isRx ? plan.seed() : ~plan.seed() * 0x9E37_79B9_7F4A_7C15L;
        slotLength = BitUtil.align(mtuBytes, BitUtil.CACHE_LINE_LENGTH);
        final int total = slots + MAX_DELAYED;
        memory = new UnsafeBuffer(BufferUtil.allocateDirectAligned(
            Math.multiplyExact(total, slotLength), BitUtil.CACHE_LINE_LENGTH));
        lengths = new int[total];
        free = new int[total];
        ready = new int[total];
        freeCount = total;
        for (int i = 0; i < total; i++)
        {
            free[i] = total - 1 - i;
        }
    }

    MutableDirectBuffer memory()
    {
        return memory;
    }

    int offsetOf(final int slot)
    {
        return slot * slotLength;
    }

    int lengthOf(final int slot)
    {
        return lengths[slot];
    }

    int freeSlots()
    {
        return freeCount;
    }

    int readyFrames()
    {
        return readyCount;
    }

    long count(final Fault fault)
    {
        return counts.getLongVolatile(fault.ordinal() << 3);
    }

    long offered()
    {
        return counts.getLongVolatile(OFFERED << 3);
    }

    long given()
    {
        return counts.getLongVolatile(GIVEN << 3);
    }

    /** Takes a slot to write a frame into, for {@link #offerSlot}; the caller has looked at {@link #freeSlots()}. */
    int takeSlot()
    {
        return free[--freeCount];
    }

    void offer(final DirectBuffer frame, final int offset, final int lengthBytes, final long nowNs)
    {
        final int slot = takeSlot();
        memory.putBytes(offsetOf(slot), frame, offset, lengthBytes);
        offerSlot(slot, lengthBytes, nowNs);
    }

    /** Draws the frame's faults. Every kind is drawn for each frame, so that one rate does not shift another's draws. */
    void offerSlot(final int slot, final int lengthBytes, final long nowNs)
    {
        lengths[slot] = lengthBytes;
        offeredInCycle = true;
        increment(OFFERED);
        final boolean drop = isDrawn(Fault.DROP);
        final boolean duplicate = isDrawn(Fault.DUPLICATE);
        final boolean reorder = isDrawn(Fault.REORDER);
        final boolean corrupt = isDrawn(Fault.CORRUPT);
        final boolean delay = isDrawn(Fault.DELAY);
        if (drop)
        {
            increment(Fault.DROP.ordinal());
            recycle(slot);
            return;
        }
        if (duplicate && freeCount > 0)
        {
            increment(Fault.DUPLICATE.ordinal());
            final int copy = takeSlot();
            memory.putBytes(offsetOf(copy), memory, offsetOf(slot), lengthBytes);
            lengths[copy] = lengthBytes;
            makeReady(copy);
        }
        if (corrupt)
        {
            increment(Fault.CORRUPT.ordinal());
            corrupt(slot);
        }
        if ((reorder || delay) && delayedCount < MAX_DELAYED)
        {
            increment(reorder ? Fault.REORDER.ordinal() : Fault.DELAY.ordinal());
            delay(slot, reorder ? 1 + (int)random(reorderFrames) : NEVER_PASSED, nowNs);
            return;
        }
        makeReady(slot);
        passDelayed();
    }

    /** Ends a cycle: releases the frames that are due; with a delay of 0, all frames that no other has followed. */
    void endCycle(final long nowNs)
    {
        if (delayedCount > 0 && (delayNs > 0 || !offeredInCycle))
        {
            for (int i = 0; i < delayedCount;)
            {
                i = delayedUntilNs[i] - nowNs <= 0 ? release(i) : i + 1;
            }
        }
        offeredInCycle = false;
    }

    void releaseAll()
    {
        while (delayedCount > 0)
        {
            release(0);
        }
    }

    /** Takes the next frame's slot out of the FIFO, or {@link #NO_SLOT}; {@link #recycle} gives it back. */
    int poll()
    {
        if (readyCount == 0)
        {
            return NO_SLOT;
        }
        final int slot = ready[readyHead];
        readyHead = readyHead + 1 == ready.length ? 0 : readyHead + 1;
        readyCount--;
        increment(GIVEN);
        return slot;
    }

    /** The slot that {@link #poll()} would take, or {@link #NO_SLOT}. */
    int peek()
    {
        return readyCount == 0 ? NO_SLOT : ready[readyHead];
    }

    void recycle(final int slot)
    {
        free[freeCount++] = slot;
    }

    private void makeReady(final int slot)
    {
        final int tail = readyHead + readyCount;
        ready[tail < ready.length ? tail : tail - ready.length] = slot;
        readyCount++;
    }

    private void delay(final int slot, final int frames, final long nowNs)
    {
        delayed[delayedCount] = slot;
        framesToPass[delayedCount] = frames;
        delayedUntilNs[delayedCount] = nowNs + delayNs;
        delayedCount++;
    }

    private void passDelayed()
    {
        for (int i = 0; i < delayedCount;)
        {
            i = framesToPass[i] != NEVER_PASSED && --framesToPass[i] == 0 ? release(i) : i + 1;
        }
    }

    /** Releases the delayed frame at an index and closes the gap, so that those left keep their order. */
    private int release(final int index)
    {
        makeReady(delayed[index]);
        delayedCount--;
        for (int i = index; i < delayedCount; i++)
        {
            delayed[i] = delayed[i + 1];
            framesToPass[i] = framesToPass[i + 1];
            delayedUntilNs[i] = delayedUntilNs[i + 1];
        }
        return index;
    }

    private void corrupt(final int slot)
    {
        for (int i = 0; i < corruptBits; i++)
        {
            final long bit = random((long)lengths[slot] << 3);
            final int index = offsetOf(slot) + (int)(bit >>> 3);
            memory.putByte(index, (byte)(memory.getByte(index) ^ 1 << (bit & 7)));
        }
    }

    private boolean isDrawn(final Fault fault)
    {
        return (next() >>> 1) <= thresholds[fault.ordinal()];
    }

    private long random(final long bound)
    {
        return (next() >>> 1) % bound;
    }

    /** SplitMix64: java.util.SplittableRandom's own mixing, without its object. */
    private long next()
    {
        long z = randomState += 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }

    private void increment(final int count)
    {
        counts.putLongOrdered(count << 3, counts.getLong(count << 3) + 1);
    }
}
