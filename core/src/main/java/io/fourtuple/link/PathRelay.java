package io.fourtuple.link;

import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Puts an emulated network between any two links, in real time: between two TUN devices it stands between two kernels, between a
 * TUN device and a ring between a kernel and an engine. One thread runs it, best without a rest: a frame is as late as the
 * thread.
 * <pre>
 *   link A ── receive ──> path there ── claim, commit ──> link B
 *   link A <── claim, commit ── path back <── receive ── link B
 * </pre>
 * A frame that the link does not take now waits, and those behind it.
 */
public final class PathRelay implements Agent
{
    private static final int BATCH = 64;

    private final Link a;
    private final Link b;
    private final NanoClock clock;
    private final Direction there;
    private final Direction back;

    /**
     * @param a     one link; closed with the relay.
     * @param b     the other one, of the same MTU; closed with the relay.
     * @param plan  of the network, {@link NetworkPlan#there()} for what is received from {@code a}.
     * @param clock of the relay's thread.
     */
    public PathRelay(final Link a, final Link b, final NetworkPlan plan, final NanoClock clock)
    {
        if (a.mtuBytes() != b.mtuBytes())
        {
            throw new IllegalArgumentException(
                "the links must have the same MTU: a=" + a.mtuBytes() + " b=" + b.mtuBytes());
        }
        this.a = a;
        this.b = b;
        this.clock = clock;
        there = new Direction(a, b, new EmulatedPath(plan.there(), a.mtuBytes()));
        back = new Direction(b, a, new EmulatedPath(plan.back(), a.mtuBytes(), EmulatedLink.seedBack(plan)));
    }

    /** @return frames moved; 0 as well if one of the links has ended. */
    @Override
    public int doWork()
    {
        final int work = there.move() + back.move();
        a.flush();
        b.flush();
        return work;
    }

    /** @return the way from the first link to the second one. */
    public EmulatedPath there()
    {
        return there.path;
    }

    /** @return the way from the second link to the first one. */
    public EmulatedPath back()
    {
        return back.path;
    }

    @Override
    public String roleName()
    {
        return "path-relay";
    }

    @Override
    public void onClose()
    {
        a.close();
        b.close();
    }

    private final class Direction
    {
        private final Link from;
        private final Link to;
        private final EmulatedPath path;
        private final FrameBatch batch = new FrameBatch(BATCH);
        private int frame = EmulatedPath.NO_FRAME;

        Direction(final Link from, final Link to, final EmulatedPath path)
        {
            this.from = from;
            this.to = to;
            this.path = path;
        }

        int move()
        {
            final int received = from.receive(batch);
            final long nowNs = clock.nanoTime();
            for (int i = 0; i < received; i++)
            {
                path.offer(batch.buffer(), batch.offset(i), batch.lengthBytes(i), nowNs);
            }
            return received + deliver(nowNs);
        }

        private int deliver(final long nowNs)
        {
            int delivered = 0;
            while (delivered < BATCH && hasFrame(nowNs))
            {
                final int lengthBytes = path.lengthBytes(frame);
                final int offset = to.claim(lengthBytes);
                if (offset == Link.NO_ROOM)
                {
                    break;
                }
                to.txBuffer().putBytes(offset, path.buffer(), frame, lengthBytes);
                to.commit(offset, lengthBytes);
                path.release(frame);
                frame = EmulatedPath.NO_FRAME;
                delivered++;
            }
            return delivered;
        }

        private boolean hasFrame(final long nowNs)
        {
            frame = frame == EmulatedPath.NO_FRAME ? path.poll(nowNs) : frame;
            return frame != EmulatedPath.NO_FRAME;
        }
    }
}
