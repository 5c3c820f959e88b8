package io.fourtuple.link;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The frames of one {@link Link#receive(FrameBatch)}: one buffer, and an offset and a length for each frame.
 * Reused from cycle to cycle; owned by the loop's thread.
 */
public final class FrameBatch
{
    /** Set in the length of a frame whose TCP checksum need not be looked at. */
    private static final int VERIFIED = 1 << 31;

    private final int[] offsets;
    private final int[] lengths;
    private DirectBuffer buffer;
    private int size;

    /** @param capacity the most frames that one receive may bring, 1 or more. */
    public FrameBatch(final int capacity)
    {
        if (capacity < 1)
        {
            throw new IllegalArgumentException("capacity must be at least 1: capacity=" + capacity);
        }
        offsets = new int[capacity];
        lengths = new int[capacity];
    }

    /**
     * Empties the batch and sets the buffer for its next frames.
     *
     * @param frames the buffer, off the heap: checks and the state machine read it by address.
     */
    public void reset(final DirectBuffer frames)
    {
        if (frames.byteArray() != null)
        {
            throw new IllegalArgumentException("frames must lie off the heap: " + frames);
        }
        buffer = frames;
        size = 0;
    }

    /**
     * Adds one frame.
     *
     * @param offset      of the IP header in the buffer.
     * @param lengthBytes of the frame.
     */
    public void add(final int offset, final int lengthBytes)
    {
        if (UnsafeBuffer.SHOULD_BOUNDS_CHECK)
        {
            buffer.boundsCheck(offset, lengthBytes);
        }
        offsets[size] = offset;
        lengths[size] = lengthBytes;
        size++;
    }

    /**
     * Adds one frame for whose TCP checksum the link vouches: it never was on a wire, or the device has verified it. The field
     * in the header may hold anything.
     *
     * @param offset      of the IP header in the buffer.
     * @param lengthBytes of the frame.
     */
    public void addVerified(final int offset, final int lengthBytes)
    {
        add(offset, lengthBytes);
        lengths[size - 1] |= VERIFIED;
    }

    public boolean isFull()
    {
        return size == offsets.length;
    }

    public int capacity()
    {
        return offsets.length;
    }

    public int size()
    {
        return size;
    }

    public DirectBuffer buffer()
    {
        return buffer;
    }

    public int offset(final int index)
    {
        return offsets[index];
    }

    public int lengthBytes(final int index)
    {
        return lengths[index] & ~VERIFIED;
    }

    /** Whether the link vouches for the TCP checksum. */
    public boolean isVerified(final int index)
    {
        return lengths[index] < 0;
    }
}
