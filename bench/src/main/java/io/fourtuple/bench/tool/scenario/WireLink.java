package io.fourtuple.bench.tool.scenario;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;

/** One engine's end of the network: each frame sent is handed over at once, those arrived wait to be taken. */
final class WireLink implements Link
{
    private static final int MTU_BYTES = 1_500;
    private static final int SLOT = 2_048;
    private static final int SLOTS = 64;

    private final UnsafeBuffer rx = new UnsafeBuffer(ByteBuffer.allocateDirect(SLOT * SLOTS));
    private final UnsafeBuffer tx = new UnsafeBuffer(ByteBuffer.allocateDirect(SLOT));
    private final Deque<byte[]> arrived = new ArrayDeque<>();
    private final Consumer<byte[]> network;
    private boolean up = true;

    /** @param network takes each frame that is sent. */
    WireLink(final Consumer<byte[]> network)
    {
        this.network = network;
    }

    void arrive(final byte[] frame)
    {
        arrived.add(frame);
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        batch.reset(rx);
        while (!arrived.isEmpty() && !batch.isFull() && batch.size() < SLOTS)
        {
            final byte[] frame = arrived.poll();
            rx.putBytes(batch.size() * SLOT, frame);
            batch.add(batch.size() * SLOT, frame.length);
        }
        return batch.size();
    }

    @Override
    public int claim(final int lengthBytes)
    {
        // The RSTs of an engine that is closed go nowhere.
        return up ? 0 : NO_ROOM;
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
        network.accept(frame);
    }

    @Override
    public int mtuBytes()
    {
        return MTU_BYTES;
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
