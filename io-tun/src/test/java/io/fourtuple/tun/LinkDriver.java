package io.fourtuple.tun;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.fourtuple.link.FrameBatch;
import io.fourtuple.link.Link;

/** Does to a link what a loop does, with deadlines: takes frames as byte arrays, sends byte arrays. */
final class LinkDriver
{
    static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

    private final Link link;
    private final FrameBatch batch;
    private final Deque<byte[]> received = new ArrayDeque<>();

    LinkDriver(final Link link, final int batchCapacity)
    {
        this.link = link;
        this.batch = new FrameBatch(batchCapacity);
    }

    /** One cycle's receive. */
    int receive()
    {
        final int frames = link.receive(batch);
        for (int i = 0; i < frames; i++)
        {
            final byte[] frame = new byte[batch.lengthBytes(i)];
            batch.buffer().getBytes(batch.offset(i), frame);
            received.add(frame);
        }
        return frames;
    }

    byte[] awaitFrame()
    {
        await("a frame", () -> !received.isEmpty() || receive() > 0);
        return received.remove();
    }

    /** Forgets the frames received so far. */
    void discard()
    {
        received.clear();
    }

    boolean send(final byte[] frame)
    {
        final int offset = link.claim(frame.length);
        if (offset == Link.NO_ROOM)
        {
            return false;
        }
        link.txBuffer().putBytes(offset, frame);
        link.commit(offset, frame.length);
        link.flush();
        return true;
    }

    static void await(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                fail("waited " + TimeUnit.NANOSECONDS.toSeconds(TIMEOUT_NS) + " s in vain for " + what);
            }
            // Others may have to run on this CPU for it to come true.
            Thread.yield();
        }
    }
}
