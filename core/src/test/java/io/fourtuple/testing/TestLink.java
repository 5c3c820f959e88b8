package io.fourtuple.testing;

import java.nio.ByteBuffer;

import java.util.ArrayDeque;
import java.util.Deque;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;

/**
 * A link whose frames a test puts in and takes out one by one. Before each use its buffers hold nothing but 0xA5: of the
 * receive buffer only the bytes that the receive before has written are filled again.
 */
public final class TestLink implements Link
{
    private static final int SLOT = 4_096;
    private static final int RX_SLOTS = 64;

    private final Deque<byte[]> incoming = new ArrayDeque<>();
    private final Deque<byte[]> outgoing = new ArrayDeque<>();
    private final UnsafeBuffer rx = new UnsafeBuffer(ByteBuffer.allocateDirect(SLOT * RX_SLOTS));
    private final UnsafeBuffer tx = new UnsafeBuffer(ByteBuffer.allocateDirect(SLOT));
    private final int mtuBytes;
    private int rxWritten;
    private int room = Integer.MAX_VALUE;
    private boolean up = true;

    public TestLink(final int mtuBytes)
    {
        this.mtuBytes = mtuBytes;
        rx.setMemory(0, rx.capacity(), (byte)0xA5);
    }

    public void put(final byte[] frame)
    {
        incoming.add(frame);
    }

    /** Takes the oldest frame the engine has sent, or null. */
    public byte[] take()
    {
        return outgoing.poll();
    }

    public boolean hasSent()
    {
        return !outgoing.isEmpty();
    }

    /** How many more frames the link takes before it has no room. */
    public void room(final int frames)
    {
        room = frames;
    }

    public void down()
    {
        up = false;
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        if (!incoming.isEmpty())
        {
            rx.setMemory(0, rxWritten, (byte)0xA5);
            rxWritten = 0;
        }
        batch.reset(rx);
        while (!incoming.isEmpty() && !batch.isFull() && batch.size() < RX_SLOTS)
        {
            final byte[] frame = incoming.poll();
            final int offset = batch.size() * SLOT;
            rx.putBytes(offset, frame);
            rxWritten = offset + frame.length;
            batch.add(offset, frame.length);
        }
        return batch.size();
    }

    @Override
    public int claim(final int lengthBytes)
    {
        if (room == 0)
        {
            return NO_ROOM;
        }
        room--;
        tx.setMemory(0, SLOT, (byte)0xA5);
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
        final byte[] frame = new byte[lengthBytes];
        tx.getBytes(offset, frame);
        outgoing.add(frame);
    }

    @Override
    public int mtuBytes()
    {
        return mtuBytes;
    }

    @Override
    public boolean isUp()
    {
        return up;
    }

    @Override
    public void close()
    {
        up = false;
    }
}
