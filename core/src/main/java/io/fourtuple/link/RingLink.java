package io.fourtuple.link;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * A link over two Agrona ring buffers, one message a frame: to a pump on another thread, or straight to another loop.
 * <pre>
 *   this loop ── tx ring ──> its reader
 *   this loop <── rx ring ── its writer
 * </pre>
 * Frames are read in place: the ring's head moves on only at the next receive. Therefore this class walks the ring's records
 * itself instead of calling {@link OneToOneRingBuffer#read}.
 */
public final class RingLink implements Link
{
    /** Largest length that an IPv4 header can say. */
    private static final int MAX_FRAME = 65_535;

    /** Message type of a frame in the rings. */
    public static final int FRAME_TYPE_ID = 1;
    /** Message type of a frame of several segments, without a checksum of its data. */
    public static final int SEGMENTS_TYPE_ID = 2;

    private final OneToOneRingBuffer rx;
    private final OneToOneRingBuffer tx;
    private final AtomicBuffer rxBuffer;
    private final int rxMask;
    private final int headPositionIndex;
    private final int mtuBytes;
    private final int maxFrameBytes;
    private int toReleaseBytes;
    private volatile boolean up = true;

    /**
     * @param rx       ring that frames are read from.
     * @param tx       ring that frames are written to.
     * @param mtuBytes largest frame, at most an eighth of the smaller ring.
     */
    public RingLink(final OneToOneRingBuffer rx, final OneToOneRingBuffer tx, final int mtuBytes)
    {
        this(rx, tx, mtuBytes, mtuBytes);
    }

    /**
     * A link that also carries frames of several segments, whole.
     *
     * @param rx            ring that frames are read from.
     * @param tx            ring that frames are written to.
     * @param mtuBytes      largest frame of one segment.
     * @param maxFrameBytes largest frame, the MTU to 65,535, and at most an eighth of the smaller ring.
     */
    public RingLink(final OneToOneRingBuffer rx, final OneToOneRingBuffer tx, final int mtuBytes, final int maxFrameBytes)
    {
        if (maxFrameBytes > tx.maxMsgLength() || maxFrameBytes > rx.maxMsgLength())
        {
            throw new IllegalArgumentException("ring too small for the largest frame: bytes=" + maxFrameBytes +
                " maxMsgLength=" + Math.min(tx.maxMsgLength(), rx.maxMsgLength()));
        }
        if (maxFrameBytes < mtuBytes || maxFrameBytes > MAX_FRAME)
        {
            throw new IllegalArgumentException(
                "the largest frame must be the MTU to 65535: bytes=" + maxFrameBytes + " mtuBytes=" + mtuBytes);
        }
        this.rx = rx;
        this.tx = tx;
        this.rxBuffer = rx.buffer();
        this.rxMask = rx.capacity() - 1;
        this.headPositionIndex = rx.capacity() + RingBufferDescriptor.HEAD_POSITION_OFFSET;
        this.mtuBytes = mtuBytes;
        this.maxFrameBytes = maxFrameBytes;
    }

    /**
     * Joins two loops in memory: each receives the other's frames. The peers may run on two threads.
     *
     * @param capacityBytes of each ring, a power of two.
     * @param mtuBytes      largest frame.
     * @return the two ends.
     */
    public static RingLink[] pair(final int capacityBytes, final int mtuBytes)
    {
        return pair(capacityBytes, mtuBytes, mtuBytes);
    }

    /**
     * Joins two loops in memory that also send frames of several segments, so that bulk data moves in large steps.
     *
     * @param capacityBytes of each ring, a power of two.
     * @param mtuBytes      largest frame of one segment.
     * @param maxFrameBytes largest frame, the MTU to 65,535.
     * @return the two ends.
     */
    public static RingLink[] pair(final int capacityBytes, final int mtuBytes, final int maxFrameBytes)
    {
        final OneToOneRingBuffer there = newRing(capacityBytes);
        final OneToOneRingBuffer back = newRing(capacityBytes);
        return new RingLink[]{
            new RingLink(back, there, mtuBytes, maxFrameBytes), new RingLink(there, back, mtuBytes, maxFrameBytes)};
    }

    /**
     * @param capacityBytes a power of two.
     * @return a ring buffer of its own off-heap memory.
     */
    public static OneToOneRingBuffer newRing(final int capacityBytes)
    {
        if (!BitUtil.isPowerOfTwo(capacityBytes))
        {
            throw new IllegalArgumentException("capacity must be a power of two: capacity=" + capacityBytes);
        }
        return new OneToOneRingBuffer(new UnsafeBuffer(BufferUtil.allocateDirectAligned(
            capacityBytes + RingBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH)));
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        long head = rxBuffer.getLong(headPositionIndex);
        if (toReleaseBytes > 0)
        {
            head += toReleaseBytes;
            rxBuffer.putLongOrdered(headPositionIndex, head);
            toReleaseBytes = 0;
        }
        batch.reset(rxBuffer);
        final int headIndex = (int)head & rxMask;
        final int contiguousBytes = rxMask + 1 - headIndex;
        int bytesRead = 0;
        while (bytesRead < contiguousBytes && !batch.isFull())
        {
            final int recordIndex = headIndex + bytesRead;
            final int recordLength = rxBuffer.getIntVolatile(RecordDescriptor.lengthOffset(recordIndex));
            if (recordLength <= 0)
            {
                break;
            }
            bytesRead += BitUtil.align(recordLength, RecordDescriptor.ALIGNMENT);
            final int type = rxBuffer.getInt(RecordDescriptor.typeOffset(recordIndex));
            if (type == FRAME_TYPE_ID)
            {
                batch.add(RecordDescriptor.encodedMsgOffset(recordIndex), recordLength - RecordDescriptor.HEADER_LENGTH);
            }
            else if (type == SEGMENTS_TYPE_ID)
            {
                batch.addVerified(
                    RecordDescriptor.encodedMsgOffset(recordIndex), recordLength - RecordDescriptor.HEADER_LENGTH);
            }
        }
        toReleaseBytes = bytesRead;
        // Only padding was left before the ring's end: the frames lie at its beginning.
        return batch.size() == 0 && bytesRead > 0 ? receive(batch) : batch.size();
    }

    @Override
    public int claim(final int lengthBytes)
    {
        final int index = tx.tryClaim(FRAME_TYPE_ID, lengthBytes);
        return index == RingBuffer.INSUFFICIENT_CAPACITY ? NO_ROOM : index;
    }

    @Override
    public MutableDirectBuffer txBuffer()
    {
        return tx.buffer();
    }

    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        tx.commit(offset);
    }

    /** The other side takes the frame as it is. */
    @Override
    public void commitSegments(final int offset, final int lengthBytes, final int headerBytes, final int segmentBytes)
    {
        tx.buffer().putInt(RecordDescriptor.typeOffset(offset - RecordDescriptor.HEADER_LENGTH), SEGMENTS_TYPE_ID);
        tx.commit(offset);
    }

    @Override
    public int mtuBytes()
    {
        return mtuBytes;
    }

    @Override
    public int maxFrameBytes()
    {
        return maxFrameBytes;
    }

    @Override
    public boolean isUp()
    {
        return up;
    }

    /** Ends the link; may be called from any thread. */
    @Override
    public void close()
    {
        up = false;
    }
}
