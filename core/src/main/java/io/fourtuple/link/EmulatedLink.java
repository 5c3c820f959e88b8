package io.fourtuple.link;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.NanoClock;

/**
 * One end of an emulated network between two loops in memory; both ends are for the same thread. With a clock that the thread
 * moves on itself, {@link #nextNs()} says how far, and a minute of a slow network takes a moment.
 * <pre>
 *   loop A ── commit ──> path there ──> receive ── loop B
 *   loop A <── receive ── path back <── commit ── loop B
 * </pre>
 */
public final class EmulatedLink implements Link
{
    private static final int MAX_FRAMES = 256;

    private final EmulatedPath outgoing;
    private final EmulatedPath incoming;
    private final int mtuBytes;
    private final NanoClock clock;
    private final int[] received = new int[MAX_FRAMES];
    private int receivedFrames;
    private boolean isUp = true;

    private EmulatedLink(
        final EmulatedPath outgoing, final EmulatedPath incoming, final int mtuBytes, final NanoClock clock)
    {
        this.outgoing = outgoing;
        this.incoming = incoming;
        this.mtuBytes = mtuBytes;
        this.clock = clock;
    }

    /**
     * @param plan     of the network; {@link NetworkPlan#there()} leads from the first end to the second one.
     * @param mtuBytes longest frame.
     * @param clock    of both loops.
     * @return the two ends.
     */
    public static EmulatedLink[] pair(final NetworkPlan plan, final int mtuBytes, final NanoClock clock)
    {
        final EmulatedPath there = new EmulatedPath(plan.there(), mtuBytes);
        final EmulatedPath back = new EmulatedPath(plan.back(), mtuBytes, seedBack(plan));
        return new EmulatedLink[]{
            new EmulatedLink(there, back, mtuBytes, clock), new EmulatedLink(back, there, mtuBytes, clock)};
    }

    /** The two directions draw from unrelated sequences. */
    static long seedBack(final NetworkPlan plan)
    {
        return ~plan.back().get(PathOption.SEED) * 0x9E37_79B9_7F4A_7C15L;
    }

    @Override
    public int receive(final FrameBatch batch)
    {
        while (receivedFrames > 0)
        {
            incoming.release(received[--receivedFrames]);
        }
        batch.reset(incoming.buffer());
        final long nowNs = clock.nanoTime();
        while (isUp && receivedFrames < MAX_FRAMES && !batch.isFull())
        {
            final int frame = incoming.poll(nowNs);
            if (frame == EmulatedPath.NO_FRAME)
            {
                break;
            }
            received[receivedFrames++] = frame;
            batch.add(frame, incoming.lengthBytes(frame));
        }
        return batch.size();
    }

    @Override
    public int claim(final int lengthBytes)
    {
        return isUp ? outgoing.claim(lengthBytes) : NO_ROOM;
    }

    @Override
    public MutableDirectBuffer txBuffer()
    {
        return outgoing.buffer();
    }

    @Override
    public void commit(final int offset, final int lengthBytes)
    {
        outgoing.commit(offset, lengthBytes, clock.nanoTime());
    }

    @Override
    public int mtuBytes()
    {
        return mtuBytes;
    }

    @Override
    public boolean isUp()
    {
        return isUp;
    }

    @Override
    public void close()
    {
        isUp = false;
    }

    /** @return the next time at which something happens on the way to this end, or {@link EmulatedPath#NEVER}. */
    public long nextNs()
    {
        return incoming.nextNs();
    }

    /** @return the way from this end. */
    public EmulatedPath outgoing()
    {
        return outgoing;
    }

    /** @return the way to this end. */
    public EmulatedPath incoming()
    {
        return incoming;
    }
}
