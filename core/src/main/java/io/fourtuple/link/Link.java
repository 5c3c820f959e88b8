package io.fourtuple.link;

import org.agrona.MutableDirectBuffer;

/**
 * Carries whole IP packets between one loop and the outside. Every method is called from the loop's thread, except
 * where an implementation says otherwise.
 * <pre>
 *   receive(batch) ──> frames, valid until the next receive()
 *   offset = claim(n);  write n bytes at txBuffer()[offset];  commit(offset, n)
 * </pre>
 * A link never blocks: {@link #claim(int)} refuses a frame without room, and the caller counts it.
 */
public interface Link extends AutoCloseable
{
    /** Returned by {@link #claim(int)} when there is no room for the frame now. */
    int NO_ROOM = -1;

    /**
     * Takes the frames that have arrived, at most as many as the batch has room for. The frames of the call before
     * become invalid.
     *
     * @param batch to be filled; it is cleared first.
     * @return the number of frames, 0 if none has arrived or the link {@linkplain #isUp() is down}.
     */
    int receive(FrameBatch batch);

    /**
     * Claims room for one frame in {@link #txBuffer()}. Each claim is followed by exactly one
     * {@link #commit(int, int)} before the next one.
     *
     * @param lengthBytes length of the frame, 1 to {@link #mtuBytes()}, or to {@link #maxFrameBytes()} for
     *                    {@link #commitSegments}.
     * @return the offset in {@link #txBuffer()} to write the frame at, or {@link #NO_ROOM}.
     */
    int claim(int lengthBytes);

    /** @return the buffer that {@link #claim(int)}'s offsets refer to; always the same one, off the heap. */
    MutableDirectBuffer txBuffer();

    /**
     * Hands over the frame written at a claimed offset.
     *
     * @param offset      as returned by {@link #claim(int)}.
     * @param lengthBytes as given to {@link #claim(int)}.
     */
    void commit(int offset, int lengthBytes);

    /**
     * Hands over a frame of up to {@link #maxFrameBytes()} whose data is to become segments, each with headers of its own: the
     * device cuts it, or it reaches the other side whole. The TCP checksum field holds the folded sum of the pseudo header, not
     * complemented; whoever cuts it completes the checksums.
     *
     * @param offset       as returned by {@link #claim(int)}.
     * @param lengthBytes  as given to {@link #claim(int)}.
     * @param headerBytes  of IP and TCP header with their options.
     * @param segmentBytes of data in each segment but the last.
     */
    default void commitSegments(final int offset, final int lengthBytes, final int headerBytes, final int segmentBytes)
    {
        throw new UnsupportedOperationException("the link takes no frame of several segments: " + this);
    }

    /** Sends the frames that {@link #commit(int, int)} has only queued; called once a cycle. */
    default void flush()
    {
    }

    /** @return the largest frame that {@link #claim(int)} takes, in bytes, IP header included. */
    int mtuBytes();

    /**
     * @return the largest frame that {@link #claim(int)} takes for {@link #commitSegments} and that {@link #receive} may bring, up
     *     to 65,535 bytes; {@link #mtuBytes()} if all frames are single segments.
     */
    default int maxFrameBytes()
    {
        return mtuBytes();
    }

    /** @return false once the link has ended for good (the device was removed, or its file failed). */
    default boolean isUp()
    {
        return true;
    }

    /** Gives back device and memory. No exception: an error in closing is counted or told by the implementation. */
    @Override
    void close();
}
