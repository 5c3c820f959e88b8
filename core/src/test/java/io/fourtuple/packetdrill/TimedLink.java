package io.fourtuple.packetdrill;

import java.nio.ByteBuffer;

import java.util.ArrayDeque;
import java.util.Deque;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;

/**
 * A link in memory that remembers when each frame was sent. Before each use its buffers hold nothing but 0xA5: of the
 * receive buffer only the bytes of the frame before are filled again.
 */
final class TimedLink implements Link
{
    private static final int SLOT = 1 << 17;

    /**
     * A frame of the engine.
     *
     * @param timeNs when it was sent.
     * @param bytes  IP header first.
     */
    record Sent(long timeNs, byte[] bytes)
    {
    }

    private final Deque<byte[]> incoming = new ArrayDeque<>();
    private final Deque<Sent> outgoing = new ArrayDeque<>();
    private final UnsafeBuffer rx = new UnsafeBuffer(ByteBuffer.allocateDirect(SLOT));
    private final UnsafeBuffer tx = new UnsafeBuffer(ByteBuffer.allocateDirect(SLOT));
    private final int mtuBytes;
    private int rxWritten;
    private long nowNs;

    TimedLink(final int mtuBytes)
    {
        this.mtuBytes = mtuBytes;
        rx.setMemory(0, rx.capacity(), (byte)0xA5);
    }

    void time(final long ns)
    {
        nowNs = ns;
    }

    void put(final byte[] frame)
    {
        incoming.add(frame);
    }

    /** Looks at the oldest frame that was not taken, or null. */
    Sent peek()
    {
        return outgoing.peek();
    }

    Sent take()
    {
        return outgoing.poll();
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        batch.reset(rx);
        final byte[] frame = incoming.poll();
        if (frame != null)
        {
            rx.setMemory(0, rxWritten, (byte)0xA5);
            rx.putBytes(0, frame);
            rxWritten = frame.length;
            batch.add(0, frame.length);
        }
        return batch.size();
    }

    @Override
    public int claim(final int lengthBytes)
    {
        tx.setMemory(0, lengthBytes + 16, (byte)0xA5);
        return 8;
    }

    @Override
    public MutableDirectBuffer txBuffer()
    {
        return tx;
    }

    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        final byte[] bytes = new byte[lengthBytes];
        tx.getBytes(offset, bytes);
        outgoing.add(new Sent(nowNs, bytes));
    }

    @Override
    public int mtuBytes()
    {
        return mtuBytes;
    }

    @Override
    public boolean isUp()
    {
        return true;
    }

    @Override
    public void close()
    {
    }
}
