package io.fourtuple.bench.cycle;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;

/** A link of one batch each way: the driver writes frames into slots, the engine's replies lie in slots of their own. */
final class DriverLink implements Link
{
    static final int SLOT_LENGTH = 128;
    private static final int MTU = 1_500;

    private final UnsafeBuffer rx;
    private final UnsafeBuffer tx;
    private int frameLength;
    private int frames;
    private int replies;

    /**
     * @param slots most frames of a batch, and most replies to one; one slot more takes a frame of any length.
     */
    DriverLink(final int slots)
    {
        rx = new UnsafeBuffer(org.agrona.BufferUtil.allocateDirectAligned(slots * SLOT_LENGTH, 64));
        tx = new UnsafeBuffer(org.agrona.BufferUtil.allocateDirectAligned(slots * SLOT_LENGTH + MTU, 64));
    }

    MutableDirectBuffer rxBuffer()
    {
        return rx;
    }

    /** The slots up to {@code count} hold a batch, each frame of the same length. */
    void offer(final int count, final int lengthBytes)
    {
        frames = count;
        frameLength = lengthBytes;
        replies = 0;
    }

    /** Replies sent since the last {@link #offer}. */
    int replies()
    {
        return replies;
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        batch.reset(rx);
        for (int i = 0; i < frames; i++)
        {
            batch.add(i * SLOT_LENGTH, frameLength);
        }
        frames = 0;
        return batch.size();
    }

    @Override
    public int claim(final int lengthBytes)
    {
        return replies * SLOT_LENGTH;
    }

    @Override
    public MutableDirectBuffer txBuffer()
    {
        return tx;
    }

    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        replies++;
    }

    @Override
    public int mtuBytes()
    {
        return MTU;
    }

    @Override
    public void close()
    {
    }
}
