package io.fourtuple.bench.measure.driver;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;

/**
 * A link of one batch each way: the driver writes frames into slots, the answers lie in slots of their own.
 * <pre>
 *   driver ── add() ──> rx | frame | frame | ... |  ── receive() ──> stack
 *   driver <── reply() ── tx | answer | answer | ... |  <── claim(), commit() ── stack
 * </pre>
 */
public final class DriverLink implements Link
{
    static final int SLOT_LENGTH = 128;
    private static final int RX_SLOT_LENGTH = 64;
    private static final int MTU_BYTES = 1_500;

    private final int rxSlotLength;
    private final UnsafeBuffer rx;
    private final UnsafeBuffer tx;
    private final int[] rxLengths;
    private final int[] txLengths;
    private int offered;
    private int taken;
    private int replies;

    /** @param frames most frames of a batch; twice as many answers find room, and none that is longer than a slot. */
    public DriverLink(final int frames)
    {
        this(frames, RX_SLOT_LENGTH);
    }

    /**
     * @param frames        as above.
     * @param maxFrameBytes of a frame that is written, a multiple of a cache line: an IPv6 SYN needs two.
     */
    public DriverLink(final int frames, final int maxFrameBytes)
    {
        rxSlotLength = maxFrameBytes;
        rx = new UnsafeBuffer(BufferUtil.allocateDirectAligned(frames * maxFrameBytes, BitUtil.CACHE_LINE_LENGTH));
        tx = new UnsafeBuffer(BufferUtil.allocateDirectAligned(2 * frames * SLOT_LENGTH, BitUtil.CACHE_LINE_LENGTH));
        rxLengths = new int[frames];
        txLengths = new int[2 * frames];
    }

    /** Where frames are written. */
    public UnsafeBuffer rxBuffer()
    {
        return rx;
    }

    /** Where the next frame is to be written. */
    public int nextFrame()
    {
        return offered * rxSlotLength;
    }

    /** Offers the frame written at {@link #nextFrame()}. */
    public void add(final int lengthBytes)
    {
        rxLengths[offered++] = lengthBytes;
    }

    /** Forgets frames and answers. */
    public void clear()
    {
        offered = 0;
        taken = 0;
        replies = 0;
    }

    /** Frames that were offered and not yet received. */
    public int pending()
    {
        return offered - taken;
    }

    /** Answers since {@link #clear()}. */
    public int replies()
    {
        return replies;
    }

    /** Where in {@link #txBuffer()} an answer lies. */
    public int replyOffset(final int reply)
    {
        return reply * SLOT_LENGTH;
    }

    /** Bytes of an answer. */
    public int replyLength(final int reply)
    {
        return txLengths[reply];
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        batch.reset(rx);
        while (taken < offered && !batch.isFull())
        {
            batch.add(taken * rxSlotLength, rxLengths[taken]);
            taken++;
        }
        return batch.size();
    }

    @Override
    public int claim(final int lengthBytes)
    {
        return replies < txLengths.length && lengthBytes <= SLOT_LENGTH ? replies * SLOT_LENGTH : NO_ROOM;
    }

    @Override
    public MutableDirectBuffer txBuffer()
    {
        return tx;
    }

    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        txLengths[replies++] = lengthBytes;
    }

    @Override
    public int mtuBytes()
    {
        return MTU_BYTES;
    }

    @Override
    public void close()
    {
    }
}
